/** Calls to legs, and what the end of each makes of the leg's breaker. */
import type { Failure } from '../failure.ts';
import { afterFailure, afterSuccess, endProbe, isClean, type BreakerState } from './breaker.ts';
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
  /** Whether since this call began another one gave the leg up, or its breaker opened: no second try makes sense. */
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
  /** Milliseconds since the epoch. */
  now: () => number;
  random: () => number;
}

/** Legs whose answers are counted; with more of them, counting starts over. */
const MAX_TALLIES = 1_000;

export function createLegCalls({ breakers, limits, now, random }: LegCallsOptions): StartCall {
  const { read, write, isIsolated } = breakers;
  /** How many calls each leg has answered: tells a call that failed whether others were answered while it ran. */
  const tallies = new Map<string, { answered: number }>();

  function tallyOf(key: string) {
    let tally = tallies.get(key);
    if (tally) return tally;
    if (tallies.size >= MAX_TALLIES) tallies.clear();
    tallies.set(key, (tally = { answered: 0 }));
    return tally;
  }

  return (leg, found, lease) => {
    const { key } = leg;
    const tally = tallyOf(key);
    const answeredBefore = tally.answered;
    let { generation, consecutive } = found;

    /** Whether the call is the probe, and no other one has taken its place. */
    const holdsLease = (present: BreakerState) => lease !== 0 && present.probeUntil === lease;

    function answered(): HealthChange | undefined {
      const present = read(key);
      if (isClean(present) || (present.generation !== generation && !holdsLease(present))) return undefined;
      return write(leg, present, afterSuccess(present, now(), limits));
    }

    function forget(): void {
      const present = read(key);
      if (holdsLease(present)) write(leg, present, endProbe(present));
    }

    return {
      forget,
      succeeded() {
        tally.answered += 1;
        return answered();
      },
      failed(failure) {
        const kind = kindOf(failure);
        if (kind === undefined) return void forget();
        const present = read(key);
        const isCurrent = lease === 0 ? present.generation === generation : holdsLease(present);
        if (!isCurrent) return undefined;
        const call = { kind, answeredMeanwhile: tally.answered - answeredBefore };
        const before = lease === 0 ? present : endProbe(present);
        return write(leg, present, afterFailure(before, now(), call, limits, random()));
      },
      committed() {
        const change = found.openUntil > 0 ? answered() : undefined;
        if (change) {
          ({ generation, consecutive } = read(key));
          lease = 0;
        }
        return change;
      },
      isGivenUp() {
        const present = read(key);
        if (isIsolated(leg, present)) return true;
        if (present.generation !== generation) return present.openUntil > 0 || present.consecutive > 0;
        return present.consecutive > consecutive;
      },
    };
  };
}
