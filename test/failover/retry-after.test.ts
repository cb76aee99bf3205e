import { generateText } from 'ai';
import { describe, expect, it } from 'vitest';
import { hang, ok, scenario, status, type Scenario, type Step } from '../../mocks/index.ts';
import { createFailover, FailoverError, type CreateFailoverOptions, type FailoverEvent } from '../../src/index.ts';
import { openaiLeg } from '../support/failover-legs.ts';
import { createManualClock, settle, type ManualClock } from '../support/manual-clock.ts';
import { notableIn } from '../support/notable.ts';

const limited = (ms: number): Step => status(429, { headers: { 'retry-after-ms': String(ms) } });
const down = status(503);

function chain(scripts: Step[][], options: Partial<CreateFailoverOptions> = {}) {
  const clock = createManualClock();
  const upstreams = scripts.map(script => scenario(script));
  const events: FailoverEvent[] = [];
  const model = createFailover({
    models: upstreams.map((upstream, index) => ({ model: openaiLeg(upstream), name: `leg-${index}` })),
    clock,
    random: () => 0,
    onEvent: notableIn(events),
    ...options,
  });
  const ask = (abortSignal?: AbortSignal) =>
    generateText({ model, prompt: 'Hi', maxRetries: 0, ...(abortSignal && { abortSignal }) }).then(
      ({ text, providerMetadata }) => ({ text, failover: providerMetadata?.['failover'] }),
      (error: unknown) => ({ error: error as FailoverError }),
    );
  const counts = () => upstreams.map(({ count }) => count);
  return { clock, upstreams, events, ask, counts };
}

/** Lets a call run until it is done or only waits for the clock. */
async function untilStill(upstreams: readonly Scenario[]): Promise<void> {
  for (let still = 0, seen = -1; still < 10; still += 1) {
    await settle();
    const count = upstreams.reduce((sum, upstream) => sum + upstream.count, 0);
    if (count !== seen) still = 0;
    seen = count;
  }
}

/** Asserts that nothing is asked one millisecond before, and something at, `ms` from now. */
async function expectAskedAfter(
  ms: number,
  clock: ManualClock,
  upstreams: readonly Scenario[],
  index: number,
): Promise<void> {
  const before = upstreams[index]!.count;
  await untilStill(upstreams);
  await clock.advance(ms - 1);
  await untilStill(upstreams);
  expect(upstreams[index]!.count).toBe(before);
  await clock.advance(1);
  await untilStill(upstreams);
  expect(upstreams[index]!.count).toBe(before + 1);
}

describe('a leg that asks to be left alone', () => {
  it('is waited for up to maxWaitMs, and then answers', async () => {
    const { clock, upstreams, ask, counts, events } = chain([[limited(5_000), ok('primary')], [ok('fallback')]]);
    const answer = ask();
    await untilStill(upstreams);
    expect(counts()).toEqual([1, 0]);
    await expectAskedAfter(5_000, clock, upstreams, 0);
    expect(await answer).toMatchObject({
      text: 'primary',
      failover: { degraded: false, attempts: [{ leg: 'leg-0', statusCode: 429 }] },
    });
    expect(events.map(({ type }) => type)).toEqual(['failure', 'retry']);
    expect([counts(), clock.pending]).toEqual([[2, 0], 0]);
  });

  it('is left at once when it asks for more', async () => {
    const { clock, ask, counts } = chain([[limited(5_001), ok('primary')], [ok('fallback')]]);
    expect(await ask()).toMatchObject({ text: 'fallback' });
    expect([counts(), clock.pending]).toEqual([[1, 1], 0]);
  });

  it('is skipped by other calls until then, and not a millisecond longer', async () => {
    const { clock, ask, counts } = chain([[limited(30_000), ok('primary')], [ok('fallback')]]);
    await ask();
    expect(await ask()).toMatchObject({
      text: 'fallback',
      failover: { attempts: [], skipped: [{ leg: 'leg-0', reason: 'not-before' }] },
    });
    await clock.advance(29_999);
    expect(await ask()).toMatchObject({ text: 'fallback' });
    expect(counts()).toEqual([1, 3]);
    await clock.advance(1);
    expect(await ask()).toEqual({ text: 'primary', failover: undefined });
    expect(counts()).toEqual([2, 3]);
  });

  it('is not asked by a call that was about to try it again', async () => {
    // The first call waits after a 503; meanwhile a second one is told to stay away for long.
    const { clock, upstreams, ask, counts } = chain([[down, limited(30_000), ok('primary')], [ok('fallback')]], {
      random: () => 0.5,
    });
    const first = ask();
    await untilStill(upstreams);
    expect([counts(), clock.pending]).toEqual([[1, 0], 1]);
    expect(await ask()).toMatchObject({ text: 'fallback' });
    await clock.advance(1_000);
    expect(await first).toMatchObject({ text: 'fallback', failover: { attempts: [{ statusCode: 503 }] } });
    expect(counts()).toEqual([2, 2]);
  });

  it('is tried again by such a call when the new wait is short', async () => {
    const { clock, upstreams, ask, counts } = chain([[down, limited(4_000), ok('primary')], [ok('fallback')]], {
      random: () => 0.5,
    });
    const first = ask();
    await untilStill(upstreams);
    const second = ask();
    await untilStill(upstreams);
    await clock.advance(3_999);
    await untilStill(upstreams);
    expect(counts()).toEqual([2, 0]);
    await clock.advance(1);
    expect(await Promise.all([first, second])).toMatchObject([{ text: 'primary' }, { text: 'primary' }]);
    expect(counts()).toEqual([4, 0]);
  });
});

describe('when every leg asks to be left alone', () => {
  it('tells the SDK when the first of them may be tried', async () => {
    const { clock, ask, counts } = chain([[limited(20_000)], [limited(12_000)]]);
    const { error } = (await ask()) as { error: FailoverError };
    expect(error).toMatchObject({ isRetryable: true, statusCode: 429, responseHeaders: { 'retry-after-ms': '12000' } });
    await clock.advance(2_000);
    const next = (await ask()) as { error: FailoverError };
    expect(next.error).toMatchObject({
      isRetryable: true,
      attempts: [],
      responseHeaders: { 'retry-after-ms': '10000' },
    });
    expect(next.error.message).toMatch(
      /^No leg may be asked before 10000 ms have passed\. Skipped: leg-0 \(not-before\), leg-1 \(not-before\)\.$/,
    );
    expect(counts()).toEqual([1, 1]);
  });

  it.each([
    [59_999, true],
    [60_000, false],
  ])('leaves a wait of %i ms to the SDK: %s', async (ms, isRetryable) => {
    const { ask } = chain([[limited(ms)], [limited(ms + 10_000)]]);
    expect(await ask()).toMatchObject({ error: { isRetryable, responseHeaders: { 'retry-after-ms': String(ms) } } });
    // The SDK would try a longer one after two seconds.
    expect(await ask()).toMatchObject({
      error: { isRetryable, attempts: [], responseHeaders: { 'retry-after-ms': String(ms) } },
    });
  });

  it('lets the call wait itself if the wait is short, for the leg that comes first', async () => {
    const { clock, upstreams, ask, counts } = chain([
      [limited(9_000), ok('primary')],
      [limited(8_000), ok('fallback')],
    ]);
    await ask();
    await clock.advance(3_000);
    const answer = ask();
    await expectAskedAfter(5_000, clock, upstreams, 1);
    expect(await answer).toMatchObject({ text: 'fallback' });
    expect([counts(), clock.pending]).toEqual([[1, 2], 0]);
  });

  it('says that another round has a chance although the other leg refused the key', async () => {
    const { ask } = chain([[limited(30_000)], [status(401)]]);
    await ask();
    expect(await ask()).toMatchObject({
      error: { isRetryable: true, attempts: [{ leg: 'leg-1' }], responseHeaders: { 'retry-after-ms': '30000' } },
    });
  });

  it('still comes out with the reason of a caller that is gone', async () => {
    const { ask } = chain([[limited(30_000)], [limited(30_000)]]);
    await ask();
    const reason = new Error('gone');
    expect(await ask(AbortSignal.abort(reason))).toEqual({ error: reason });
  });
});

describe('a silent leg', () => {
  it.each([
    [9_999, [2, 0]],
    [10_000, [1, 1]],
  ])('that failed after %i ms is asked again: %j', async (ms, expected) => {
    const clock = createManualClock();
    const first = scenario([{ ...status(503) }, ok('primary')], { delay: async () => {} });
    const late: typeof first.fetch = async (input, init) => {
      if (first.count === 0) await new Promise<void>(resolve => void clock.setTimeout(resolve, ms));
      return first.fetch(input, init);
    };
    const second = scenario([ok('fallback')]);
    const model = createFailover({
      models: [openaiLeg({ ...first, fetch: late }), openaiLeg(second)],
      clock,
      random: () => 0,
    });
    const answer = generateText({ model, prompt: 'Hi', maxRetries: 0 });
    await untilStill([first, second]);
    await clock.advance(ms);
    await untilStill([first, second]);
    await clock.advance(0);
    expect((await answer).text).toBe(expected[1] === 0 ? 'primary' : 'fallback');
    expect([first.count, second.count]).toEqual(expected);
  });

  it('leaves no timer behind when the caller gives up', async () => {
    const { clock, upstreams, ask } = chain([[hang()], [ok('fallback')]]);
    const controller = new AbortController();
    const answer = ask(controller.signal);
    await untilStill(upstreams);
    const reason = new Error('gone');
    controller.abort(reason);
    expect(await answer).toEqual({ error: reason });
    expect(clock.pending).toBe(0);
  });
});
