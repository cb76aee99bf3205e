/** Two legs side by side: who wins, what the caller sees, and what becomes of the other one. */
import { describe, expect, it } from 'vitest';
import { hang, hangAfterHeaders, ok, slowFirstToken, stall, status, type Step } from '../../mocks/index.ts';
import { FailoverError } from '../../src/index.ts';
import { FACTORIES, setUp, type Setting } from './set-up.ts';
import { KINDS, startCall, type Call } from './start-call.ts';

const hedge = { afterMs: 5_000 };
const after = (ms: number, text: string): Step => ok(text, { delayMs: ms });
const silentFor = (leg: string, ms: number) => ({ leg, attempt: 1, category: 'timeout', rule: 'hedge:silent', ms });

/** One preamble and one text, as of any answer. */
function expectOneAnswer(call: Call, text: string): void {
  expect([call.text, call.finishReason, call.errors]).toEqual([text, 'stop', []]);
  if (call.types.length === 0) return;
  const times = (type: string) => call.types.filter(each => each === type).length;
  expect([call.textIds.size, times('text-start'), times('text-end'), times('finish')]).toEqual([1, 1, 1, 1]);
  expect(times('stream-start') + times('start-step')).toBe(1);
}

describe.each(KINDS)('%s', kind => {
  const silences: [string, Step][] = [
    ['hangs', hang()],
    ['hangs after its headers', hangAfterHeaders()],
    ['stalls', stall({ afterParts: 0 })],
  ];

  it.each(FACTORIES.flatMap(by => silences.map(([name, step]) => [by, name, step] as const)))(
    'is the answer of the second leg and says so (%s): the first one %s',
    async (by, _, silence) => {
      const { model, clock, upstreams, events } = setUp([silence, slowFirstToken(3_000, ['hel', 'lo'])], { by, hedge });
      const { signal } = new AbortController();
      const call = startCall(kind, model, { abortSignal: signal });
      await clock.advance(7_999);
      expect([call.text, call.isOver]).toEqual(['', false]);
      await clock.advance(1);
      expectOneAnswer(call, 'hello');
      expect(call.failover).toEqual({
        callId: expect.any(String),
        servedBy: { leg: 'b', provider: 'openai.responses', modelId: 'gpt-5' },
        attempts: [silentFor('a', 8_000)],
        degraded: true,
        hedged: true,
        skipped: [],
      });
      expect(call.warnings).toEqual(['Served by the fallback b; a had sent no content for 8000 ms.']);
      expect(call.modelId).toBe('gpt-5');
      expect(events).toEqual([{ type: 'hedge-start', from: 'a', to: 'b', afterMs: 5_000 }]);
      const [a, b] = upstreams as [(typeof upstreams)[0], (typeof upstreams)[0]];
      expect([a.count, a.requests[0]!.isCancelled, a.signals[0]!.aborted]).toEqual([1, true, true]);
      expect([b.count, b.requests[0]!.isCancelled, b.requests[0]!.isDone]).toEqual([1, false, true]);
      expect([signal.aborted, clock.pending]).toEqual([false, 0]);
    },
  );

  it('is untouched when the first leg answers after all', async () => {
    for (const other of [hang(), hangAfterHeaders(), stall({ afterParts: 0 }), after(10_000, 'no')]) {
      const { model, clock, upstreams, events } = setUp([slowFirstToken(7_000, ['hel', 'lo']), other], { hedge });
      const call = startCall(kind, model);
      await clock.advance(6_999);
      expect([call.isOver, upstreams[1]!.count]).toEqual([false, 1]);
      await clock.advance(1);
      expectOneAnswer(call, 'hello');
      expect([call.failover, call.warnings, call.modelId]).toEqual([undefined, [], 'claude-sonnet-4-5']);
      expect(events.map(({ type }) => type)).toEqual(['hedge-start']);
      const [a, b] = upstreams.map(({ requests }) => requests[0]!);
      expect([a!.isCancelled, a!.isDone, b!.isCancelled]).toEqual([false, true, true]);
      expect([upstreams[1]!.signals[0]!.aborted, clock.pending]).toEqual([true, 0]);
    }
  });

  it('is one answer when both come in the same millisecond', async () => {
    const { model, clock, upstreams } = setUp([after(10_000, 'of a'), after(5_000, 'of b')], { hedge });
    const call = startCall(kind, model);
    await clock.advance(10_000);
    expectOneAnswer(call, 'of a');
    expect([call.failover, clock.pending]).toEqual([undefined, 0]);
    for (const { requests } of upstreams) expect(requests[0]!.isCancelled || requests[0]!.isDone).toBe(true);
  });

  it('is what the running leg says when the other one fails, and no leg is asked twice', async () => {
    const late = setUp([after(9_000, 'hello'), status(503)], { hedge, retries: { perLeg: 2 } });
    const first = startCall(kind, late.model);
    await late.clock.advance(9_000);
    expectOneAnswer(first, 'hello');
    expect([first.failover, late.counts(), late.clock.pending]).toEqual([undefined, [1, 1], 0]);
    expect(late.events.map(({ type }) => type)).toEqual(['hedge-start', 'failure']);

    const early = setUp([hang(), after(4_000, 'hello')], {
      hedge,
      timeouts: { attemptMs: 6_000 },
    });
    const second = startCall(kind, early.model);
    await early.clock.advance(9_000);
    expectOneAnswer(second, 'hello');
    expect(second.failover).toMatchObject({
      servedBy: { leg: 'b' },
      attempts: [{ leg: 'a', rule: 'timeout:attemptMs', ms: 6_000 }],
      hedged: true,
    });
    expect(second.warnings).toEqual(['Served by the fallback b after timeout (timeout:attemptMs) on a.']);
    expect([early.counts(), early.clock.pending]).toEqual([[1, 1], 0]);
  });

  it('fails with both when both fail, in the order in which they did', async () => {
    const { model, clock, counts, events } = setUp([hang(), status(401)], { hedge, timeouts: { attemptMs: 20_000 } });
    const call = startCall(kind, model);
    await clock.advance(19_999);
    expect(call.isOver).toBe(false);
    await clock.advance(1);
    const error = call.errors[0] as FailoverError;
    expect([call.errors.length, FailoverError.isInstance(error), error.isRetryable]).toEqual([1, true, true]);
    expect(error.attempts.map(({ leg, failure, ms }) => [leg, failure.category, ms])).toEqual([
      ['b', 'auth', 0],
      ['a', 'timeout', 20_000],
    ]);
    expect([counts(), clock.pending]).toEqual([[1, 1], 0]);
    expect(events.map(({ type }) => type)).not.toContain('failover');
  });

  it('is the end of everything when a hook throws in the middle of the race', async () => {
    const bug = new Error('a bug in a hook');
    const { model, clock, upstreams } = setUp([hang(), status(503)], {
      hedge,
      shouldFailOver() {
        throw bug;
      },
    });
    const call = startCall(kind, model);
    await clock.advance(5_000);
    expect(call.errors).toEqual([bug]);
    expect([upstreams[0]!.requests[0]!.isCancelled, clock.pending]).toEqual([true, 0]);
  });
});

describe("generateVia: 'stream'", () => {
  const words = (ms: number, ...text: string[]) => slowFirstToken(6_000, text, { betweenPartsMs: ms });

  it.each<[string, Step, Step, string, Setting['hedge']]>([
    [
      'the second leg, though the first one has begun',
      words(20_000, 'a ', 'late'),
      after(4_000, 'of b'),
      'of b',
      hedge,
    ],
    ['the first leg, which began second', words(1_000, 'a ', 'in time'), after(9_000, 'of b'), 'a in time', hedge],
  ])('the first whole answer wins: %s', async (_, first, second, text, hedging) => {
    const { model, clock, upstreams } = setUp([first, second], { generateVia: 'stream', hedge: hedging });
    const call = startCall('doGenerate', model);
    await clock.advance(9_000);
    expectOneAnswer(call, text);
    expect(call.failover).toEqual(
      text === 'of b'
        ? expect.objectContaining({
            attempts: [
              { leg: 'a', attempt: 1, category: 'aborted', rule: 'hedge:lost', ms: 9_000, firstContentMs: 6_000 },
            ],
            hedged: true,
          })
        : undefined,
    );
    expect(upstreams.map(({ requests }) => requests[0]!.isCancelled)).toEqual([text === 'of b', text !== 'of b']);
    expect(clock.pending).toBe(0);
  });
});
