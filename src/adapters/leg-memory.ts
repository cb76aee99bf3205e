/**
 * What an instance remembers of its legs: until when one asked to be left alone, how healthy it is, how fast it usually
 * is, and how much fails at all. Whoever shares a `Health` on purpose shares all that is known of the legs' state.
 */
import type { Attempt, LegFacts, Operation } from '../core/attempt.ts';
import { createBoundedMap, type BoundedMap } from '../core/bounded-map.ts';
import type { MonotonicClock } from '../core/clock.ts';
import { emit } from '../core/events.ts';
import { isConfig, isOfOneCaller } from '../core/failure-kind.ts';
import { failureOf } from '../errors.ts';
import { makeFailure, type Failure } from '../failure.ts';
import type { Health, HealthChange } from '../layers/health.ts';
import { SILENT_MS } from '../layers/backoff.ts';
import { createLatencies, type Latencies } from '../layers/latencies.ts';
import { createNotBefore, type NotBefore } from '../layers/not-before.ts';
import { REJECTED } from './disguised-end.ts';
import type { Leg } from './leg.ts';
import { OUT_OF_TIME, TOO_LONG } from './limited-attempt.ts';
import { isOfOwnCredentials } from './own-credentials.ts';
import type { ResolvedRouter } from './resolve-router.ts';
import type { CallOptions } from './sdk-model.ts';
import type { StreamEnd } from './stream-ending.ts';

/** What a leg is charged with that had shown nothing when another one answered. */
export const SILENT: Failure = makeFailure('hedge:silent', { category: 'timeout' });

/** Limits on what takes long, however well it goes. */
const CUT_WHILE_SPEAKING: ReadonlySet<string> = new Set([OUT_OF_TIME, TOO_LONG]);

/** A stream that broke off, if its error says no more. */
const UNKNOWN_END: Failure = makeFailure('stream:broken', { category: 'stream-interrupted' });

/** What is known of legs besides their health. */
interface Known {
  notBefore: NotBefore;
  latencies: Latencies;
  /** When a `config` event was raised last for a refusal that may be one caller's, by leg. */
  announcedAt: BoundedMap<number>;
}

/** How long no further such event is raised for a leg. */
const ANNOUNCE_AGAIN_MS = 60_000;
const MAX_ANNOUNCED = 1_000;

/** Instances that share their health share the rest, too. */
const shared = new WeakMap<Health, Known>();

function createKnown(clock: MonotonicClock): Known {
  const now = () => clock.monotonic();
  const isOver = (at: number) => Math.abs(now() - at) >= ANNOUNCE_AGAIN_MS;
  return {
    notBefore: createNotBefore(now),
    latencies: createLatencies(),
    announcedAt: createBoundedMap({ max: MAX_ANNOUNCED, now, isOver, mayDrop: isOver }),
  };
}

function knownOf(health: Health | undefined, clock: MonotonicClock): Known {
  const known = (health && shared.get(health)) ?? createKnown(clock);
  if (health) shared.set(health, known);
  return known;
}

/** What one call says of the health of one leg; it counts once, however many tries it makes. */
export interface LegCall {
  /** Whether another call gave the leg up since this one began. */
  isGivenUp(): boolean;
  /** A stream has shown its first content. */
  spoke(): void;
  /** A try failed. */
  failed(failure: Failure): void;
  /** A try was answered; a stream is not at its end then, and may not even have begun to speak. */
  answered(operation: Operation): void;
  /** The leg failed for good, `durationMs` after its last try began. */
  left(failure: Failure, durationMs: number): void;
  /** The stream ended that the leg had answered with. */
  over(end: StreamEnd): void;
  /** It told nothing, unless it has told already. */
  forget(): void;
}

export interface LegMemory {
  readonly notBefore: NotBefore;
  /** Milliseconds until a leg's breaker lets a call through. */
  pauseMs(leg: LegFacts): number;
  /**
   * A call begins on a leg.
   *
   * @param params the call's options as this leg gets them
   */
  begin(leg: Leg, params: CallOptions, isLastResort?: boolean): LegCall;
  /** How long an attempt showed nothing: until its first content, or until it was ended. */
  noteSilence(attempt: Attempt, ms: number): void;
  /** The longest usual silence of what is learned under this key; `undefined` if too little is known. */
  usualSilenceMs(key: string): number | undefined;
  mayRetry(leg: LegFacts): boolean;
  mayHedge(leg: LegFacts): boolean;
  /** Whether so much fails that another round would only be load: the budget is low and every leg's breaker is open. */
  isSpent(legs: readonly LegFacts[]): boolean;
}

export function createLegMemory({ clock, onEvent, health, budget }: ResolvedRouter): LegMemory {
  const { notBefore, latencies, announcedAt } = knownOf(health, clock);

  function tell(change: HealthChange | undefined): void {
    if (change) emit(onEvent, { type: 'breaker', ...change });
  }

  function refuse(refused: 'retry' | 'hedge', leg: LegFacts): false {
    if (budget) emit(onEvent, { type: 'budget', refused, leg: leg.name, ...budget.snapshot() });
    return false;
  }

  function learn(leg: LegFacts, failure: Failure): void {
    const isOurs = failure.retryable && failure.scope !== 'request' && failure.rule !== REJECTED.rule;
    if (isOurs) budget?.failed();
    notBefore.note(leg, failure);
    if (!isConfig(failure)) return;
    if (isOfOneCaller(failure)) {
      // Each call of a user whose limit is reached is refused so: once a minute is enough to act on.
      const at = announcedAt.get(leg.key);
      if (at !== undefined && Math.abs(clock.monotonic() - at) < ANNOUNCE_AGAIN_MS) return;
      announcedAt.set(leg.key, clock.monotonic());
    }
    emit(onEvent, { type: 'config', failure, provider: leg.provider, modelId: leg.modelId });
  }

  function begin(leg: Leg, params: CallOptions, isLastResort = false): LegCall {
    const call = health?.begin(leg.facts, isLastResort);
    const isCallers = (failure: Failure) => isOfOwnCredentials(failure, params, leg);
    let state: 'asked' | 'streaming' | 'over' = 'asked';
    let hasSpoken = false;
    function forget(): void {
      if (state !== 'asked') return;
      state = 'over';
      call?.forget();
    }
    function blame(failure: Failure): void {
      if (state === 'over') return;
      state = 'over';
      if (isCallers(failure)) call?.forget();
      else tell(call?.failed(failure));
    }
    function failed(failure: Failure): void {
      if (!isCallers(failure)) learn(leg.facts, failure);
    }
    return {
      forget,
      failed,
      isGivenUp: () => call?.isGivenUp() ?? false,
      answered(operation) {
        budget?.succeeded();
        state = operation === 'stream' ? 'streaming' : 'over';
        if (operation === 'generate') tell(call?.succeeded());
        else if (hasSpoken) tell(call?.committed());
      },
      spoke() {
        hasSpoken = true;
        if (state === 'streaming') tell(call?.committed());
      },
      left(failure, durationMs) {
        // What the total cut short had no time to fail by itself, and what the caller does not like is no failure.
        const isCutShort = failure.rule === OUT_OF_TIME && durationMs < SILENT_MS;
        if (isCutShort || failure.rule === REJECTED.rule) forget();
        else blame(failure);
      },
      over(end) {
        if (state !== 'streaming') return;
        if (end.type === 'broken') {
          const failure = failureOf(end.error) ?? UNKNOWN_END;
          failed(failure);
          if (!CUT_WHILE_SPEAKING.has(failure.rule)) return blame(failure);
        }
        state = 'over';
        if (end.type !== 'left') tell(call?.succeeded());
        else call?.forget();
      },
    };
  }

  return {
    notBefore,
    begin,
    pauseMs: leg => health?.pauseMs(leg) ?? 0,
    noteSilence({ silenceKey }, ms) {
      if (silenceKey !== undefined) latencies.note(silenceKey, ms);
    },
    usualSilenceMs: latencies.p95,
    mayRetry: leg => !budget || budget.mayRetry() || refuse('retry', leg),
    mayHedge: leg => !budget || budget.mayHedge() || refuse('hedge', leg),
    isSpent: legs =>
      legs.length > 1 && health !== undefined && budget?.isLow() === true && legs.every(leg => health.pauseMs(leg) > 0),
  };
}
