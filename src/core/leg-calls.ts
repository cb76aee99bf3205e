/** Calls to legs, and what the end of each makes of the leg's breaker. */
import type { Failure } from '../failure.ts';
import { createBoundedMap } from './bounded-map.ts';
import { afterFailure, afterSuccess, endProbe, isClean, type BreakerState, type FailedCall } from './breaker.ts';
import { createCallRow, type CallRow } from './call-row.ts';
import type { BreakerLimits } from './breaker-limits.ts';
import { kindOf } from './failure-kind.ts';
import type { HealthChange, LegBreakers, LegRef } from './leg-breakers.ts';

/** One call to a leg, as its health sees it. One of `succeeded`, `failed` and `forget` ends it, once. */
export interface HealthCall {
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

export function createLegCalls({ breakers, limits, now, random }: LegCallsOptions): StartCall {
  const { read, write, isIsolated } = breakers;
  const traffics = createBoundedMap<Traffic>({ max: MAX_LEGS, now, mayDrop: ({ row }) => row.isIdle() });

  function trafficOf(key: string, { consecutive }: BreakerState): Traffic {
    let traffic = traffics.get(key);
    if (traffic) return traffic;
    traffics.set(key, (traffic = { answered: 0, answeredAt: -Infinity, row: createCallRow(), rowBefore: consecutive }));
    return traffic;
  }

  return (leg, found, lease) => {
    const { key } = leg;
    const traffic = trafficOf(key, found);
    const { row } = traffic;
    const answeredBefore = traffic.answered;
    const isLastResort = lease === 0 && found.openUntil > 0;
    const entry = row.begin();
    let { generation, consecutive } = found;

    /** Whether the call is the probe, and no other one has taken its place. */
    const holdsLease = (present: BreakerState) => lease !== 0 && present.probeUntil === lease;

    function answered(rowAfter: number): HealthChange | undefined {
      const present = read(key);
      if (isClean(present) || (present.generation !== generation && !holdsLease(present))) return undefined;
      return write(leg, present, afterSuccess(present, now(), rowAfter, limits));
    }

    function forget(): void {
      row.forget(entry);
      const present = read(key);
      if (holdsLease(present)) write(leg, present, endProbe(present));
    }

    return {
      forget,
      succeeded() {
        traffic.answered += 1;
        traffic.answeredAt = now();
        traffic.rowBefore = 0;
        return answered(row.answered(entry));
      },
      failed(failure) {
        const kind = kindOf(failure);
        if (kind === undefined) return void forget();
        const present = read(key);
        // A pause is neither begun anew nor ended by a refusal that may be about the request.
        if (kind === 'doubtful' && present.openUntil > 0) return void forget();
        const isCurrent = lease === 0 ? present.generation === generation : holdsLease(present);
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
        return write(leg, present, afterFailure(before, now(), seen, limits, random()));
      },
      committed() {
        const change = found.openUntil > 0 ? answered(0) : undefined;
        if (change) {
          row.works(entry);
          traffic.rowBefore = 0;
          ({ generation, consecutive } = read(key));
          lease = 0;
        }
        return change;
      },
      isGivenUp() {
        const present = read(key);
        if (isIsolated(leg, present)) return true;
        if (present.generation !== generation) return present.openUntil > 0 || present.consecutive > 0;
        // With one more in the row the breaker opens: the leg has had its second tries.
        return present.consecutive > consecutive || present.consecutive + 1 >= limits.consecutiveFailures;
      },
    };
  };
}
