/**
 * A round whose tries end as a script says, on a clock that only moves when told to. Everything that the round does is
 * written down with its time, so that a test sees the whole story at once.
 */
import type { Attempt, LegFacts, Outcome, SkipReason } from '../../src/core/attempt.ts';
import type { MonotonicClock, Timer } from '../../src/core/clock.ts';
import type { HedgeOptions, RoundOptions, RoundResult, RoundStep, Try } from '../../src/core/round.ts';
import type { Failure } from '../../src/failure.ts';
import { planLegs, type LegPlanOptions } from '../../src/layers/leg-plan.ts';
import { runRound } from '../../src/layers/round.ts';
import { attempt } from './legs.ts';
import { createManualClock } from './manual-clock.ts';

/** How a try ends, so long after it began; it answers unless it fails or throws. */
export interface Ending {
  ms: number;
  failure?: Failure;
  throws?: unknown;
  /** When it shows its first content. */
  contentMs?: number;
}

export const answers = (ms: number, contentMs?: number): Ending => ({
  ms,
  ...(contentMs !== undefined && { contentMs }),
});
export const fails = (ms: number, failure: Failure): Ending => ({ ms, failure });
export const hangs: Ending = { ms: Infinity };

export interface RigOptions {
  /** For how long legs asked to be left alone, and for how long their breakers are open. */
  waits?: Record<string, number>;
  pauses?: Record<string, number>;
  plan?: PlanSetting;
  /** The call's total time. */
  totalMs?: number;
  /** Hedges after 100 ms, one leg at a time, unless this says otherwise; without it never. */
  hedge?: Partial<HedgeOptions>;
  /** Who may abort, and when it does so by itself. */
  caller?: AbortController;
  abortMs?: number;
  retryDelayMs?: RoundOptions<string>['retryDelayMs'];
  /** The leg that the call has been opened with, so long ago. */
  opened?: { leg: LegFacts; agoMs: number };
  hooks?: Partial<RoundOptions<string>>;
  /** Whether tries that end at the same time do so in one tick, before anyone could look at the first. */
  inOneTick?: boolean;
}

export interface Rig {
  /** Moves the time on. */
  advance(ms: number): Promise<void>;
  /** What happened, as `time what`. */
  readonly log: string[];
  /** How many timers the round has set. */
  readonly timers: number;
  readonly result: Promise<RoundResult<string>>;
}

const told = (step: RoundStep): string =>
  step.type === 'retry'
    ? `retry ${step.leg.name} in ${step.waitMs}`
    : `${step.type} ${step.from.name}>${step.to.name}${step.type === 'failover' && step.waitMs > 0 ? ` in ${step.waitMs}` : ''}`;

export function startRound(
  legs: readonly LegFacts[],
  script: Record<string, readonly Ending[]>,
  { waits = {}, pauses = {}, hedge, caller, abortMs, opened, hooks, inOneTick = true, ...given }: RigOptions = {},
): Rig {
  const manual = createManualClock();
  const startedAt = manual.now();
  const signal = caller?.signal;
  const log: string[] = [];
  const note = (what: string) => void log.push(`${manual.now() - startedAt} ${what}`);

  const timers = new Set<Timer>();
  const clock: MonotonicClock = {
    now: manual.now,
    monotonic: manual.monotonic,
    setTimeout(callback, ms) {
      const timer = manual.setTimeout(() => {
        timers.delete(timer);
        callback();
      }, ms);
      timers.add(timer);
      return timer;
    },
    clearTimeout(timer) {
      timers.delete(timer);
      manual.clearTimeout(timer);
    },
  };

  const dueAt = new Map<number, (() => void)[]>();
  function after(ms: number, callback: () => void): void {
    if (ms <= 0) return callback();
    if (ms === Infinity) return;
    const due = dueAt.get(manual.now() + ms);
    if (inOneTick && due) return void due.push(callback);
    const all = [callback];
    dueAt.set(manual.now() + ms, all);
    manual.setTimeout(() => all.forEach(each => each()), ms);
  }

  const seen = new Map<LegFacts, number>();
  function makeTry(made: Attempt): Try<string> {
    const { leg, number } = made;
    const tries = seen.get(leg) ?? 0;
    seen.set(leg, tries + 1);
    const { ms, failure, throws, contentMs } = script[leg.name]?.[tries] ?? answers(0);
    const { promise: outcome, resolve, reject } = Promise.withResolvers<Outcome<string>>();
    function finish(): void {
      if (throws !== undefined) reject(throws);
      else if (failure) resolve({ type: 'failed', failure, error: new Error(`${leg.name} ${number}`) });
      else resolve({ type: 'answered', value: `${leg.name} ${number}` });
    }
    function showContent(): void {
      made.firstContentMs = contentMs;
      made.onContent?.();
    }
    const agoMs = manual.now() - made.startedAt;
    after(ms - agoMs, finish);
    if (contentMs !== undefined) after(contentMs - agoMs, showContent);
    signal?.addEventListener('abort', () => resolve({ type: 'aborted', reason: signal.reason }));
    return { attempt: made, outcome };
  }

  if (abortMs !== undefined) after(abortMs, () => caller?.abort());
  const legPlan = plan(legs, {
    opened: opened?.leg,
    timeLeftMs: () => startedAt + (given.totalMs ?? Infinity) - manual.now(),
    waitMs: ({ name }) => Math.max(0, startedAt + (waits[name] ?? 0) - manual.now()),
    pauseMs: ({ name }) => Math.max(0, startedAt + (pauses[name] ?? 0) - manual.now()),
    ...given.plan,
  });
  const result = runRound<string>(legPlan, {
    clock,
    signal,
    opening: opened && makeTry(attempt(opened.leg, 1, startedAt - opened.agoMs)),
    hedge: hedge && { afterMs: 100, max: 1, mayHedge: () => true, ...hedge },
    begin(leg, number) {
      note(`begin ${leg.name}`);
      return makeTry(attempt(leg, number, manual.now()));
    },
    retryDelayMs: given.retryDelayMs ?? (({ retryable }) => (retryable ? 50 : undefined)),
    mayFailOver: ({ fallback }) => fallback,
    discard: value => note(`discard ${value}`),
    onAnswered: ({ leg }) => note(`answered ${leg.name}`),
    onFailed: ({ leg, failure, durationMs }) => note(`failed ${leg.name} ${failure.category} ${durationMs}`),
    onLeft: ({ name }) => note(`left ${name}`),
    onLost: ({ leg }, winner) => note(`lost ${leg.name}${winner ? ` to ${winner.leg.name}` : ''}`),
    onEnd: () => note('end'),
    onStep: step => note(told(step)),
    ...hooks,
  });
  return {
    advance: ms => manual.advance(ms),
    log,
    get timers() {
      return timers.size;
    },
    result,
  };
}

/** A plan by itself. */
export interface PlanSetting extends Partial<Omit<LegPlanOptions, 'legs' | 'unable'>> {
  waits?: Record<string, number>;
  pauses?: Record<string, number>;
  unable?: Record<string, SkipReason>;
  /** What the call has left. */
  left?: { ms: number };
}

export function plan(legs: readonly LegFacts[], setting: PlanSetting = {}) {
  const { waits = {}, pauses = {}, unable = {}, left, ...options } = setting;
  return planLegs({
    legs,
    maxAttempts: 99,
    maxWaitMs: 5_000,
    minAttemptMs: 250,
    timeLeftMs: () => left?.ms ?? Infinity,
    pauseMs: ({ name }) => pauses[name] ?? 0,
    waitMs: ({ name }) => waits[name] ?? 0,
    unable: ({ name }) => unable[name],
    ...options,
  });
}

/** Tries every leg once, each failing with the same failure. */
export function sequence(legs: readonly LegFacts[], happened: (leg: LegFacts) => Failure, setting: PlanSetting = {}) {
  const made = plan(legs, setting);
  const order: string[] = [];
  for (let next = made.next(); next; next = made.next()) {
    made.started();
    order.push(next.waitMs > 0 ? `${next.leg.name}+${next.waitMs}` : next.leg.name);
    made.failed(next.leg, happened(next.leg));
  }
  return { order, skipped: made.skipped().map(entry => `${entry.leg.name}:${entry.reason}`) };
}
