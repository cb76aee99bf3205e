/** Calls to legs, and what the end of each makes of the leg's breaker. */
import type { Failure } from '../failure.ts';
import { createBoundedMap } from '../runtime/bounded-map.ts';
import { afterFailure, afterSuccess, endProbe, isClean, type BreakerState, type FailedCall } from './breaker.ts';
import { createCallRow, type CallRow, type RowEntry } from './call-row.ts';
import type { BreakerLimits } from './breaker-limits.ts';
import { kindOf } from './failure-kind.ts';
import type { HealthChange, LegBreakers, LegRef } from './leg-breakers.ts';

/** One call to a leg, as its health sees it. One of `succeeded`, `failed` and `forget` ends it, once. */
export interface HealthCall {
  /** Whether it is the one call that an open breaker lets through to try. */
  readonly isProbe: boolean;
  succeeded(): HealthChange | undefined;
  failed(failure: Failure): HealthChange | undefined;
  /** The call told nothing about the leg: it was aborted, or lost a race. */
  forget(): void;
  /**
   * A stream has shown its first content. Closes the breaker if the call began while it was open, and the call lives
   * on as one that began after that; a closed breaker learns nothing until the end.
   */
  committed(): HealthChange | undefined;
  /**
   * Whether no second try makes sense: since this call began another one gave the leg up, or its breaker opened; or it
   * opens if this one fails, too.
   */
  isGivenUp(): boolean;
}

/**
 * Starts a call from the state that it found.
 *
 * @param lease the probe's lease, or 0 if the call is none
 */
type StartCall = (leg: LegRef, found: BreakerState, lease: number) => HealthCall;

interface LegCallsOptions {
  breakers: LegBreakers;
  limits: BreakerLimits;
  /** The time by which breakers are kept. */
  now: () => number;
  random: () => number;
}

/** What is seen of the calls of a leg beside each other; of this process only. */
interface Traffic {
  answered: number;
  /** When a call was answered last. */
  answeredAt: number;
  readonly row: CallRow;
  /** The row of failures that was found when watching began, until something is answered. */
  rowBefore: number;
}

/** Legs that are watched before those without a call under way are forgotten. */
const MAX_LEGS = 1_000;

/** One call. Its functions stand on the prototype: written into each call they would cost more than all else in it. */
class LegCall implements HealthCall {
  private readonly shared: LegCallsOptions;
  private readonly leg: LegRef;
  private readonly traffic: Traffic;
  private readonly entry: RowEntry;
  /** Calls of the leg that were answered before this one began. */
  private readonly answeredBefore: number;
  private readonly wasOpen: boolean;
  private readonly isLastResort: boolean;
  readonly isProbe: boolean;
  /** The probe's lease, or 0 if the call is none. */
  private lease: number;
  private generation: number;
  private consecutive: number;

  constructor(shared: LegCallsOptions, leg: LegRef, traffic: Traffic, found: BreakerState, lease: number) {
    this.shared = shared;
    this.leg = leg;
    this.traffic = traffic;
    this.entry = traffic.row.begin();
    this.answeredBefore = traffic.answered;
    this.wasOpen = found.openUntil > 0;
    this.isLastResort = lease === 0 && found.openUntil > 0;
    this.isProbe = lease !== 0;
    this.lease = lease;
    this.generation = found.generation;
    this.consecutive = found.consecutive;
  }

  succeeded(): HealthChange | undefined {
    const { traffic, entry, shared } = this;
    traffic.answered += 1;
    traffic.answeredAt = shared.now();
    traffic.rowBefore = 0;
    return this.closeBreaker(traffic.row.answered(entry));
  }

  failed(failure: Failure): HealthChange | undefined {
    const { leg, traffic, entry, answeredBefore, isLastResort, lease, generation, shared } = this;
    const { breakers, limits, now, random } = shared;
    const { row } = traffic;
    const kind = kindOf(failure);
    if (kind === undefined) return this.forget();
    const present = breakers.read(leg.key);
    // A pause is neither begun anew nor ended by a refusal that may be about the request.
    if (kind === 'doubtful' && present.openUntil > 0) return this.forget();
    const isCurrent = lease === 0 ? present.generation === generation : this.holdsLease(present);
    const outlived = row.outlived(entry);
    // What an open breaker makes of a failure has nothing to do with a row.
    if (!isCurrent || present.openUntil > 0 || kind === 'doubtful') row.forget(entry);
    if (!isCurrent) return undefined;
    const failedInRow = kind === 'doubtful' ? 0 : row.failed(entry);
    const seen: FailedCall = {
      kind,
      row: failedInRow === 0 ? 0 : failedInRow + traffic.rowBefore,
      answeredMeanwhile: traffic.answered - answeredBefore,
      answeredLately: Math.abs(now() - traffic.answeredAt) < limits.windowMs,
      outlived,
      isLastResort,
    };
    const before = lease === 0 ? present : endProbe(present);
    return breakers.write(leg, present, afterFailure(before, now(), seen, limits, random()));
  }

  forget(): undefined {
    const { leg, traffic, entry, shared } = this;
    traffic.row.forget(entry);
    const present = shared.breakers.read(leg.key);
    if (this.holdsLease(present)) shared.breakers.write(leg, present, endProbe(present));
  }

  committed(): HealthChange | undefined {
    const { leg, traffic, entry, wasOpen, shared } = this;
    const change = wasOpen ? this.closeBreaker(0) : undefined;
    if (!change) return undefined;
    traffic.row.works(entry);
    traffic.rowBefore = 0;
    const { generation, consecutive } = shared.breakers.read(leg.key);
    this.generation = generation;
    this.consecutive = consecutive;
    this.lease = 0;
    return change;
  }

  isGivenUp(): boolean {
    const { leg, generation, consecutive, shared } = this;
    const present = shared.breakers.read(leg.key);
    if (shared.breakers.isIsolated(leg, present)) return true;
    if (present.generation !== generation) return present.openUntil > 0 || present.consecutive > 0;
    // With one more in the row the breaker opens: the leg has had its second tries.
    return present.consecutive > consecutive || present.consecutive + 1 >= shared.limits.consecutiveFailures;
  }

  /** Whether the call is the probe, and no other one has taken its place. */
  private holdsLease(present: BreakerState): boolean {
    return this.lease !== 0 && present.probeUntil === this.lease;
  }

  private closeBreaker(rowAfter: number): HealthChange | undefined {
    const { breakers, limits, now } = this.shared;
    const present = breakers.read(this.leg.key);
    if (isClean(present) || (present.generation !== this.generation && !this.holdsLease(present))) return undefined;
    return breakers.write(this.leg, present, afterSuccess(present, now(), rowAfter, limits));
  }
}

export function createLegCalls(shared: LegCallsOptions): StartCall {
  const { now } = shared;
  const traffics = createBoundedMap<Traffic>({ max: MAX_LEGS, now, mayDrop: ({ row }) => row.isIdle() });

  function trafficOf(key: string, { consecutive }: BreakerState): Traffic {
    let traffic = traffics.get(key);
    if (traffic) return traffic;
    traffics.set(key, (traffic = { answered: 0, answeredAt: -Infinity, row: createCallRow(), rowBefore: consecutive }));
    return traffic;
  }

  return (leg, found, lease) => new LegCall(shared, leg, trafficOf(leg.key, found), found, lease);
}
