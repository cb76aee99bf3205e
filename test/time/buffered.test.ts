/** A leg whose streams are held back until they are whole: what was set for the first content does not cut a good answer. */
import { describe, expect, it } from 'vitest';
import { hang, ok, slowFirstToken, type Step } from '../../mocks/index.ts';
import { FACTORIES, setUp } from './set-up.ts';
import { isStream, KINDS, startCall } from './start-call.ts';

const whole = (ms: number) => slowFirstToken(ms, 'whole');
const buffered = [{ buffered: true }];
const timeouts = { firstContentMs: 20_000 };

describe.each(KINDS)('of %s', kind => {
  it.each(FACTORIES)('a limit on the first content does not cut what is whole after 25 s: %s', async by => {
    const { model, clock, counts, told } = setUp([whole(25_000), ok('spare')], {
      by,
      legs: buffered,
      timeouts,
      hedge: false,
    });
    const call = startCall(kind, model);
    await clock.advance(25_000);
    expect([call.text, call.errors, counts(), told('timeout')]).toEqual(['whole', [], [1, 0], []]);
    expect(clock.pending).toBe(0);
  });

  it('without the declaration it does', async () => {
    const { model, clock, counts } = setUp([whole(25_000), ok('spare')], { timeouts, hedge: false });
    const call = startCall(kind, model);
    await clock.advance(20_000);
    expect([call.text, counts()]).toEqual(['spare', [1, 1]]);
  });

  it('the default is that of a whole answer, and the other leg keeps its own limit', async () => {
    const { model, clock, counts, told } = setUp([hang(), hang(), ok('spare')], {
      legs: buffered,
      timeouts,
      hedge: false,
    });
    const call = startCall(kind, model);
    await clock.advance(299_999);
    expect(counts()).toEqual([1, 0, 0]);
    await clock.advance(1);
    expect(counts()).toEqual([1, 1, 0]);
    await clock.advance(20_000);
    expect([call.text, counts()]).toEqual(['spare', [1, 1, 1]]);
    expect(told('timeout')).toMatchObject([{ ms: 300_000 }, { limit: 'firstContentMs', ms: 20_000 }]);
  });

  it('the default spares the last leg', async () => {
    const { model, clock } = setUp([hang(), whole(3_000_000)], {
      legs: [{}, { buffered: true }],
      timeouts,
      hedge: false,
    });
    const call = startCall(kind, model);
    await clock.advance(20_000 + 3_000_000);
    expect([call.text, call.errors]).toEqual(['whole', []]);
  });

  it('a limit of its own holds, and so does one on the attempt', async () => {
    const own = setUp([hang(), ok('spare')], {
      legs: [{ buffered: true, timeouts: { firstContentMs: 40_000 } }],
      timeouts,
      hedge: false,
    });
    const limited = setUp([hang(), ok('spare')], {
      legs: buffered,
      timeouts: { ...timeouts, attemptMs: 40_000 },
      hedge: false,
    });
    for (const { model, clock, counts, told } of [own, limited]) {
      const call = startCall(kind, model);
      await clock.advance(39_999);
      expect(counts()).toEqual([1, 0]);
      await clock.advance(1);
      expect([call.text, counts()]).toEqual(['spare', [1, 1]]);
      expect(told('timeout')).toMatchObject([{ ms: 40_000 }]);
    }
  });

  it('the hedge learns nothing from it', async () => {
    const steps: Step[] = [...Array.from({ length: 20 }, () => whole(1_000)), hang()];
    for (const [legs, afterMs] of [
      [buffered, 90_000],
      [[], isStream(kind) ? 30_000 : 90_000],
    ] as const) {
      const { model, clock, told } = setUp([steps, ok('spare')], { legs, health: false, budget: false });
      for (let calls = 0; calls < 20; calls += 1) {
        const call = startCall(kind, model);
        await clock.advance(1_000);
        expect(call.text).toBe('whole');
      }
      const call = startCall(kind, model);
      await clock.advance(afterMs - 1);
      expect(told('hedge-start')).toEqual([]);
      await clock.advance(1);
      expect([call.text, told('hedge-start')]).toMatchObject(['spare', [{ afterMs }]]);
    }
  });
});

it('a generate call asks it for a whole answer, where a common limit would ask for a stream', async () => {
  const streamed = async (legs: readonly object[]) => {
    const { model, clock, upstreams } = setUp([ok('whole'), ok('spare')], { legs, timeouts });
    startCall('doGenerate', model);
    await clock.advance(0);
    return upstreams[0]!.requests[0]?.isStream;
  };
  expect([await streamed([]), await streamed(buffered)]).toEqual([true, false]);
});

it('limits that it does not have are no misfit', () => {
  const told = (legs: readonly object[]) =>
    setUp([ok('a'), ok('b')], { legs, timeouts: { firstContentMs: 5_000, attemptMs: 4_000 } }).events.map(
      event => event.type,
    );
  expect(told([{}, { timeouts: { attemptMs: 9_000 } }])).toEqual(['warning']);
  expect(told([{ buffered: true }, { timeouts: { attemptMs: 9_000 } }])).toEqual([]);
});
