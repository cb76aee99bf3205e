/** The router's options as it uses them. */
import { systemRandom } from '../runtime/clock.ts';
import { checkedRandom } from '../runtime/hook-result.ts';
import { checkRows, filled } from '../runtime/option-rows.ts';
import type { SubrequestBudget } from '../guards/subrequest-budget.ts';
import { createHealth, type Health } from '../health/health.ts';
import { createRetryBudget, type RetryBudget } from '../health/retry-budget.ts';
import { ROUTER, type RouterOptions } from './router-options.ts';
import type { GatewayHooks } from './gateway-hooks.ts';
import type { CanarySettings } from './canary-options.ts';
import type { GenerateVia } from './generate-via.ts';
import { resolveGuard, type ResolvedGuard } from './guard-options.ts';
import { resolveHedge, type ResolvedHedge } from './hedge-options.ts';
import { FAILOVER_ON, RETRIES } from './retry-options.ts';
import { ROUTER_TIMEOUTS, type LegTimeouts } from './timeout-options.ts';

/** Options as the router uses them. */
export interface ResolvedRouter extends ResolvedGuard {
  minAttemptMs: number;
  hedge: ResolvedHedge | undefined;
  canary: CanarySettings | undefined;
  health: Health | undefined;
  budget: RetryBudget | undefined;
  subrequests: SubrequestBudget | undefined;
  perLeg: number | undefined;
  baseDelayMs: number;
  maxDelayMs: number;
  maxAttempts: number | undefined;
  maxWaitMs: number;
  isFinal: boolean;
  shouldFailOver: RouterOptions['shouldFailOver'];
  failOverOnContentPolicy: boolean;
  route: RouterOptions['route'];
  acceptResult: RouterOptions['acceptResult'];
  generateVia: GenerateVia;
  /** The limits that the user set, without defaults. */
  setTimeouts: LegTimeouts;
  sanitize: boolean;
  /** In lower case. */
  forwardHeaders: ReadonlySet<string>;
  metadata: NonNullable<RouterOptions['metadata']>;
  continueAfterContent: boolean;
  gateway: GatewayHooks | undefined;
  random: () => number;
}

const NO_NAMES: ReadonlySet<string> = new Set();

const lowerCased = (names: readonly string[]): ReadonlySet<string> => new Set(names.map(name => name.toLowerCase()));

/**
 * @param countLegs how many there are, once the options are known to be an object; with one there is nothing to hedge with or to pass over
 * @param ownKeys the options of this router that others do not have
 * @throws {TypeError} naming the option, what it got and what it takes
 */
export function resolveRouter(
  owner: string,
  options: RouterOptions,
  countLegs: () => number,
  ownKeys: readonly string[],
): ResolvedRouter {
  checkRows(owner, '', options, ROUTER, ownKeys);
  const legs = countLegs();
  const set = filled(options, ROUTER);
  const { health = legs > 1 ? undefined : false, budget } = set;
  const guard = resolveGuard(owner, options, set);
  const { clock } = guard;
  const random = set.random ? checkedRandom(set.random) : systemRandom;
  return {
    ...guard,
    ...filled(set.retries, RETRIES),
    // With nothing left nothing is started.
    minAttemptMs: Math.max(1, filled(set.timeouts, ROUTER_TIMEOUTS).minAttemptMs),
    hedge: legs > 1 ? resolveHedge(set.hedge) : undefined,
    canary: legs > 1 ? set.canary : undefined,
    health: health === false ? undefined : (health ?? createHealth({ clock, random })),
    budget: budget === false ? undefined : (budget ?? createRetryBudget({ clock })),
    subrequests: set.subrequests,
    maxAttempts: set.maxAttempts,
    maxWaitMs: set.maxWaitMs,
    isFinal: set.exhausted === 'final',
    shouldFailOver: set.shouldFailOver,
    failOverOnContentPolicy: filled(set.failoverOn, FAILOVER_ON).contentPolicy,
    route: set.route,
    acceptResult: set.acceptResult,
    generateVia: set.generateVia,
    setTimeouts: set.timeouts ?? {},
    sanitize: set.sanitize,
    forwardHeaders: set.forwardHeaders.length === 0 ? NO_NAMES : lowerCased(set.forwardHeaders),
    metadata: set.metadata,
    continueAfterContent: set.afterContent === 'continue',
    gateway: set.gateway,
    random,
  };
}
