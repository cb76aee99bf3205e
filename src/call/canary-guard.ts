/**
 * Asks a fallback first in a small share of the calls: one that is only asked when the primary is down may have been
 * broken for months. The primary follows as the next leg, so that a broken fallback costs its callers some time and no
 * answer.
 */
import type { LegFacts } from '../engine/attempt.ts';
import { isFree, type Guard } from '../engine/guard.ts';
import type { Canaries } from '../health/canaries.ts';
import type { CanarySettings } from '../options/canary-options.ts';
import type { MonotonicClock } from '../runtime/clock.ts';
import { knowsConversation } from '../legs/leg-params.ts';
import { warn } from '../warn.ts';
import { hasProviderTools } from './hedge-plan.ts';
import type { ModelCall } from './model-call.ts';

const HOUR_MS = 3_600_000;

/** What decides when it is time for one. */
interface Timing {
  readonly clock: MonotonicClock;
  readonly random: () => number;
}

/**
 * Whether the primary still has half of the call's total when a canary that hangs is cut by its leg's limits, or joined.
 * What is only observed ends nothing.
 */
function leavesTime(call: ModelCall, { index }: LegFacts): boolean {
  const { engine, all, family, startedAt, totalAt } = call;
  if (totalAt === Infinity || engine.settings.observe) return true;
  const to = all[index]!;
  const { firstContentMs = Infinity, attemptMs = Infinity } = to.limits[family.via(call, to)];
  const afterMs = engine.options.hedge?.afterMs;
  const joinedMs = typeof afterMs === 'number' && call.hedge?.fits(call) ? afterMs : Infinity;
  return Math.min(firstContentMs, attemptMs, joinedMs) <= (totalAt - startedAt) / 2;
}

/** Whether nothing holds the leg back from this call, and it would know what the call speaks of. */
const mayTake = (leg: LegFacts, call: ModelCall): boolean =>
  isFree(call.engine.guards, leg, call) && knowsConversation(call.params, call.all[leg.index]!, call.all[0]!);

const warningOf = ({ name }: LegFacts, totalMs: number): string =>
  `No canary is sent to ${name}: its limits leave the primary less than half of \`timeouts.totalMs\` (${totalMs}). Set ` +
  `\`firstContentMs\` (for generateText without \`generateVia: 'stream'\`, \`attemptMs\`) of this leg to ${totalMs / 2} or less.`;

/** @param canaries shared by routers that share their health */
export function canaryGuard(
  { fraction, perHour }: CanarySettings,
  canaries: Canaries,
  { clock, random }: Timing,
): Guard<ModelCall> {
  const { askedAt, dueAt, decided } = canaries;
  let hasWarned = false;

  /** The first one of an hour comes at a random moment: processes that live for a minute send their share of one. */
  function isDue(chain: string): boolean {
    if (fraction !== undefined) return random() < fraction;
    const at = dueAt.get(chain);
    if (at === undefined) dueAt.set(chain, clock.monotonic() + (random() * HOUR_MS) / perHour);
    return at !== undefined && clock.monotonic() >= at;
  }

  /** Whether this is the first attempt of the prompt's call. A prompt that is no object cannot be remembered, nor its retries known. */
  function isFirst(prompt: unknown): boolean {
    if (typeof prompt !== 'object' || prompt === null || decided.has(prompt)) return false;
    decided.add(prompt);
    return true;
  }

  /** The fallback that was asked longest ago, of those that may take this call. */
  function stalest(fallbacks: readonly LegFacts[], call: ModelCall): LegFacts | undefined {
    let found: LegFacts | undefined;
    let foundAt = Infinity;
    for (const leg of fallbacks) {
      const at = askedAt.get(leg.key) ?? -Infinity;
      if ((found !== undefined && at >= foundAt) || !mayTake(leg, call)) continue;
      if (!leavesTime(call, leg)) {
        if (!hasWarned) warn(call.engine, warningOf(leg, call.totalAt - call.startedAt));
        hasWarned = true;
        continue;
      }
      found = leg;
      foundAt = at;
    }
    return found;
  }

  return {
    rank(legs, call) {
      const { params, all, engine } = call;
      const [first, ...fallbacks] = legs;
      if (!first || fallbacks.length === 0 || !isFirst(params.prompt)) return legs;
      const chain = all[0]!.facts.key;
      // While the primary is held back every call is a test of the fallbacks.
      if (hasProviderTools(params) || !isDue(chain) || !isFree(engine.guards, first, call)) return legs;
      const canary = stalest(fallbacks, call);
      if (!canary) return legs;
      if (perHour !== undefined) dueAt.set(chain, clock.monotonic() + HOUR_MS / perHour);
      call.canary = canary;
      return [canary, ...legs.filter(leg => leg !== canary)];
    },
    ticket: {
      began: ({ leg }) => askedAt.set(leg.key, (canaries.asked += 1)),
    },
  };
}
