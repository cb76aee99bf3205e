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
import { FAILOVER_ON, RETRIES, type FailoverOn, type RetryOptions } from './retry-options.ts';
import type { FailOverContext, ResultContext, RouteContext } from './router-hooks.ts';
import { checkRouterTimeouts, ROUTER_TIMEOUTS, type RouterTimeouts } from './timeout-options.ts';

/** The options that every router takes. */
export interface RouterOptions extends GuardSettings {
  /** Limits on an attempt and on the call. */
  timeouts?: RouterTimeouts | undefined;
  /**
   * When the next leg is asked beside one that shows nothing; the first that does wins, the other is aborted. Never for
   * calls with tools that the provider runs. `false` switches it off.
   *
   * @default { afterMs: 'auto' }, with two legs or more
   */
  hedge?: HedgeSettings | false | undefined;
  /**
   * Asks a fallback first in a small share of the calls, so that one that no longer works is found before it is needed;
   * the primary follows where it fails. `{ fraction: 0.01 }` of the calls, or so many `{ perHour: 4 }` at most.
   *
   * @default never
   */
  canary?: CanarySettings | undefined;
  /**
   * What is known of the legs' health: one that fails again and again is passed over for a while. Pass one of
   * `createHealth()` to share it between middlewares. `false` switches it off.
   *
   * @default one of its own, with two legs or more
   */
  health?: Health | false | undefined;
  /**
   * How many second tries and hedges may be made while much fails. Pass one of `createRetryBudget()` to share it.
   * `false` switches it off.
   *
   * @default one of its own
   */
  budget?: RetryBudget | false | undefined;
  /**
   * How many subrequests there are for the attempts of this request, on Workers: one of `createSubrequestBudget()`, which
   * all chains that the request makes may share. When it is spent no leg is asked, and the error is not retryable.
   *
   * @default no limit
   */
  subrequests?: SubrequestBudget | undefined;
  /** Tries on the same leg. */
  retries?: RetryOptions | undefined;
  /** Most tries of one round over all legs. @default the sum of 1 + retries over the legs */
  maxAttempts?: number | undefined;
  /**
   * Longest wait in milliseconds that a call spends itself when a leg asks to be left alone; a longer one is left to
   * the next leg, or to the SDK. @default 5_000
   */
  maxWaitMs?: number | undefined;
  /**
   * What the error of a spent round says: `retryable` if some leg's failure is, so that the SDK's `maxRetries` counts
   * further rounds, or `final`, so that there is one round whatever `maxRetries` says. @default 'retryable'
   */
  exhausted?: 'retryable' | 'final' | undefined;
  /**
   * Whether another leg may be tried: `true`, `false`, or `undefined` for what the failure itself says. Synchronous; what
   * it throws reaches the caller, and so does a `TypeError` if it returns anything else.
   */
  shouldFailOver?: ((failure: Failure, context: FailOverContext) => boolean | undefined) | undefined;
  /** Failures that are surfaced unless they are named here. */
  failoverOn?: FailoverOn | undefined;
  /**
   * Names of the legs to try for this call, in order; `undefined` for all. May be async: the wait ends with the caller's
   * abort, and with `timeouts.totalMs`. What it throws reaches the caller.
   */
  route?:
    | ((context: RouteContext) => readonly string[] | undefined | Promise<readonly string[] | undefined>)
    | undefined;
  /**
   * Whether a generate result will do: `false` tries the next leg, `true` and `undefined` accept it. It never counts
   * against a leg's health. Synchronous; what it throws reaches the caller, and so does a `TypeError` if it returns
   * anything else.
   */
  acceptResult?: ((result: GenerateResult, context: ResultContext) => boolean | undefined) | undefined;
  /**
   * Through which of its functions a model generates. With `stream` a generate call is streamed and collected, so that
   * the limits on silence hold for it, a truncated answer is none, and an answer that breaks off is asked for again.
   * Not the same in every detail: a few providers tell less in a stream. A model that refuses to stream is asked for
   * the whole answer in the same try. `auto` streams on the legs for which you set `timeouts.firstContentMs` or
   * `timeouts.idleMs`, since a generate call cannot keep them; defaults do not count. A leg may set its own.
   *
   * @default 'auto'
   */
  generateVia?: GenerateVia | undefined;
  /** Whether prompts are cleaned of server-side state that a leg cannot resolve. @default true */
  sanitize?: boolean | undefined;
  /**
   * Names of headers of a call that go to every leg. Without it a leg of another vendor, host and gateway than the
   * primary's gets only `traceparent`, `tracestate`, `user-agent`, `accept-language`, `content-language`,
   * `x-request-id` and `x-correlation-id`, and what its own `headers` declare. @default none
   */
  forwardHeaders?: readonly string[] | undefined;
  /**
   * When the answer says who served it: if something happened, always, or never. With `off` it is the model's own
   * result, without metadata, stamps and warnings: names of legs reach no browser, and the history does not tell whose
   * state a part carries. @default 'degraded'
   */
  metadata?: 'degraded' | 'always' | 'off' | undefined;
  /**
   * What follows a failure after the first content: `error` tells it in the stream; `continue` lets the next leg that
   * declares `assistantPrefill` go on from the text so far, if there was only text. @default 'error'
   */
  afterContent?: 'error' | 'continue' | undefined;
  /** Draws a number from 0 to below 1, for the jitter of waits; for tests. Anything else is a `TypeError` of the call. */
  random?: (() => number) | undefined;
}

/** Something that another function of this package has made, or `false`. */
const madeBy = (by: string, method: string): Check =>
  takes(
    `what \`${by}()\` returns, or false`,
    value => value === false || typeof (value as Record<string, unknown> | null)?.[method] === 'function',
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
  random: option(checkRandom),
}));
