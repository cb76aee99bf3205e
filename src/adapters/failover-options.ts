/** The options of the router, their defaults and their checks. */
import type { Operation } from '../core/attempt.ts';
import { checkBoolean, checkFunction, checkKeys, checkNumber, optionError } from '../core/check-options.ts';
import { systemRandom } from '../core/clock.ts';
import type { Failure } from '../failure.ts';
import { GUARD_KEYS, resolveGuard, type GuardSettings, type ResolvedGuard } from './guard-options.ts';
import type { GenerateResult } from './sdk-model.ts';

/** A leg, as the hooks see it. */
export interface LegInfo {
  name: string;
  provider: string;
  modelId: string;
}

/** How often, and after which waits, the same leg is tried again. */
export interface RetryOptions {
  /**
   * Further tries on each leg.
   *
   * @default 1 on the primary, 0 elsewhere; 0 with one leg: the SDK's `maxRetries` retries it
   */
  perLeg?: number | undefined;
  /** Ceiling of the first wait, in milliseconds; the wait is random below it and its ceiling doubles. @default 250 */
  baseDelayMs?: number | undefined;
  /** Ceiling of every wait, in milliseconds. @default 8_000 */
  maxDelayMs?: number | undefined;
}

/** What `shouldFailOver` is told besides the failure. */
export interface FailOverContext {
  operation: Operation;
  leg: LegInfo;
}

/** What `route` is told. */
export interface RouteContext {
  operation: Operation;
  /** The legs in their configured order; the first is the primary. */
  legs: readonly LegInfo[];
  /** The call's provider options, through which a caller may tell the route something. */
  providerOptions: Record<string, unknown> | undefined;
}

/** What `acceptResult` is told besides the result. */
export interface ResultContext {
  leg: LegInfo;
}

/** The options that every router takes. */
export interface RouterOptions extends GuardSettings {
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
  /** Whether another leg may be tried: `true`, `false`, or `undefined` for what the failure itself says. */
  shouldFailOver?: ((failure: Failure, context: FailOverContext) => boolean | undefined) | undefined;
  /** Failures that are surfaced unless they are named here. */
  failoverOn?:
    | {
        /** Whether a provider's refusal of content goes to the next leg. The owner's own guardrail never does. @default false */
        contentPolicy?: boolean | undefined;
      }
    | undefined;
  /** Names of the legs to try for this call, in order; `undefined` for all. */
  route?:
    | ((context: RouteContext) => readonly string[] | undefined | Promise<readonly string[] | undefined>)
    | undefined;
  /** Whether a generate result will do; with `false` the next leg is tried. It never counts against a leg's health. */
  acceptResult?: ((result: GenerateResult, context: ResultContext) => boolean) | undefined;
  /**
   * Through which of its functions a model generates. With `stream` a generate call is streamed and collected, so that
   * the limits on silence hold for it, a truncated answer is none, and an answer that breaks off is asked for again.
   * Not the same in every detail: a few providers tell less in a stream. @default 'generate'
   */
  generateVia?: 'generate' | 'stream' | undefined;
  /** Whether prompts are cleaned of server-side state that a leg cannot resolve. @default true */
  sanitize?: boolean | undefined;
  /** When `providerMetadata.failover` is set: if something happened, or always. @default 'degraded' */
  metadata?: 'degraded' | 'always' | undefined;
  /**
   * What follows a failure after the first content: `error` tells it in the stream; `continue` lets the next leg that
   * declares `assistantPrefill` go on from the text so far, if there was only text. @default 'error'
   */
  afterContent?: 'error' | 'continue' | undefined;
  /** From 0 to below 1, for the jitter of waits; for tests. */
  random?: (() => number) | undefined;
}

/** The defaults, as the README shows them. */
export const ROUTER_DEFAULTS = {
  holdBackMs: Infinity as number,
  maxHeldParts: 10_000,
  idleMs: 90_000,
  neverSucceeded: { minCalls: 10, minMs: 300_000 },
  baseDelayMs: 250,
  maxDelayMs: 8_000,
  maxWaitMs: 5_000,
} as const;

const ROUTER_KEYS = [
  ...GUARD_KEYS,
  'retries',
  'maxAttempts',
  'maxWaitMs',
  'exhausted',
  'shouldFailOver',
  'failoverOn',
  'route',
  'acceptResult',
  'generateVia',
  'sanitize',
  'metadata',
  'afterContent',
  'random',
] as const;

/** Options as the router uses them. */
export interface ResolvedRouter extends ResolvedGuard {
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
  generateViaStream: boolean;
  sanitize: boolean;
  alwaysTell: boolean;
  continueAfterContent: boolean;
  random: () => number;
}

function checkChoice(owner: string, option: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || choices.includes(value as string)) return;
  throw optionError(owner, option, value, choices.map(choice => `'${choice}'`).join(' or '));
}

/**
 * @param ownKeys the options of this router that others do not have
 * @throws {TypeError} naming the option, what it got and what it takes
 */
export function resolveRouter(owner: string, options: RouterOptions, ownKeys: readonly string[]): ResolvedRouter {
  checkKeys(owner, '', options, [...ownKeys, ...ROUTER_KEYS]);
  const { retries = {}, failoverOn = {}, maxAttempts, maxWaitMs = ROUTER_DEFAULTS.maxWaitMs } = options;
  checkKeys(owner, 'retries', retries, ['perLeg', 'baseDelayMs', 'maxDelayMs']);
  checkKeys(owner, 'failoverOn', failoverOn, ['contentPolicy']);
  const { perLeg, baseDelayMs = ROUTER_DEFAULTS.baseDelayMs, maxDelayMs = ROUTER_DEFAULTS.maxDelayMs } = retries;
  const ms = { unit: 'milliseconds' };
  checkNumber(owner, 'retries.perLeg', perLeg, { integer: true });
  checkNumber(owner, 'retries.baseDelayMs', baseDelayMs, ms);
  checkNumber(owner, 'retries.maxDelayMs', maxDelayMs, ms);
  checkNumber(owner, 'maxAttempts', maxAttempts, { min: 1, integer: true });
  checkNumber(owner, 'maxWaitMs', maxWaitMs, ms);
  checkChoice(owner, 'exhausted', options.exhausted, ['retryable', 'final']);
  checkChoice(owner, 'metadata', options.metadata, ['degraded', 'always']);
  checkChoice(owner, 'afterContent', options.afterContent, ['error', 'continue']);
  checkChoice(owner, 'generateVia', options.generateVia, ['generate', 'stream']);
  checkBoolean(owner, 'sanitize', options.sanitize);
  checkBoolean(owner, 'failoverOn.contentPolicy', failoverOn.contentPolicy);
  for (const hook of ['shouldFailOver', 'route', 'acceptResult', 'random'] as const)
    checkFunction(owner, hook, options[hook]);
  return {
    ...resolveGuard(owner, options, ROUTER_DEFAULTS),
    perLeg,
    baseDelayMs,
    maxDelayMs,
    maxAttempts,
    maxWaitMs,
    isFinal: options.exhausted === 'final',
    shouldFailOver: options.shouldFailOver,
    failOverOnContentPolicy: failoverOn.contentPolicy ?? false,
    route: options.route,
    acceptResult: options.acceptResult,
    generateViaStream: options.generateVia === 'stream',
    sanitize: options.sanitize ?? true,
    alwaysTell: options.metadata === 'always',
    continueAfterContent: options.afterContent === 'continue',
    random: options.random ?? systemRandom,
  };
}
