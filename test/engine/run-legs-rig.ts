/**
 * A call whose attempts end as a script says, on a clock that only moves when told to. Everything that the engine does
 * is written down with its time, so that a test sees the whole story at once.
 */
import type { AttemptLimits, FailedOutcome, LegFacts, Outcome, Stop } from '../../src/engine/attempt.ts';
import type { Attempt, Call, Engine, HedgePlan } from '../../src/engine/call.ts';
import type { EngineSettings } from '../../src/engine/attempt.ts';
import { attemptBegan, attemptCommitted, attemptReleased, enterLeg } from '../../src/engine/entry.ts';
import {
  isFree,
  sortGuards,
  type Extra,
  type Guard,
  type GuardedAttempt,
  type Ticket,
} from '../../src/engine/guard.ts';
import { clearAlarm } from '../../src/engine/hedge.ts';
import { timeLeftMs } from '../../src/engine/holds.ts';
import { pushEvent } from '../../src/engine/queue.ts';
import { begin, startLoop } from '../../src/engine/run-legs.ts';
import { answered, failCall } from '../../src/engine/settle.ts';
import { schedule } from '../../src/engine/timer.ts';
import type { FailoverEvent } from '../../src/events.ts';
import { makeFailure, type Failure } from '../../src/failure.ts';
import { expired, SILENT } from '../../src/own-failures.ts';
import type { MonotonicClock, Timer } from '../../src/runtime/clock.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { engineOf, holdingGuards, openCall, SETTINGS, type Holds } from './open-call.ts';
import { isCourse } from '../support/notable.ts';

/** How an attempt ends, so long after it began; it answers unless it fails or throws. */
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

/** What a user's hook, or a guard, may do at its turn. */
export interface Hooks {
  begin?(leg: LegFacts): void;
  mayFailOver?(failure: Failure, leg: LegFacts): boolean;
  permit?(leg: LegFacts, extra: Extra): boolean;
  ended?(attempt: GuardedAttempt, outcome: FailedOutcome): void;
  answered?(attempt: GuardedAttempt): void;
  failed?(attempt: GuardedAttempt): void;
}

export interface RigOptions extends Holds {
  settings?: Partial<EngineSettings>;
  /** The call's total time. */
  totalMs?: number;
  /** Hedges after 100 ms, one leg at a time, unless this says otherwise; without it never. */
  hedge?: { afterMs?: number; max?: number; fits?: () => boolean };
  limits?: Record<string, AttemptLimits>;
  /** When a stream without content is handed out. */
  holdBackMs?: number;
  isStream?: boolean;
  /** Who may abort, and when it does so by itself. */
  caller?: AbortController;
  abortMs?: number;
  /** Whether the loop runs from the start; else only once the first attempt needs it. */
  isLooping?: boolean;
  hooks?: Hooks;
  /** Further guards. */
  guards?: readonly Guard[];
  /** Whether attempts that end at the same time do so in one tick, before anyone could look at the first. */
  inOneTick?: boolean;
}

export interface Rig {
  /** Moves the time on. */
  advance(ms: number): Promise<void>;
  /** What happened, as `time what`. */
  readonly log: string[];
  readonly call: Call;
  readonly attempts: readonly Attempt[];
  /** How attempts were ended from outside, in order. */
  readonly stops: readonly Stop[];
  /** The legs that were charged for their silence, and those whose guards got no verdict. */
  readonly charged: readonly string[];
  readonly cancelled: readonly string[];
  /** How many attempts hold what their guards gave them. */
  readonly held: number;
  /** How many timers are set, were at most, and were ever set. */
  readonly timers: number;
  readonly mostTimers: number;
  readonly everSet: number;
  readonly result: Promise<{ outcome: Outcome | undefined; isFinal: boolean }>;
}

function toldOf(event: FailoverEvent): string {
  switch (event.type) {
    case 'retry':
      return `retry ${event.leg} in ${event.waitMs}`;
    case 'failover':
      return `failover ${event.from}>${event.to}${event.waitMs > 0 ? ` in ${event.waitMs}` : ''}`;
    case 'hedge-start':
      return `hedge ${event.from}>${event.to}`;
    case 'timeout':
      return `timeout ${event.limit} ${event.ms}${event.observed ? ' observed' : ''}`;
    default:
      return event.type;
  }
}

/** Counts the timers that are set. */
function countTimers(clock: MonotonicClock) {
  const set = new Set<Timer>();
  let most = 0;
  let ever = 0;
  const counted: MonotonicClock = {
    now: clock.now,
    monotonic: clock.monotonic,
    setTimeout(callback, ms) {
      const timer = clock.setTimeout(() => {
        set.delete(timer);
        callback();
      }, ms);
      set.add(timer);
      ever += 1;
      most = Math.max(most, set.size);
      return timer;
    },
    clearTimeout(timer) {
      set.delete(timer);
      clock.clearTimeout(timer);
    },
  };
  return { clock: counted, count: () => set.size, most: () => most, ever: () => ever };
}

export function startCall(
  legs: readonly LegFacts[],
  script: Record<string, readonly Ending[]>,
  options: RigOptions = {},
): Rig {
  const { caller, abortMs, hooks = {}, inOneTick = true, isStream = false, limits = {}, holdBackMs } = options;
  const manual = createManualClock();
  const startedAt = manual.monotonic();
  const signal = caller?.signal;
  const timers = countTimers(manual);
  const log: string[] = [];
  const note = (what: string) => void log.push(`${manual.monotonic() - startedAt} ${what}`);

  const dueAt = new Map<number, (() => void)[]>();
  function after(ms: number, happen: () => void): void {
    // A model's answer comes later than the call of it, if only by a microtask.
    if (ms <= 0) return void Promise.resolve().then(() => happen());
    if (ms === Infinity) return;
    const due = dueAt.get(manual.monotonic() + ms);
    if (inOneTick && due) return void due.push(happen);
    const all = [happen];
    dueAt.set(manual.monotonic() + ms, all);
    manual.setTimeout(() => all.forEach(each => each()), ms);
  }

  const attempts: Attempt[] = [];
  const stops: Stop[] = [];
  const charged: string[] = [];
  const cancelled: string[] = [];
  const holding = new Set<GuardedAttempt>();
  let winner: LegFacts | undefined;

  const ticketOf = ({ name }: LegFacts): Ticket => ({
    began: attempt => void holding.add(attempt),
    released: attempt => void holding.delete(attempt),
    ended(attempt, outcome) {
      note(`failed ${name} ${outcome.failure.category} ${manual.monotonic() - attempt.startedAt}`);
      hooks.ended?.(attempt, outcome);
    },
    answered(attempt) {
      hooks.answered?.(attempt);
      winner = attempt.leg;
      note(`answered ${name}`);
    },
    committed: () => note(`committed ${name}`),
    failed({ rule }, attempt) {
      if (rule === SILENT.rule) return void charged.push(name);
      hooks.failed?.(attempt);
      note(`left ${name}`);
    },
    streamEnded: ({ type }) => note(`stream ${type} ${name}`),
    cancel: () => void cancelled.push(name),
  });
  const guard: Guard = { permit: (leg, extra) => hooks.permit?.(leg, extra) ?? true, enter: leg => ticketOf(leg) };

  function over(attempt: Attempt): void {
    attempt.isOver = true;
    attempt.firstContentAt = attempt.attemptAt = attempt.idleAt = attempt.releaseAt = Infinity;
    attemptReleased(attempt.entry, attempt);
  }

  function fail(attempt: Attempt, failure: Failure): void {
    if (attempt.isOver) return;
    over(attempt);
    const error = new Error(`${attempt.leg.name} ${attempt.number}`);
    pushEvent(attempt.call, {
      type: 'ended',
      attempt,
      outcome: { type: 'failed', failure, error, isCallers: false },
    });
  }

  function finish(attempt: Attempt, { failure, throws }: Ending): void {
    if (throws !== undefined)
      return attempt.isOver ? undefined : pushEvent(attempt.call, { type: 'threw', error: throws });
    if (failure) return fail(attempt, failure);
    const value = `${attempt.leg.name} ${attempt.number}`;
    // The owner of the attempt gets rid of what comes after its end.
    if (attempt.isOver) return note(`discard ${value}`);
    if (!attempt.isStream) over(attempt);
    answered(attempt, value);
  }

  function commit(attempt: Attempt): void {
    if (attempt.isOver) return;
    attempt.firstContentMs = manual.monotonic() - attempt.startedAt;
    attempt.firstContentAt = Infinity;
    attemptCommitted(attempt.entry, attempt);
    if (attempt.call.isLooping) pushEvent(attempt.call, { type: 'committed', attempt });
    else clearAlarm(attempt.call);
  }

  const engine: Engine = engineOf(timers.clock, {
    guards: sortGuards([...holdingGuards(options, manual), guard, ...(options.guards ?? [])]),
    onEvent(event) {
      if (!isCourse(event)) note(toldOf(event));
    },
    settings: { ...SETTINGS, ...options.settings },
    startLoop,
    begin(call, leg, purpose, tries) {
      hooks.begin?.(leg);
      note(`begin ${leg.name}`);
      let entry = call.entries.find(known => known.leg === leg);
      if (!entry) {
        entry = enterLeg(call, leg, call.plan?.lastResort === leg);
        call.entries = [...call.entries, entry];
      }
      const now = manual.monotonic();
      const seen = attempts.filter(other => other.leg === leg).length;
      const ending = script[leg.name]?.[seen] ?? answers(0);
      const { firstContentMs, attemptMs } = limits[leg.name] ?? {};
      call.attempts += 1;
      if (call.plan) call.plan.attempts += 1;
      const attempt: Attempt = {
        call,
        leg,
        entry,
        number: call.attempts,
        tries,
        purpose,
        startedAt: now,
        controller: undefined,
        isStream,
        firstContentMs: undefined,
        isOver: false,
        firstContentAt: now + (firstContentMs ?? Infinity),
        attemptAt: now + (attemptMs ?? Infinity),
        idleAt: Infinity,
        totalAt: call.totalAt,
        releaseAt: now + (holdBackMs ?? Infinity),
        limits: limits[leg.name] ?? {},
        silenceKey: undefined,
        proves: true,
      };
      attempts.push(attempt);
      attemptBegan(entry, attempt);
      if (ending.contentMs !== undefined) after(ending.contentMs, () => commit(attempt));
      after(ending.ms, () => finish(attempt, ending));
      return attempt;
    },
    release: ({ leg }) => note(`release ${leg.name}`),
    stop(attempt, stop) {
      if (attempt.isOver) return;
      stops.push(stop);
      if (stop.type === 'expired') {
        const { rule, verdict } = expired(stop.limit, stop.ms);
        return fail(attempt, makeFailure(rule, verdict));
      }
      over(attempt);
      const { name } = attempt.leg;
      note(stop.type === 'aborted' ? `aborted ${name}` : `lost ${name}${winner ? ` to ${winner.name}` : ''}`);
    },
    discard: (_, value) => note(`discard ${String(value)}`),
    mayFailOver: (_, leg, failure) => hooks.mayFailOver?.(failure, leg) ?? failure.fallback,
    exhausted: () => SPENT,
  });

  const { afterMs = 100, max = 1, fits = () => true } = options.hedge ?? {};
  const hedge: HedgePlan | undefined = options.hedge && { afterMs: () => afterMs, max, fits };
  const settled = Promise.withResolvers<unknown>();
  const call = openCall(engine, legs, {
    totalMs: options.totalMs,
    hedge,
    signal,
    resolve(value) {
      note('end');
      settled.resolve(value);
    },
    reject(error) {
      note('end');
      settled.reject(error);
    },
  });

  function open(): void {
    if (signal?.aborted) return call.reject(signal.reason);
    if (call.onAbort) signal?.addEventListener('abort', call.onAbort);
    try {
      const [first] = legs as [LegFacts];
      const isLate = call.totalAt < Infinity && timeLeftMs(call) < engine.settings.minAttemptMs;
      if (options.isLooping || isLate || !isFree(engine.guards, first, call)) return startLoop(call);
      begin(call, first, 'first');
      schedule(call, startedAt);
    } catch (error) {
      failCall(call, error);
    }
  }

  if (abortMs !== undefined) after(abortMs, () => caller?.abort());
  open();
  const result = settled.promise.then(
    value => ({ outcome: { type: 'answered' as const, value }, isFinal: call.isFinal }),
    (error: unknown) => {
      if (error === SPENT) return { outcome: call.last?.outcome, isFinal: call.isFinal };
      if (signal?.aborted && error === signal.reason)
        return { outcome: { type: 'aborted' as const, reason: error }, isFinal: call.isFinal };
      throw error;
    },
  );
  return {
    advance: ms => manual.advance(ms),
    log,
    call,
    attempts,
    stops,
    charged,
    cancelled,
    get held() {
      return holding.size;
    },
    get timers() {
      return timers.count();
    },
    get mostTimers() {
      return timers.most();
    },
    get everSet() {
      return timers.ever();
    },
    result,
  };
}

const SPENT = new Error('no leg is left');
