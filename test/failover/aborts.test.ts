import { generateText, streamText } from 'ai';
import { describe, expect, it } from 'vitest';
import { cut, hang, hangAfterHeaders, ok, scenario, stall, status, type Step } from '../../mocks/index.ts';
import type { CallOptions } from '../../src/sdk-types.ts';
import { createFailover, type CreateFailoverOptions, type FailoverEvent } from '../../src/index.ts';
import { anthropicLeg, chatLeg } from '../support/failover-legs.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';

const limited = (ms: number) => status(429, { headers: { 'retry-after-ms': String(ms) } });
const reason = new Error('the caller is gone');

function legs(scripts: Step[][], options: Partial<CreateFailoverOptions> = {}) {
  const clock = createManualClock();
  const upstreams = scripts.map(script => scenario(script));
  const models = upstreams.map((upstream, index) => ({
    model: (index === 0 ? anthropicLeg : chatLeg)(upstream),
    assistantPrefill: true,
  }));
  const model = createFailover({ models, clock, random: () => 0.5, ...options });
  return { model, clock, upstreams, counts: () => upstreams.map(({ count }) => count) };
}

async function rest(): Promise<void> {
  for (let turns = 0; turns < 15; turns += 1) await settle();
}

/** Reads a stream to its end, if there is one. */
async function drain(opening: PromiseLike<{ stream: ReadableStream<unknown> }>): Promise<void> {
  const opened = await opening.then(
    result => result,
    () => undefined,
  );
  await opened?.stream.pipeTo(new WritableStream());
}

const PROMPT: CallOptions['prompt'] = [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }];

/** Where a call is when its caller aborts. */
interface Place {
  where: string;
  scripts: Step[][];
  operation?: 'generate' | 'stream';
  options?: Partial<CreateFailoverOptions>;
  /** Upstream requests before the abort; there are none after it. */
  counts: number[];
  /** Whose last request is still open. */
  open?: number;
  /** Whether another call comes before, which learns what its legs ask for. */
  after?: 'another call';
}

const slow = { timeouts: { firstContentMs: 30_000 } };

const places: Place[] = [
  { where: 'before headers', scripts: [[hang()], [ok()]], counts: [1, 0], open: 0 },
  { where: 'before headers of the fallback', scripts: [[status(401)], [hang()]], counts: [1, 1], open: 1 },
  { where: 'during the wait before a second try', scripts: [[status(503)], [ok()]], counts: [1, 0] },
  { where: 'during a wait that the leg asked for', scripts: [[limited(4_000)], [ok()]], counts: [1, 0] },
  {
    where: 'during a wait for the first leg that may be asked',
    scripts: [[limited(6_000)], [limited(6_000)]],
    counts: [1, 1],
    after: 'another call',
  },
  {
    where: 'in the preamble',
    operation: 'stream',
    scripts: [[stall({ afterParts: 0 })], [ok()]],
    counts: [1, 0],
    open: 0,
  },
  { where: 'after the headers', operation: 'stream', scripts: [[hangAfterHeaders()], [ok()]], counts: [1, 0], open: 0 },
  {
    where: 'before headers, with a limit',
    operation: 'stream',
    scripts: [[hang()], [ok()]],
    counts: [1, 0],
    open: 0,
    options: slow,
  },
  {
    where: 'in the preamble, with a limit',
    operation: 'stream',
    scripts: [[stall({ afterParts: 0 })], [ok()]],
    counts: [1, 0],
    open: 0,
    options: slow,
  },
  {
    where: 'in the middle of content',
    operation: 'stream',
    scripts: [[stall({ afterParts: 2 })], [ok()]],
    counts: [1, 0],
    open: 0,
  },
  {
    where: "in the middle of a fallback's content",
    operation: 'stream',
    scripts: [[status(401)], [stall({ afterParts: 2 })]],
    counts: [1, 1],
    open: 1,
  },
  {
    where: 'before the headers of a continuation',
    operation: 'stream',
    scripts: [[cut({ afterParts: 2 })], [hang()], [ok()]],
    counts: [1, 1, 0],
    open: 1,
    options: { afterContent: 'continue' },
  },
  {
    where: 'in the preamble of a continuation',
    operation: 'stream',
    scripts: [[cut({ afterParts: 2 })], [stall({ afterParts: 0 })], [ok()]],
    counts: [1, 1, 0],
    open: 1,
    options: { afterContent: 'continue' },
  },
  {
    where: 'in the middle of a continuation',
    operation: 'stream',
    scripts: [[cut({ afterParts: 2 })], [stall({ afterParts: 2 })], [ok()]],
    counts: [1, 1, 0],
    open: 1,
    options: { afterContent: 'continue' },
  },
];

describe('a caller who aborts', () => {
  it.each(
    places.flatMap(place =>
      place.operation ? [place] : (['generate', 'stream'] as const).map(operation => ({ ...place, operation })),
    ),
  )(
    '$where ($operation) gets its own reason, and nothing goes on',
    async ({ scripts, operation, options, counts: expected, open, after }) => {
      const { model, clock, upstreams, counts } = legs(scripts, options);
      if (after) {
        await generateText({ model, prompt: 'Hi', maxRetries: 0 }).catch(() => {});
        await clock.advance(2_000);
      }
      const controller = new AbortController();
      const call = { prompt: PROMPT, abortSignal: controller.signal };
      const drained = async () => {
        if (operation === 'generate') return model.doGenerate(call);
        const { stream } = await model.doStream(call);
        for await (const _ of stream);
      };
      const thrown = drained().then(
        () => 'nothing thrown',
        (error: unknown) => error,
      );
      await rest();
      expect(counts()).toEqual(expected);
      controller.abort(reason);
      expect(await thrown).toBe(reason);
      await rest();
      expect(clock.pending).toBe(0);
      await clock.advance(100_000);
      await rest();
      expect(counts()).toEqual(expected);
      for (const [index, upstream] of upstreams.entries())
        expect([index, upstream.requests.at(-1)?.isCancelled ?? false]).toEqual([index, index === open]);
    },
  );

  it.each(['generate', 'stream'] as const)('before it asks (%s) asks nobody', async operation => {
    const { model, counts, clock } = legs([[ok()], [ok()]]);
    const call = { prompt: PROMPT, abortSignal: AbortSignal.abort(reason) };
    const asked: PromiseLike<unknown> = operation === 'generate' ? model.doGenerate(call) : model.doStream(call);
    await expect(asked).rejects.toBe(reason);
    expect([counts(), clock.pending]).toEqual([[0, 0], 0]);
  });

  it.each<[FailoverEvent['type'], number[]]>([
    ['call-start', [0, 0]],
    // Aborted before the provider's package had anything to send.
    ['attempt-start', [0, 0]],
    ['failure', [1, 0]],
    ['attempt-end', [1, 0]],
    ['failover', [1, 0]],
  ])('when %s is told asks no further leg', async (type, asked) => {
    const controller = new AbortController();
    const onEvent = (event: FailoverEvent) => void (event.type === type && controller.abort(reason));
    const { model, counts, clock } = legs([[status(401)], [ok()]], { onEvent });
    await expect(model.doGenerate({ prompt: PROMPT, abortSignal: controller.signal })).rejects.toBe(reason);
    expect([counts(), clock.pending]).toEqual([asked, 0]);
  });

  it('leaves no listener on its signal, however the call ends', async () => {
    const { signal } = new AbortController();
    const isOurs = () => /\/src\//.test(new Error('here').stack?.split('\n')[3] ?? '');
    const changes: number[] = [];
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      if (isOurs()) changes.push(1);
      addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      if (isOurs()) changes.push(-1);
      removeEventListener.apply(signal, args);
    };
    for (const scripts of [
      [[ok()], [ok()]],
      [[status(401)], [ok()]],
      [[status(401)], [status(401)]],
      [[cut({ afterParts: 2 })], [ok()]],
    ]) {
      const { model } = legs(scripts, { random: () => 0 });
      await model.doGenerate({ prompt: PROMPT, abortSignal: signal }).then(
        () => {},
        () => {},
      );
      await drain(model.doStream({ prompt: PROMPT, abortSignal: signal }));
    }
    expect(changes.length).toBeGreaterThan(6);
    expect(changes.reduce((sum, change) => sum + change, 0)).toBe(0);
  });
});

describe('a consumer who stops reading', () => {
  it.each<[string, Step[][], Partial<CreateFailoverOptions>, number]>([
    ['the primary', [[stall({ afterParts: 2 })], [ok()]], {}, 0],
    ['a fallback', [[status(401)], [stall({ afterParts: 2 })]], {}, 1],
    [
      'a continuation that hangs before its headers',
      [[cut({ afterParts: 2 })], [hang()]],
      { afterContent: 'continue' },
      1,
    ],
    [
      'a continuation in its preamble',
      [[cut({ afterParts: 2 })], [stall({ afterParts: 0 })]],
      { afterContent: 'continue' },
      1,
    ],
    [
      'a continuation in the middle',
      [[cut({ afterParts: 2 })], [stall({ afterParts: 2 })]],
      { afterContent: 'continue' },
      1,
    ],
  ])('ends the request of %s', async (_, scripts, options, open) => {
    const { model, clock, upstreams } = legs(scripts, options);
    const { stream } = await model.doStream({ prompt: PROMPT });
    const reader = stream.getReader();
    const reading = (async () => {
      while (!(await reader.read()).done);
    })().catch(() => {});
    await rest();
    expect(upstreams[open]?.requests.at(-1)?.isCancelled).toBe(false);
    await reader.cancel(reason);
    await reading;
    await rest();
    expect(upstreams[open]?.requests.at(-1)?.isCancelled).toBe(true);
    expect(clock.pending).toBe(0);
  });
});

describe("the SDK's own timeout", () => {
  it('ends the whole chain', async () => {
    const { model, counts, upstreams } = legs([[status(401)], [hang()]]);
    const error = await generateText({ model, prompt: 'Hi', maxRetries: 2, timeout: 40 }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ name: 'TimeoutError' });
    expect([counts(), upstreams[1]?.requests[0]?.isCancelled]).toEqual([[1, 1], true]);
  });

  it('shows an abort to streamText as an abort', async () => {
    const controller = new AbortController();
    const { model } = legs([[status(401)], [stall({ afterParts: 1 })]]);
    const errors: unknown[] = [];
    let aborted = 0;
    const result = streamText({
      model,
      prompt: 'Hi',
      abortSignal: controller.signal,
      onError: ({ error }) => void errors.push(error),
      onAbort: () => void (aborted += 1),
    });
    const reading = result.consumeStream();
    await rest();
    controller.abort(reason);
    await reading;
    expect([errors, aborted]).toEqual([[], 1]);
  });
});
