/** `totalMs`: one deadline over all legs and waits of a call. */
import { APICallError, generateText } from 'ai';
import { describe, expect, it } from 'vitest';
import { hang, ok, stall, status } from '../../mocks/index.ts';
import { FailoverError, type RouterTimeouts } from '../../src/index.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { FACTORIES, setUp } from './set-up.ts';
import { KINDS, startCall, type Call } from './start-call.ts';

/** That the call's time was over, and what had been tried. */
function expectOutOfTime(call: Call, attempts: [leg: string, rule: string, ms: number][]): FailoverError {
  const error = call.errors[0] as FailoverError;
  expect(call.errors).toHaveLength(1);
  expect(FailoverError.isInstance(error)).toBe(true);
  expect(error).toMatchObject({ statusCode: 504, isRetryable: false, failure: { category: 'timeout' } });
  expect(error.attempts.map(({ leg, failure, ms }) => [leg, failure.rule, ms])).toEqual(attempts);
  return error;
}

describe.each(KINDS)('totalMs over %s', kind => {
  it.each(FACTORIES)('gives the next leg what is left: %s', async by => {
    const { model, clock, counts, upstreams, told } = setUp([hang(), hang(), ok('no')], {
      by,
      timeouts: { attemptMs: 6_000, totalMs: 10_000 },
    });
    const { signal } = new AbortController();
    const call = startCall(kind, model, { abortSignal: signal });
    await clock.advance(6_000);
    expect(counts()).toEqual([1, 1, 0]);
    await clock.advance(3_999);
    expect(call.isOver).toBe(false);
    await clock.advance(1);
    const error = expectOutOfTime(call, [
      ['a', 'timeout:attemptMs', 6_000],
      ['b', 'timeout:totalMs', 4_000],
    ]);
    expect(error.message).toMatch(/ Skipped: c \(deadline\)\.$/);
    expect(told('timeout').map(({ limit, ms }) => [limit, ms])).toEqual([
      ['attemptMs', 6_000],
      ['totalMs', 4_000],
    ]);
    expect(upstreams.map(({ requests }) => requests[0]?.isCancelled)).toEqual([true, true, undefined]);
    expect([counts(), signal.aborted, clock.pending]).toEqual([[1, 1, 0], false, 0]);
  });

  it.each<[string, RouterTimeouts, boolean]>([
    ['250 ms are left', { attemptMs: 9_750 }, true],
    ['249 ms are left', { attemptMs: 9_751 }, false],
    ['2 s are left, and it shall be 2 s', { attemptMs: 8_000, minAttemptMs: 2_000 }, true],
    ['less is left, and it shall be 2 s', { attemptMs: 8_001, minAttemptMs: 2_000 }, false],
    ['1 ms is left, and nothing is asked', { attemptMs: 9_999, minAttemptMs: 0 }, true],
  ])('starts a leg only with enough time: %s', async (_, timeouts, isAsked) => {
    const { model, clock, counts } = setUp([hang(), ok('hello')], { timeouts: { ...timeouts, totalMs: 10_000 } });
    const call = startCall(kind, model);
    await clock.advance(timeouts.attemptMs as number);
    expect([counts(), call.text]).toEqual(isAsked ? [[1, 1], 'hello'] : [[1, 0], '']);
    expect(clock.pending).toBe(0);
    if (isAsked) return;
    const error = expectOutOfTime(call, [['a', 'timeout:attemptMs', timeouts.attemptMs as number]]);
    expect(error.message).toContain('Skipped: b (deadline).');
  });

  it('makes no wait that does not fit', async () => {
    const busy = status(503, { headers: { 'retry-after-ms': '3000' } });
    for (const [totalMs, counted] of [
      [3_249, [1, 1]],
      [3_250, [2, 0]],
    ] as const) {
      const { model, clock, counts, told } = setUp([[busy, ok('a')], ok('b')], { timeouts: { totalMs } });
      const call = startCall(kind, model);
      await clock.advance(0);
      expect(told('retry', 'failover').map(({ type }) => type)).toEqual([counted[1] ? 'failover' : 'retry']);
      await clock.advance(3_000);
      expect([call.text, counts(), clock.pending]).toEqual([counted[1] ? 'b' : 'a', counted, 0]);
    }
  });

  it('does not wait for a leg that asked for more time than there is', async () => {
    const busy = status(429, { headers: { 'retry-after-ms': '4000' } });
    for (const [totalMs, isWaited] of [
      [4_249, false],
      [4_250, true],
    ] as const) {
      const { model, clock, counts } = setUp([[busy, ok('a')], busy], {
        retries: { perLeg: 0 },
        timeouts: { totalMs },
      });
      startCall(kind, model);
      await clock.advance(0);
      expect(counts()).toEqual([1, 1]);
      const call = startCall(kind, model);
      await clock.advance(0);
      expect([call.isOver, counts()]).toEqual([!isWaited, [1, 1]]);
      if (!isWaited) {
        expect(call.errors[0]).toMatchObject({
          name: 'FailoverError',
          isRetryable: true,
          responseHeaders: { 'retry-after-ms': '4000' },
        });
      }
      await clock.advance(4_000);
      expect([call.text, counts(), clock.pending]).toEqual([isWaited ? 'a' : '', isWaited ? [2, 1] : [1, 1], 0]);
    }
  });

  it('ends both of two legs that are asked side by side', async () => {
    const { model, clock, counts, upstreams } = setUp([hang(), hang(), ok('no')], {
      hedge: { afterMs: 4_000 },
      timeouts: { totalMs: 10_000 },
    });
    const call = startCall(kind, model);
    await clock.advance(10_000);
    expectOutOfTime(call, [
      ['a', 'timeout:totalMs', 10_000],
      ['b', 'timeout:totalMs', 6_000],
    ]);
    expect(upstreams.slice(0, 2).map(({ requests }) => requests[0]!.isCancelled)).toEqual([true, true]);
    expect([counts(), clock.pending]).toEqual([[1, 1, 0], 0]);
  });

  it.each([undefined, 2])(
    'holds with one leg that may have %s retries, and is not retryable, either',
    async retries => {
      const { model, clock, counts } = setUp([hang()], { legs: [{ retries }], timeouts: { totalMs: 10_000 } });
      const call = startCall(kind, model);
      await clock.advance(9_999);
      expect(call.isOver).toBe(false);
      await clock.advance(1);
      expect(APICallError.isInstance(call.errors[0])).toBe(true);
      expect(call.errors[0]).toMatchObject({
        statusCode: 504,
        isRetryable: false,
        data: { failure: { rule: 'timeout:totalMs', retryable: false } },
      });
      expect([counts(), clock.pending]).toEqual([[1], 0]);
    },
  );

  it('starts no leg after the process was held up for an hour', async () => {
    const manual = createManualClock();
    let jumpMs = 0;
    const monotonic = () => manual.monotonic() + jumpMs;
    const clock = Object.defineProperties({ ...manual, monotonic } as typeof manual, {
      pending: { get: () => manual.pending },
    });
    const { model, counts } = setUp([hang(), ok('no')], { clock, timeouts: { attemptMs: 5_000, totalMs: 10_000 } });
    const call = startCall(kind, model);
    await clock.advance(4_000);
    jumpMs = 3_600_000;
    await clock.advance(1_000);
    const error = expectOutOfTime(call, [['a', 'timeout:attemptMs', 3_605_000]]);
    expect(error.message).toContain('Skipped: b (deadline).');
    expect([counts(), clock.pending]).toEqual([[1, 0], 0]);
  });
});

it('a call that is out of time is not asked again by the SDK', async () => {
  const { model, clock, counts } = setUp([hang(), hang()], { timeouts: { attemptMs: 4_000, totalMs: 7_000 } });
  const failed = generateText({ model, prompt: 'Hi', maxRetries: 2 }).catch((error: unknown) => error);
  await clock.advance(7_000);
  expect(FailoverError.isInstance(await failed)).toBe(true);
  expect([counts(), clock.pending]).toEqual([[1, 1], 0]);
});

it('a text that the total cuts is not continued', async () => {
  const { model, clock, counts } = setUp([stall({ afterParts: 2 }), ok('no')], {
    afterContent: 'continue',
    legs: [{}, { assistantPrefill: true }],
    timeouts: { totalMs: 20_000 },
  });
  const call = startCall('doStream', model);
  await clock.advance(20_000);
  expect([call.text, call.finishReason, call.errors.length, counts()]).toEqual(['word word', 'error', 1, [1, 0]]);
  expect(call.errors[0]).toMatchObject({ statusCode: 504, isRetryable: false });
  expect(clock.pending).toBe(0);
});
