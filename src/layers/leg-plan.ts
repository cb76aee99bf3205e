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
  /** Milliseconds until a leg's breaker lets a call through; `Infinity` if it was taken out of service. */
  pauseMs: (leg: LegFacts) => number;
  /** Milliseconds that the call has left. */
  timeLeftMs: () => number;
  /** With less left no leg is started. */
  minAttemptMs: number;
}

interface Candidate {
  leg: LegFacts;
  waitMs: number;
}

/** Whether a failure of one leg is one of the other, too. */
function sharedReason(failed: LegFacts, other: LegFacts, { scope, category }: Failure): SkipReason | undefined {
  if (scope === 'gateway')
    return failed.gateway !== undefined && failed.gateway === other.gateway ? 'gateway' : undefined;
  const isAccountWide = scope === 'account' || category === 'auth' || category === 'billing';
  return isAccountWide && failed.account !== undefined && failed.account === other.account ? 'account' : undefined;
}

export function planLegs(options: LegPlanOptions): LegPlan {
  const { legs, opened, unable, maxAttempts, waitMs, pauseMs, timeLeftMs, minAttemptMs } = options;
  let untried = legs;
  const skipped: SkippedLeg[] = [];
  /** Legs that were paused at their turn; they may be tried later on. */
  const paused = new Map<LegFacts, SkipReason>();
  let attempts = 0;
  let reached = -1;
  let incapable: LegFacts | undefined;
  let lastResort: LegFacts | undefined;

  /** Asked once a leg: a long prompt is not estimated at each look. */
  const unableBy = new Map<LegFacts, SkipReason | undefined>();
  function whyUnable(leg: LegFacts): SkipReason | undefined {
    if (!unableBy.has(leg)) unableBy.set(leg, unable(leg));
    return unableBy.get(leg);
  }

  const longestWaitMs = () => Math.min(options.maxWaitMs, timeLeftMs() - minAttemptMs);

  function take(leg: LegFacts): void {
    untried = untried.filter(other => other !== leg);
    paused.delete(leg);
  }

  function skip(leg: LegFacts, reason: SkipReason): void {
    take(leg);
    skipped.push({ leg, reason });
  }

  /** The first leg that may be tried now, else the one that may be tried first. */
  function earliest(): Candidate | undefined {
    let best: Candidate | undefined;
    for (const leg of untried) {
      const reason = whyUnable(leg);
      const pause = pauseMs(leg);
      if (reason !== undefined) {
        skip(leg, reason);
        if (pause < Infinity) incapable ??= leg;
        continue;
      }
      if (pause > 0) {
        paused.set(leg, pause === Infinity ? 'isolated' : 'breaker');
        continue;
      }
      const wait = waitMs(leg);
      if (best === undefined || wait < best.waitMs) best = { leg, waitMs: wait };
      if (wait === 0) break;
    }
    return best;
  }

  /** What is tried when no leg may be: the one whose pause ends first, never an instant failure. */
  function desperate(waiting: Candidate | undefined): Candidate | undefined {
    const open = untried.filter(leg => paused.get(leg) === 'breaker' && waitMs(leg) === 0);
    const [first] = open.toSorted((one, other) => pauseMs(one) - pauseMs(other));
    lastResort = first;
    if (first) return { leg: first, waitMs: 0 };
    if (!incapable || waiting) return undefined;
    // If no leg can take the request, the first says why better than a guess does.
    skipped.splice(
      skipped.findIndex(({ leg }) => leg === incapable),
      1,
    );
    return { leg: incapable, waitMs: 0 };
  }

  function choose(): Candidate | undefined {
    if (attempts >= maxAttempts) return undefined;
    if (timeLeftMs() < minAttemptMs) {
      for (const leg of untried) skip(leg, 'deadline');
      return undefined;
    }
    const best = earliest();
    if (best && best.waitMs <= longestWaitMs()) return best;
    return attempts === 0 ? desperate(best) : undefined;
  }

  return {
    started: () => void (attempts += 1),
    hasRoomFor(leg, tries, failure) {
      if (tries > leg.retries || leg === lastResort) return false;
      let toCome = 0;
      for (const other of untried)
        if (pauseMs(other) === 0 && sharedReason(leg, other, failure) === undefined) toCome += 1;
      return attempts + 1 + toCome <= maxAttempts;
    },
    fits: wait => wait <= timeLeftMs() - minAttemptMs,
    hasOther: leg =>
      attempts < maxAttempts &&
      timeLeftMs() >= minAttemptMs &&
      untried.some(
        other =>
          other !== leg && pauseMs(other) === 0 && waitMs(other) <= longestWaitMs() && whyUnable(other) === undefined,
      ),
    mayHaveMore: () => attempts < maxAttempts && untried.some(leg => pauseMs(leg) < Infinity),
    isLastResort: leg => leg === lastResort,
    waitMs(leg) {
      const wait = waitMs(leg);
      return wait <= longestWaitMs() && (leg === lastResort || pauseMs(leg) === 0) ? wait : undefined;
    },
    putBack: leg => void (untried = legs.filter(other => other === leg || untried.includes(other))),
    next() {
      const isOpening = opened !== undefined && attempts === 0 && untried === legs;
      const best = isOpening ? { leg: opened, waitMs: 0 } : choose();
      if (best === undefined) {
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
      return [
        ...skipped,
        ...[...paused].map(([leg, reason]) => ({ leg, reason })),
        ...passedOver.filter(leg => !paused.has(leg)).map((leg): SkippedLeg => ({ leg, reason: 'not-before' })),
      ];
    },
  };
}
