/** The options of the router, what they take and their defaults. */
import type { Failure } from '../failure.ts';
import type { Health } from '../health/health.ts';
import type { SubrequestBudget } from '../guards/subrequest-budget.ts';
import type { RetryBudget } from '../health/retry-budget.ts';
import { checkBoolean, checkFunction, checkHeaderNames, checkSynchronous, takes } from '../runtime/check-options.ts';
import { checkRandom } from '../runtime/hook-result.ts';
import { table, group, number, oneOf, option, withDefault, type Check, type Rows } from '../runtime/option-rows.ts';
import type { GenerateResult } from '../sdk-types.ts';
import { checkCanary, type CanarySettings } from './canary-options.ts';
import { checkGenerateVia, type GenerateVia } from './generate-via.ts';
import { GUARD, type GuardDefaulted, type GuardSettings } from './guard-options.ts';
import { checkHedge, HEDGE, type HedgeSettings } from './hedge-options.ts';
import type { GatewayHooks } from './gateway-hooks.ts';
import { FAILOVER_ON, RETRIES, type FailoverOn, type RetryOptions } from './retry-options.ts';
import type { FailOverContext, ResultContext, RouteContext } from './router-hooks.ts';
import { checkRouterTimeouts, ROUTER_TIMEOUTS, type RouterTimeouts } from './timeout-options.ts';

/** The options that every router takes. */
export interface RouterOptions extends GuardSettings {
  /** Limits on an attempt and on the call. */
  timeouts?: RouterTimeouts | undefined;
  /**
   * When the next leg is asked beside a silent one; the first with content wins, the other is aborted. Never for calls
   * with tools that the provider runs. `false` switches it off.
   *
   * @default { afterMs: 'auto' }, with two legs or more
   */
  hedge?: HedgeSettings | false | undefined;
  /**
   * Asks a fallback first in a small share of the calls, so that a broken one is found before it is needed; the primary
   * follows when it fails. `{ fraction: 0.01 }`: share of the calls; `{ perHour: 4 }`: the most per hour.
   *
   * @default never
   */
  canary?: CanarySettings | undefined;
  /**
   * The health of the legs: one that fails again and again is skipped for a while. Pass a `createHealth()` to share it
   * between routers. `false` switches it off.
   *
   * @default its own, with two legs or more
   */
  health?: Health | false | undefined;
  /**
   * Limits retries and hedges while most calls fail. Pass a `createRetryBudget()` to share it between routers. `false`
   * switches it off.
   *
   * @default its own
   */
  budget?: RetryBudget | false | undefined;
  /**
   * How many subrequests there are for the attempts of this request, on Workers: one of `createSubrequestBudget()`, which
   * all chains of the request may share. When it is spent no leg is asked, and the error is not retryable.
   *
   * @default no limit
   */
  subrequests?: SubrequestBudget | undefined;
  /** Retries on the same leg. */
  retries?: RetryOptions | undefined;
  /** Most attempts of one round over all legs. @default the sum of 1 + retries over the legs */
  maxAttempts?: number | undefined;
  /**
   * Longest wait in milliseconds that a call spends itself when a leg asks for a wait. For a longer one the next leg is
   * asked, or the SDK waits. @default 5_000
   */
  maxWaitMs?: number | undefined;
  /**
   * The error when every leg has failed. `retryable`: it is retryable if some leg's failure is, so that the SDK's
   * `maxRetries` starts further rounds. `final`: there is one round, for any `maxRetries`. @default 'retryable'
   */
  exhausted?: 'retryable' | 'final' | undefined;
  /**
   * Whether another leg may be asked: `true`, `false`, or `undefined` for the rule of the failure. Synchronous. What it
   * throws reaches the caller; for any other return value the call fails with a `TypeError`.
   */
  shouldFailOver?: ((failure: Failure, context: FailOverContext) => boolean | undefined) | undefined;
  /** Failures after which another leg is asked only if they are named here. */
  failoverOn?: FailoverOn | undefined;
  /**
   * Returns the names of the legs for this call, in order; `undefined` for all. May be async: the wait ends with the
   * caller's abort, and with `timeouts.totalMs`. What it throws reaches the caller.
   */
  route?:
    | ((context: RouteContext) => readonly string[] | undefined | Promise<readonly string[] | undefined>)
    | undefined;
  /**
   * Whether a generate result is good enough: `false` asks the next leg, `true` and `undefined` accept it. A refused result
   * does not count against the leg's health. Synchronous. What it throws reaches the caller; for any other return value
   * the call fails with a `TypeError`.
   */
  acceptResult?: ((result: GenerateResult, context: ResultContext) => boolean | undefined) | undefined;
  /**
   * How generate calls are made. `stream`: the answer is streamed and collected, so that the limits on silence hold, a
   * truncated answer is a failure, and an answer that breaks off is asked for again. A few providers report less in a
   * stream. A model that refuses to stream is asked for the whole answer in the same attempt. `generate`: in one piece.
   * `auto`: streams on legs for which you set `timeouts.firstContentMs` or `timeouts.idleMs` (defaults do not count), since
   * nothing else can keep these limits. A leg may set its own.
   *
   * @default 'auto'
   */
  generateVia?: GenerateVia | undefined;
  /** Whether state that only another vendor's server can read is removed from prompts. @default true */
  sanitize?: boolean | undefined;
  /**
   * Names of a call's headers that are sent to every leg. A leg with another vendor, host and gateway than the primary
   * gets only `traceparent`, `tracestate`, `user-agent`, `accept-language`, `content-language`,
   * `x-request-id` and `x-correlation-id`, and what its own `headers` declare. @default none
   */
  forwardHeaders?: readonly string[] | undefined;
  /**
   * When `providerMetadata.failover` says which leg answered. `degraded`: if the primary's first attempt was not enough.
   * `always`: in every answer. `off`: never; the answer is the model's own result, without names of legs and without
   * warnings, and the history does not say which leg made a part. @default 'degraded'
   */
  metadata?: 'degraded' | 'always' | 'off' | undefined;
  /**
   * After a failure in the middle of an answer. `error`: the stream ends with an error part. `continue`: the next leg with
   * `assistantPrefill` continues the text, if there was only text. @default 'error'
   */
  afterContent?: 'error' | 'continue' | undefined;
  /**
   * What a gateway makes possible for the legs behind it: `cloudflareGateway()` of `ai-gateway-failover/cloudflare`.
   *
   * @default nothing
   */
  gateway?: GatewayHooks | undefined;
  /** Draws a number from 0 to below 1, for the jitter of waits; for tests. Anything else is a `TypeError` of the call. */
  random?: (() => number) | undefined;
}

/** Something that another function of this package has made, or `false`. */
const madeBy = (by: string, method: string): Check =>
  takes(
    `what \`${by}()\` returns, or false`,
    value => value === false || typeof (value as Record<string, unknown> | null)?.[method] === 'function',
  );

const checkGateway: Check = takes(
  'what `cloudflareGateway()` of ai-gateway-failover/cloudflare returns',
  value => typeof (value as Record<string, unknown> | null)?.['prepared'] === 'function',
);

const isSubrequestBudget = (value: unknown): boolean =>
  typeof (value as SubrequestBudget | null)?.spend === 'function' &&
  typeof (value as SubrequestBudget).left === 'number';

const DECIDES = checkSynchronous('true, false or undefined');

/** Options that have a default. */
type Defaulted =
  | GuardDefaulted
  | 'hedge'
  | 'maxWaitMs'
  | 'exhausted'
  | 'generateVia'
  | 'sanitize'
  | 'forwardHeaders'
  | 'metadata'
  | 'afterContent';

export const ROUTER: Rows<RouterOptions, Defaulted> = /* @__PURE__ */ table(() => ({
  ...GUARD,
  holdBackMs: withDefault(Infinity, GUARD.holdBackMs.takes),
  maxHeldParts: withDefault(10_000, GUARD.maxHeldParts.takes),
  timeouts: option(checkRouterTimeouts, ROUTER_TIMEOUTS),
  retries: option(group(RETRIES), RETRIES),
  maxAttempts: option(number({ min: 1, integer: true })),
  maxWaitMs: withDefault(5_000, number({ unit: 'milliseconds' })),
  exhausted: withDefault('retryable', oneOf('retryable', 'final')),
  shouldFailOver: option(DECIDES),
  failoverOn: option(group(FAILOVER_ON), FAILOVER_ON),
  route: option(checkFunction),
  hedge: withDefault({ afterMs: 'auto' }, checkHedge, HEDGE),
  canary: option(checkCanary),
  health: option(madeBy('createHealth', 'begin')),
  budget: option(madeBy('createRetryBudget', 'mayRetry')),
  subrequests: option(takes('what `createSubrequestBudget()` returns', isSubrequestBudget)),
  acceptResult: option(DECIDES),
  generateVia: withDefault('auto', checkGenerateVia),
  sanitize: withDefault(true, checkBoolean),
  forwardHeaders: withDefault([], checkHeaderNames),
  metadata: withDefault('degraded', oneOf('degraded', 'always', 'off')),
  afterContent: withDefault('error', oneOf('error', 'continue')),
  gateway: option(checkGateway),
  random: option(checkRandom),
}));
