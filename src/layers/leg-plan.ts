/**
 * Which leg next: the plan of one call. Keeps what this call has learned; decides neither how a leg is tried nor how
 * long a failure is waited for.
 */
import type { LegFacts, SkippedLeg, SkipReason } from '../core/attempt.ts';
import type { LegPlan } from '../core/leg-plan.ts';
import type { Failure } from '../failure.ts';

export interface LegPlanOptions {
  /** The legs in the order in which they are to be tried. */
  legs: readonly LegFacts[];
  /** The leg that the call has been opened with; it comes first. */
  opened?: LegFacts | undefined;
  /** Why a leg cannot take this request; asked only when it is its turn. */
  unable: (leg: LegFacts) => SkipReason | undefined;
  /** Most tries in all. */
  maxAttempts: number;
  /** Longest wait for a leg that asked to be left alone. */
  maxWaitMs: number;
  /** Milliseconds until a leg may be tried. */
  waitMs: (leg: LegFacts) => number;
}

/** Whether a failure of one leg is one of the other, too. */
function sharedReason(failed: LegFacts, other: LegFacts, { scope, category }: Failure): SkipReason | undefined {
  if (scope === 'gateway')
    return failed.gateway !== undefined && failed.gateway === other.gateway ? 'gateway' : undefined;
  const isAccountWide = scope === 'account' || category === 'auth' || category === 'billing';
  return isAccountWide && failed.account !== undefined && failed.account === other.account ? 'account' : undefined;
}

export function planLegs({ legs, opened, unable, maxAttempts, maxWaitMs, waitMs }: LegPlanOptions): LegPlan {
  let untried = legs;
  const skipped: SkippedLeg[] = [];
  let attempts = 0;
  let reached = -1;
  let incapable: LegFacts | undefined;

  function take(leg: LegFacts): void {
    untried = untried.filter(other => other !== leg);
  }

  function skip(leg: LegFacts, reason: SkipReason): void {
    take(leg);
    skipped.push({ leg, reason });
  }

  /** The first leg that may be tried now, else the one that may be tried first. */
  function earliest(): { leg: LegFacts; waitMs: number } | undefined {
    let best: { leg: LegFacts; waitMs: number } | undefined;
    for (const leg of untried) {
      const reason = unable(leg);
      if (reason !== undefined) {
        skip(leg, reason);
        incapable ??= leg;
        continue;
      }
      const wait = waitMs(leg);
      if (best === undefined || wait < best.waitMs) best = { leg, waitMs: wait };
      if (wait === 0) break;
    }
    // If no leg can take the request, the first says why better than a guess does.
    if (best === undefined && attempts === 0 && incapable) {
      skipped.shift();
      return { leg: incapable, waitMs: 0 };
    }
    return best;
  }

  return {
    started: () => void (attempts += 1),
    hasRoomFor(leg, tries, failure) {
      if (tries > leg.retries) return false;
      let toCome = 0;
      for (const other of untried) if (sharedReason(leg, other, failure) === undefined) toCome += 1;
      return attempts + 1 + toCome <= maxAttempts;
    },
    waitMs(leg) {
      const wait = waitMs(leg);
      return wait <= maxWaitMs ? wait : undefined;
    },
    putBack: leg => void (untried = legs.filter(other => other === leg || untried.includes(other))),
    next() {
      const isOpening = opened !== undefined && attempts === 0 && untried === legs;
      const best = isOpening ? { leg: opened, waitMs: 0 } : attempts < maxAttempts ? earliest() : undefined;
      if (best === undefined || best.waitMs > maxWaitMs) {
        reached = legs.length;
        return undefined;
      }
      take(best.leg);
      reached = Math.max(reached, legs.indexOf(best.leg));
      return best;
    },
    failed(leg, failure) {
      for (const other of untried) {
        const reason = sharedReason(leg, other, failure);
        if (reason !== undefined) skip(other, reason);
      }
    },
    skipped() {
      const passedOver = legs.filter((leg, index) => index < reached && untried.includes(leg) && waitMs(leg) > 0);
      return [...skipped, ...passedOver.map((leg): SkippedLeg => ({ leg, reason: 'not-before' }))];
    },
  };
}
