/**
 * Notices legs that calls never reach: a fallback that no one ever asked may be broken for weeks without a trace. Told
 * once an hour, of what is seen in this process; of a leg to which canaries come, only once they should have come.
 */
import type { LegFacts } from '../engine/attempt.ts';
import type { Guard, GuardedCall } from '../engine/guard.ts';
import { namesOf } from '../engine/tell.ts';
import { tell } from '../event-hub.ts';
import type { BoundedMap } from '../runtime/bounded-map.ts';

/** How long a leg has to have been left out. */
export const UNUSED_MS = 3_600_000;

/** The traffic of a leg since it was asked last, or since it was known. */
export interface LegUse {
  since: number;
  /** Calls of its chain that did not ask it, as far as is known when they ask their first leg. */
  calls: number;
}

/** How often canaries are sent: to a share of the calls, or so often in an hour. */
export interface CanaryRate {
  readonly fraction?: number | undefined;
  readonly perHour?: number | undefined;
}

/** A call with all legs of its chain: `route` may leave one out of each. */
interface WholeCall extends GuardedCall {
  readonly all?: readonly { readonly facts: LegFacts }[];
}

/** The legs that a call could have asked, or that its route left out. */
function legsOf({ legs, all = [] }: WholeCall): readonly LegFacts[] {
  if (all.length <= legs.length) return legs;
  return [...legs, ...all.flatMap(({ facts }) => (legs.some(({ index }) => index === facts.index) ? [] : facts))];
}

/** For how many of its turns a leg that canaries should reach was left out before that is told. */
const TURNS = 3;

/** Whether a canary should have reached one of so many fallbacks by then; each has its turn. */
function isOverdue({ fraction = 0, perHour = 0 }: CanaryRate, fallbacks: number, calls: number, ms: number): boolean {
  const sent = perHour > 0 ? (perHour * ms) / UNUSED_MS : fraction * calls;
  // Without any there is nothing to wait for.
  return sent === 0 || sent >= TURNS * fallbacks;
}

/**
 * @param uses by leg, shared by routers that share their health
 * @param canary absent if none are sent
 */
export function usageGuard(uses: BoundedMap<LegUse>, now: () => number, canary?: CanaryRate): Guard<WholeCall> {
  const useOf = (leg: LegFacts, time: number): LegUse => {
    let use = uses.get(leg.key);
    if (!use) uses.set(leg.key, (use = { since: time, calls: 0 }));
    return use;
  };

  return {
    enter(entered, call) {
      const time = now();
      const legs = legsOf(call);
      for (const leg of legs) {
        const use = useOf(leg, time);
        if (leg === entered) {
          use.since = time;
          use.calls = 0;
          continue;
        }
        if (call.attempts > 0) continue;
        use.calls += 1;
        const ms = time - use.since;
        if (ms < UNUSED_MS || (canary && !isOverdue(canary, legs.length - 1, use.calls, ms))) continue;
        tell(call, { type: 'leg-never-used', ...namesOf(leg), calls: use.calls, ms: Math.round(ms) });
        use.since = time;
        use.calls = 0;
      }
      return undefined;
    },
  };
}
