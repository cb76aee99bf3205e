/** A call on a clock that only moves when told to, opened as the SDK's side opens one, with guards that hold legs as a test says. */
import { hasOther } from '../../src/engine/room.ts';
import type { LegFacts, SkipReason } from '../../src/engine/attempt.ts';
import type { Call, Engine, HedgePlan } from '../../src/engine/call.ts';
import type { EngineSettings } from '../../src/engine/attempt.ts';
import { sortGuards, type Guard, type Hold } from '../../src/engine/guard.ts';
import { abortCall } from '../../src/engine/settle.ts';
import { nextLeg, planOf, skipShared, skippedLegs } from '../../src/engine/plan.ts';
import { onTimer } from '../../src/engine/timer.ts';
import type { Failure } from '../../src/failure.ts';
import type { MonotonicClock } from '../../src/runtime/clock.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';

/** How legs are held back: for how long since the call began, or why they cannot take the request. */
export interface Holds {
  waits?: Record<string, number>;
  pauses?: Record<string, number>;
  unable?: Record<string, SkipReason>;
}

/** Guards that hold legs; one for each kind, since a guard has one answer. What is looked up may change meanwhile. */
export function holdingGuards({ waits = {}, pauses = {}, unable = {} }: Holds, clock: MonotonicClock): Guard[] {
  const startedAt = clock.monotonic();
  const held = (ms: number | undefined, hold: Omit<Hold, 'ms'>): Hold | undefined => {
    const left = startedAt + (ms ?? 0) - clock.monotonic();
    return left > 0 ? { ...hold, ms: left } : undefined;
  };
  return [
    {
      hold({ name }) {
        const reason = pauses[name] === Infinity ? 'isolated' : 'breaker';
        return held(pauses[name], { kind: 'pause', reason });
      },
    },
    { hold: ({ name }) => held(waits[name], { kind: 'wait', reason: 'not-before' }) },
    {
      hold({ name }) {
        const reason = unable[name];
        return reason && { kind: 'unable', reason, ms: Infinity };
      },
    },
  ];
}

export const SETTINGS: EngineSettings = {
  maxAttempts: 99,
  maxWaitMs: 5_000,
  minAttemptMs: 250,
  // Half of the ceiling, which does not double: 50 ms.
  baseDelayMs: 100,
  maxDelayMs: 100,
  random: () => 0.5,
  observe: false,
};

const unexpected = (what: string) => (): never => {
  throw new Error(`${what} was not expected`);
};

/** An engine of which nothing is expected but what a test gives. */
export const engineOf = (clock: MonotonicClock, parts: Partial<Engine> = {}): Engine => ({
  clock,
  guards: sortGuards([]),
  onEvent: undefined,
  settings: SETTINGS,
  startLoop: unexpected('the loop'),
  hasOther,
  begin: unexpected('an attempt'),
  release: unexpected('a release'),
  stop: unexpected('a stop'),
  discard: unexpected('a late answer'),
  mayFailOver: unexpected('a failure'),
  exhausted: unexpected('the end of a round'),
  describeError: () => ({}),
  abortedAnswer: () => undefined,
  ...parts,
});

export interface CallParts {
  totalMs?: number | undefined;
  hedge?: HedgePlan | undefined;
  signal?: AbortSignal | undefined;
  resolve?: (value: unknown) => void;
  reject?: (error: unknown) => void;
}

export function openCall(
  engine: Engine,
  legs: readonly LegFacts[],
  { totalMs = Infinity, hedge, signal, resolve = () => {}, reject = () => {} }: CallParts = {},
): Call {
  const startedAt = engine.clock.monotonic();
  const call: Call = {
    engine,
    callId: undefined,
    context: undefined,
    operation: 'generate',
    signal,
    legs,
    canary: undefined,
    hedge,
    startedAt,
    totalAt: startedAt + totalMs,
    running: [],
    served: undefined,
    attempts: 0,
    failed: [],
    entries: [],
    plan: undefined,
    last: undefined,
    announced: undefined,
    isFinal: false,
    hedged: false,
    events: [],
    wakeLoop: undefined,
    isLooping: false,
    isSettled: false,
    resolve,
    reject,
    alarmAt: Infinity,
    alarmOf: undefined,
    wakeAt: Infinity,
    waiting: undefined,
    stopWatching: undefined,
    timer: undefined,
    timerAt: Infinity,
    onTimer: () => onTimer(call),
    onAbort: signal && (() => abortCall(call)),
  };
  return call;
}

export interface PlanSetting extends Holds, Partial<EngineSettings> {
  totalMs?: number;
}

/** A call of which only the plan is asked. */
export function planned(
  legs: readonly LegFacts[],
  { waits, pauses, unable, totalMs, ...settings }: PlanSetting = {},
): Call & { clock: ManualClock } {
  const clock = createManualClock();
  const guards = sortGuards(holdingGuards({ waits, pauses, unable }, clock));
  const engine = engineOf(clock, { guards, settings: { ...SETTINGS, ...settings } });
  return Object.assign(openCall(engine, legs, { totalMs }), { clock });
}

/** Notes an attempt, as its beginning does. */
export function noteAttempt(call: Call): void {
  planOf(call).attempts += 1;
}

/** The legs that were passed over, as `name:reason`. */
export const skipped = (call: Call): string[] => skippedLegs(call).map(({ leg, reason }) => `${leg.name}:${reason}`);

/** Tries every leg once, each failing as it is said. */
export function sequence(legs: readonly LegFacts[], happened: (leg: LegFacts) => Failure, setting?: PlanSetting) {
  const call = planned(legs, setting);
  const order: string[] = [];
  for (let next = nextLeg(call); next; next = nextLeg(call)) {
    noteAttempt(call);
    order.push(next.waitMs > 0 ? `${next.leg.name}+${next.waitMs}` : next.leg.name);
    skipShared(call, next.leg, happened(next.leg));
  }
  return { order, skipped: skipped(call) };
}
