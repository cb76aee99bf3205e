/** The guards of a router: what each of its calls over several legs is subject to. */
import { canaryGuard } from '../call/canary-guard.ts';
import { capacityGuard } from '../call/capacity-guard.ts';
import type { Guard } from '../engine/guard.ts';
import { breakerGuard } from '../guards/breaker-guard.ts';
import { budgetGuard } from '../guards/budget-guard.ts';
import { concurrencyGuard } from '../guards/concurrency-guard.ts';
import { configurationGuard } from '../guards/configuration-guard.ts';
import { latencyGuard } from '../guards/latency-guard.ts';
import { retryAfterGuard } from '../guards/retry-after-guard.ts';
import { subrequestGuard } from '../guards/subrequest-budget.ts';
import { usageGuard } from '../guards/usage-guard.ts';
import { createCanaries } from '../health/canaries.ts';
import type { RouterHooks } from '../call/gateway-hooks.ts';
import type { ResolvedRouter } from '../options/resolve-router.ts';
import type { Known } from './known.ts';

/** By what the guards are chosen and made. */
type GuardChoice = Pick<
  ResolvedRouter,
  'canary' | 'clock' | 'gateway' | 'onEvent' | 'health' | 'budget' | 'subrequests' | 'hedge' | 'random'
>;

/** The guards, in the order in which they are asked. */
export function guardsOf(choice: GuardChoice, known: Known): Guard[] {
  const { clock, onEvent, health, budget, subrequests, hedge, canary, gateway } = choice;
  const { guard } = (gateway ?? {}) as Partial<RouterHooks>;
  const { notBefore, latencies, announcedAt, uses } = known;
  return [
    // First: what it forbids must not use up what others permit.
    ...(subrequests ? [subrequestGuard(subrequests)] : []),
    ...(health ? [breakerGuard(health)] : []),
    retryAfterGuard(notBefore),
    configurationGuard(announcedAt, () => clock.monotonic()),
    ...(budget ? [budgetGuard(budget)] : []),
    ...(hedge && typeof hedge.afterMs !== 'number' ? [latencyGuard(latencies, () => clock.monotonic())] : []),
    ...(onEvent ? [usageGuard(uses, () => clock.monotonic(), canary)] : []),
    ...(canary ? [canaryGuard(canary, (known.canaries ??= createCanaries(() => clock.monotonic())), choice)] : []),
    ...(guard ? [guard] : []),
    concurrencyGuard(() => clock.monotonic()),
    capacityGuard,
  ];
}
