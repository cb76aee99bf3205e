import { describe, expect, it } from 'vitest';
import type { AttemptLimits } from '../../src/engine/attempt.ts';
import type { Attempt } from '../../src/engine/call.ts';
import { armTimer, clearTimer, onTimer, schedule } from '../../src/engine/timer.ts';
import { MAX_TIMER_MS, type MonotonicClock } from '../../src/runtime/clock.ts';
import { failure, leg } from '../support/legs.ts';
import { engineOf, openCall, SETTINGS } from './open-call.ts';
import { answers, fails, hangs, startCall, type Rig, type RigOptions } from './run-legs-rig.ts';

const a = leg('a', 0);
const b = leg('b', 1);

/** One leg that hangs under these limits. */
const alone = (limits: AttemptLimits, options: RigOptions = {}, ending = hangs) =>
  startCall([a], { a: [ending] }, { limits: { a: limits }, ...options });

const timeouts = ({ log }: Rig) => log.filter(line => line.includes('timeout') && !line.includes('failed'));

/** The consumer of a stream asks for a part, after so much silence. */
function waits({ call, attempts }: Rig, silentMs = 0): void {
  const [attempt] = attempts as [Attempt];
  const now = call.engine.clock.monotonic();
  attempt.idleAt = now + attempt.limits.idleMs! - silentMs;
  armTimer(call, attempt.idleAt, now);
}
const received = ({ attempts }: Rig) => void (attempts[0]!.idleAt = Infinity);

describe('the limits of an attempt', () => {
  it('end the wait for the first content exactly at its limit', async () => {
    const rig = alone({ firstContentMs: 100 });
    await rig.advance(99);
    expect(rig.log).toEqual(['0 begin a']);
    await rig.advance(1);
    expect(rig.log.slice(1)).toEqual([
      '100 timeout firstContentMs 100',
      '100 failed a timeout 100',
      '100 left a',
      '100 end',
    ]);
    expect(rig.stops).toEqual([{ type: 'expired', limit: 'firstContentMs', ms: 100 }]);
    expect(rig.timers).toBe(0);
  });

  it('let content end that wait, and leave the timer alone', async () => {
    const rig = alone({ firstContentMs: 100 }, {}, answers(1_000, 99));
    await rig.advance(1_000);
    expect([rig.log, rig.timers, rig.everSet]).toEqual([['0 begin a', '1000 answered a', '1000 end'], 0, 1]);
  });

  it.each(['attemptMs', 'totalMs'] as const)('count %s from the start, whatever is shown', async limit => {
    const rig = alone(
      { firstContentMs: 50, idleMs: 60, ...(limit === 'attemptMs' && { attemptMs: 300 }) },
      limit === 'totalMs' ? { totalMs: 300 } : {},
      { ...hangs, contentMs: 40 },
    );
    await rig.advance(299);
    expect(timeouts(rig)).toEqual([]);
    await rig.advance(1);
    expect(timeouts(rig)).toEqual([`300 timeout ${limit} 300`]);
    await rig.advance(10_000);
    expect([timeouts(rig).length, rig.timers]).toEqual([1, 0]);
  });

  it('say of the total how long this attempt had of it', async () => {
    const rig = startCall([a, b], { a: [fails(400, failure('auth'))], b: [hangs] }, { totalMs: 1_000 });
    await rig.advance(1_000);
    expect(timeouts(rig)).toEqual(['1000 timeout totalMs 600']);
  });

  it('hold for an attempt that comes later from its own start', async () => {
    const rig = startCall(
      [a, b],
      { a: [fails(70, failure('auth'))], b: [hangs] },
      { limits: { a: { firstContentMs: 100 }, b: { firstContentMs: 100 } } },
    );
    await rig.advance(169);
    expect(timeouts(rig)).toEqual([]);
    await rig.advance(1);
    expect(timeouts(rig)).toEqual(['170 timeout firstContentMs 100']);
  });

  it('are each told once, in their order, and cut nothing if they are only observed', async () => {
    const rig = alone(
      { firstContentMs: 100, idleMs: 50, attemptMs: 200 },
      { totalMs: 300, settings: { observe: true } },
      answers(1_000),
    );
    await rig.advance(10_000);
    expect(rig.log.slice(1)).toEqual([
      '100 timeout firstContentMs 100 observed',
      '200 timeout attemptMs 200 observed',
      '300 timeout totalMs 300 observed',
      '1000 answered a',
      '1000 end',
    ]);
    expect([rig.timers, rig.mostTimers]).toEqual([0, 1]);
  });

  it('cut an attempt once, where several run out together', async () => {
    const rig = alone({ firstContentMs: 300, attemptMs: 300 }, { totalMs: 300 });
    await rig.advance(1_000);
    expect(timeouts(rig)).toEqual(['300 timeout firstContentMs 300']);
    expect(rig.timers).toBe(0);
  });

  it('set no timer where there is none', async () => {
    const rig = alone({}, {}, answers(50));
    await rig.advance(1_000);
    expect(rig.everSet).toBe(0);
  });
});

describe('the silence between contents', () => {
  const streamed = { ...hangs, contentMs: 0 };
  const start = (options: RigOptions = {}) => alone({ idleMs: 100 }, options, streamed);

  it('is counted from each wait of the consumer, exactly', async () => {
    const rig = start();
    for (let part = 0; part < 50; part += 1) {
      waits(rig);
      await rig.advance(99);
      received(rig);
    }
    waits(rig);
    await rig.advance(99);
    expect(timeouts(rig)).toEqual([]);
    await rig.advance(1);
    expect(timeouts(rig)).toEqual(['5050 timeout idleMs 100']);
    expect(rig.mostTimers).toBe(1);
  });

  it('goes on after what was no content', async () => {
    const rig = start();
    waits(rig, 60);
    await rig.advance(39);
    expect(timeouts(rig)).toEqual([]);
    await rig.advance(1);
    expect(timeouts(rig)).toEqual(['40 timeout idleMs 100']);
  });

  it('stands still while the consumer does not wait', async () => {
    const rig = start();
    waits(rig);
    await rig.advance(50);
    received(rig);
    await rig.advance(10_000);
    expect([timeouts(rig), rig.timers]).toEqual([[], 0]);
  });

  it('needs one timer for many parts', async () => {
    const rig = start();
    for (let part = 0; part < 1_000; part += 1) {
      waits(rig);
      received(rig);
    }
    await rig.advance(99);
    expect([rig.everSet, rig.timers]).toEqual([1, 1]);
  });

  it('is told once if it is only observed, and again when another one follows', async () => {
    const rig = start({ settings: { observe: true } });
    waits(rig);
    await rig.advance(10_000);
    expect(timeouts(rig)).toEqual(['100 timeout idleMs 100 observed']);
    waits(rig);
    await rig.advance(100);
    expect(timeouts(rig)).toEqual(['100 timeout idleMs 100 observed', '10100 timeout idleMs 100 observed']);
  });
});

describe('a limit that nobody asked for', () => {
  const spared = { firstContentMs: 100, spares: 'firstContentMs' } as const;

  it('does not hold on the last leg, and is not told there', async () => {
    const rig = startCall([a, b], { a: [hangs], b: [hangs] }, { limits: { a: spared, b: spared } });
    await rig.advance(10_000);
    expect([timeouts(rig), rig.timers]).toEqual([['100 timeout firstContentMs 100'], 0]);
    expect(rig.log.at(-1)).toBe('100 begin b');
  });

  it.each<[string, RigOptions]>([
    ['has an open breaker', { pauses: { b: 1_000 } }],
    ['has to be waited for too long', { waits: { b: 5_101 } }],
    ['cannot take the request', { unable: { b: 'file' } }],
    ['would be an attempt too many', { settings: { maxAttempts: 1 } }],
  ])('does not hold on a leg if the other one %s', async (_, options) => {
    const rig = startCall([a, b], { a: [answers(150)] }, { limits: { a: spared }, ...options });
    await rig.advance(150);
    expect(rig.log).toEqual(['0 begin a', '150 answered a', '150 end']);
  });

  it('holds on legs that are asked side by side', async () => {
    const rig = startCall(
      [a, b],
      { a: [hangs], b: [hangs] },
      { limits: { a: spared, b: spared }, hedge: { afterMs: 50 } },
    );
    await rig.advance(10_000);
    expect(timeouts(rig)).toEqual(['100 timeout firstContentMs 100', '150 timeout firstContentMs 100']);
  });

  it('spares no limit but itself', async () => {
    const rig = alone({ ...spared, attemptMs: 200 });
    await rig.advance(200);
    expect(timeouts(rig)).toEqual(['200 timeout attemptMs 200']);
  });
});

describe('the end of the hold', () => {
  it('hands a stream out exactly then, and once', async () => {
    const rig = alone({}, { holdBackMs: 500, isStream: true });
    await rig.advance(499);
    expect(rig.log).toEqual(['0 begin a']);
    await rig.advance(1_000);
    expect([rig.log, rig.timers]).toEqual([['0 begin a', '500 release a'], 0]);
  });

  it('is no more once the attempt was cut at the same moment', async () => {
    const rig = alone({ firstContentMs: 500 }, { holdBackMs: 500, isStream: true });
    await rig.advance(1_000);
    expect(rig.log.some(line => line.includes('release'))).toBe(false);
  });
});

/** A call on a clock that fires when it is told to, whatever the time is. */
function onClock() {
  let time = 0;
  const set: { callback: () => void; ms: number }[] = [];
  const cleared: unknown[] = [];
  const clock: MonotonicClock = {
    now: () => -time,
    monotonic: () => time,
    setTimeout: (callback, ms) => set.push({ callback, ms }),
    clearTimeout: timer => void cleared.push(timer),
  };
  const told: string[] = [];
  const engine = engineOf(clock, {
    settings: SETTINGS,
    startLoop: call => void (call.isLooping = true),
    onEvent: event => void told.push(event.type === 'timeout' ? event.limit : event.type),
    stop(attempt) {
      attempt.isOver = true;
      attempt.firstContentAt = attempt.attemptAt = attempt.idleAt = attempt.releaseAt = Infinity;
    },
    release: () => void told.push('release'),
  });
  const call = openCall(engine, [a, b]);
  const attempt = (facts: Partial<Attempt>) =>
    ({
      call,
      leg: a,
      isOver: false,
      startedAt: 0,
      limits: {},
      firstContentAt: Infinity,
      attemptAt: Infinity,
      idleAt: Infinity,
      totalAt: Infinity,
      releaseAt: Infinity,
      ...facts,
    }) as Attempt;
  return { call, attempt, told, set, cleared, jump: (to: number) => void (time = to) };
}

describe('the one timer', () => {
  it('is set for whatever comes first', () => {
    const { call, attempt, set } = onClock();
    call.alarmAt = 900;
    call.wakeAt = 800;
    call.running = [
      attempt({ firstContentAt: 700, attemptAt: 600 }),
      attempt({ idleAt: 500, totalAt: 1_000, releaseAt: 550 }),
    ];
    schedule(call, 0);
    expect(set.map(({ ms }) => ms)).toEqual([500]);
  });

  it('is set anew only for something earlier', () => {
    const { call, set, cleared } = onClock();
    for (const at of [500, 700, 500, 400]) armTimer(call, at, 0);
    expect([set.map(({ ms }) => ms), cleared]).toEqual([[500, 400], [1]]);
    clearTimer(call);
    clearTimer(call);
    expect([cleared, call.timerAt]).toEqual([[1, 2], Infinity]);
  });

  it('rounds up, and never waits for a negative time', () => {
    const { call, set } = onClock();
    armTimer(call, 100.2, 0);
    armTimer(call, 50, 60);
    expect(set.map(({ ms }) => ms)).toEqual([101, 0]);
  });

  it('that fires too early does nothing and is set for the rest', () => {
    const { call, attempt, told, set, jump } = onClock();
    const long = MAX_TIMER_MS + 1_000;
    call.running = [attempt({ attemptAt: long, limits: { attemptMs: long } })];
    schedule(call, 0);
    jump(MAX_TIMER_MS);
    onTimer(call);
    expect([told, set.map(({ ms }) => ms)]).toEqual([[], [long, 1_000]]);
  });

  it('tells of the earliest limit alone when the clock has jumped over several', () => {
    const { call, attempt, told, jump } = onClock();
    call.running = [
      attempt({ firstContentAt: 100, attemptAt: 200, totalAt: 300, releaseAt: 50, limits: { firstContentMs: 100 } }),
    ];
    jump(3_600_000);
    onTimer(call);
    onTimer(call);
    expect(told).toEqual(['firstContentMs']);
  });

  it('queues the alarm and the end of a wait once each', () => {
    const { call, jump } = onClock();
    call.alarmAt = 100;
    call.wakeAt = 200;
    jump(150);
    onTimer(call);
    jump(250);
    onTimer(call);
    onTimer(call);
    expect([call.events.map(({ type }) => type), call.timerAt]).toEqual([['alarm', 'wake'], Infinity]);
  });

  it('cuts no attempt that is over', () => {
    const { call, attempt, told, jump } = onClock();
    call.running = [attempt({ totalAt: 100, isOver: true })];
    jump(100);
    onTimer(call);
    expect(told).toEqual([]);
  });
});

describe('after its end', () => {
  it.each<[string, Parameters<typeof startCall>[1], RigOptions]>([
    ['an answer', { a: [answers(50)] }, {}],
    ['a failure', { a: [fails(50, failure('invalid-request'))] }, {}],
    ['a lost race', { a: [hangs], b: [answers(10)] }, { hedge: { afterMs: 40 } }],
    ['an abort', { a: [hangs] }, { caller: new AbortController(), abortMs: 50 }],
  ])('no timer is left: %s', async (_, script, options) => {
    const limits = { firstContentMs: 10_000, idleMs: 10_000, attemptMs: 10_000 };
    const rig = startCall([a, b], script, { limits: { a: limits, b: limits }, totalMs: 20_000, ...options });
    await rig.advance(49);
    expect(rig.timers).toBe(1);
    await rig.advance(1);
    expect([rig.timers, rig.mostTimers, rig.log.at(-1)]).toEqual([0, 1, '50 end']);
  });
});
