/** `hedge.afterMs: 'p95'`: the time after which a leg is unusually silent, learned from its own calls. */
import { wrapLanguageModel } from 'ai';
import { describe, expect, it } from 'vitest';
import { hang, ok, slowFirstToken, status, type Step } from '../../mocks/index.ts';
import { failoverMiddleware, type FailoverEvent } from '../../src/index.ts';
import { anthropicLeg, openaiLeg } from '../support/failover-legs.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { setUp, upstreamOf, type Setting } from './set-up.ts';
import { startCall, type Kind } from './start-call.ts';
import { notableIn } from '../support/notable.ts';

const learned = { hedge: { afterMs: 'p95' }, health: false, budget: false } as const satisfies Setting;
const after = (ms: number): Step => slowFirstToken(ms, 'hello');
const times = (count: number, ms: (index: number) => number): Step[] =>
  Array.from({ length: count }, (_, index) => after(ms(index)));

type Router = ReturnType<typeof setUp>;

/** Makes calls one after the other, each to its end. */
async function call({ model, clock }: Router, kind: Kind, count: number, ms: number): Promise<void> {
  for (let made = 0; made < count; made += 1) {
    const asked = startCall(kind, model);
    await clock.advance(ms);
    expect(asked.isOver).toBe(true);
  }
}

/** That the next call, which hangs, is hedged after so long, and not before. */
async function expectHedged({ model, clock, told }: Router, kind: Kind, afterMs: number): Promise<void> {
  const before = told('hedge-start').length;
  const asked = startCall(kind, model);
  await clock.advance(afterMs - 1);
  expect(told('hedge-start').slice(before)).toEqual([]);
  await clock.advance(1);
  expect([asked.text, told('hedge-start').slice(before)]).toEqual([
    'fallback',
    [{ type: 'hedge-start', from: 'a', to: 'b', afterMs }],
  ]);
}

const fallback = ok('fallback');

describe.each(['doGenerate', 'doStream'] as const)('of %s', kind => {
  it('is the default until there were twenty calls', async () => {
    for (const [count, expected] of [
      [0, 90_000],
      [19, 90_000],
      [20, 1_900],
    ] as const) {
      // The 19th of 20 is the 95th percentile, by nearest rank.
      const router = setUp([[...times(count, index => 100 * (index + 1)), hang()], fallback], learned);
      await call(router, kind, count, 2_000);
      await expectHedged(router, kind, expected);
      expect(router.clock.pending).toBe(0);
    }
  });

  it('follows a leg that became slower, by its last hundred calls', async () => {
    // The slower calls are silent for longer than usual at first; the hedge of each loses.
    const script = [...times(100, () => 500), ...times(100, () => 700), hang()];
    const router = setUp([script, after(1_000)], learned);
    const hedges = () => router.told('hedge-start').map(({ afterMs }) => afterMs);
    await call(router, kind, 100, 500);
    expect(hedges().filter(ms => ms !== 500)).toEqual([]);
    await call(router, kind, 100, 700);
    expect(hedges().slice(0, 5)).toEqual([500, 500, 500, 500, 500]);
    const before = hedges().length;
    const last = startCall(kind, router.model);
    await router.clock.advance(1_700);
    expect([last.text, hedges().slice(before), router.clock.pending]).toEqual(['hello', [700], 0]);
  });

  it('does not learn from calls that failed', async () => {
    const failures = Array.from({ length: 30 }, () => status(401));
    const router = setUp([[...failures, hang()], fallback], learned);
    await call(router, kind, 30, 10);
    await expectHedged(router, kind, 90_000);
    expect(router.clock.pending).toBe(0);
  });

  it('is not dragged down by calls that were cut short by a hedge', async () => {
    const router = setUp(
      [[...times(20, () => 1_000), ...Array.from({ length: 101 }, () => hang())], fallback],
      learned,
    );
    await call(router, kind, 20, 1_000);
    // All that is known of them is that they took as long as they were let.
    for (let made = 0; made < 100; made += 1) await expectHedged(router, kind, 1_000);
    expect(router.clock.pending).toBe(0);
  });

  it('takes the time to the first content, where it can be seen', async () => {
    // A second of silence, then four seconds of words.
    const talkative = slowFirstToken(1_000, ['a ', 'b ', 'c ', 'd ', 'e'], { betweenPartsMs: 1_000 });
    for (const generateVia of ['generate', 'stream'] as const) {
      const router = setUp([[...Array.from({ length: 20 }, () => talkative), hang()], fallback], {
        ...learned,
        generateVia,
      });
      await call(router, kind, 20, 5_000);
      await expectHedged(router, kind, kind === 'doGenerate' && generateVia === 'generate' ? 5_000 : 1_000);
      expect(router.clock.pending).toBe(0);
    }
  });
});

it('is learned for each operation alone', async () => {
  const router = setUp([[...times(20, () => 100), hang()], fallback], learned);
  await call(router, 'doGenerate', 20, 100);
  await expectHedged(router, 'doStream', 90_000);
  await expectHedged(router, 'doGenerate', 100);
  expect(router.clock.pending).toBe(0);
});

it('is learned for each wrapped model alone', async () => {
  const clock = createManualClock();
  const events: FailoverEvent[] = [];
  const middleware = failoverMiddleware({
    ...learned,
    clock,
    to: openaiLeg(upstreamOf([fallback], clock)),
    onEvent: notableIn(events),
  });
  const [quick, slow] = [200, 3_000].map((ms, index) =>
    wrapLanguageModel({
      model: anthropicLeg(upstreamOf([...times(20, () => ms), hang()], clock), `claude-${index}`),
      middleware,
    }),
  );
  for (const model of [quick!, slow!]) {
    for (let made = 0; made < 20; made += 1) {
      startCall('doStream', model);
      await clock.advance(3_000);
    }
  }
  expect(events).toEqual([]);
  for (const model of [slow!, quick!]) {
    startCall('doStream', model);
    await clock.advance(3_000);
  }
  expect(events).toMatchObject([{ afterMs: 3_000 }, { afterMs: 200 }]);
});
