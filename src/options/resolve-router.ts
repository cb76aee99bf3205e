/** The router's options as it uses them, and their checks. */
import {
  checkBoolean,
  checkFunction,
  checkHeaderNames,
  checkKeys,
  checkNumber,
  optionError,
} from '../runtime/check-options.ts';
import { systemRandom } from '../runtime/clock.ts';
import { checkedRandom } from '../runtime/hook-result.ts';
import { createHealth, type Health } from '../health/health.ts';
import { createRetryBudget, type RetryBudget } from '../health/retry-budget.ts';
import { ROUTER_DEFAULTS, type RouterOptions } from './router-options.ts';
import { checkGenerateVia, type GenerateVia } from './generate-via.ts';
import { GUARD_KEYS, resolveGuard, type ResolvedGuard } from './guard-options.ts';
import { resolveHedge, type ResolvedHedge } from './hedge-options.ts';
import { checkRouterTimeouts, type LegTimeouts } from './timeout-options.ts';

/** The options that every router takes. */
export const ROUTER_KEYS: readonly (keyof RouterOptions)[] = [
  ...GUARD_KEYS,
  'retries',
  'maxAttempts',
  'maxWaitMs',
  'exhausted',
  'shouldFailOver',
  'failoverOn',
  'route',
  'hedge',
  'health',
  'budget',
  'acceptResult',
  'generateVia',
  'sanitize',
  'forwardHeaders',
  'metadata',
  'afterContent',
  'random',
];

/** Options as the router uses them. */
export interface ResolvedRouter extends ResolvedGuard {
  minAttemptMs: number;
  hedge: ResolvedHedge | undefined;
  health: Health | undefined;
  budget: RetryBudget | undefined;
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
  alwaysTell: boolean;
  continueAfterContent: boolean;
  random: () => number;
}

/** Something that another function of this package has made, or `false`. */
function checkMade(owner: string, option: string, value: unknown, method: string, by: string): void {
  if (value === undefined || value === false) return;
  if (typeof (value as Record<string, unknown> | null)?.[method] === 'function') return;
  throw optionError(owner, option, value, `what \`${by}()\` returns, or false`);
}

function checkChoice(owner: string, option: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || choices.includes(value as string)) return;
  throw optionError(owner, option, value, choices.map(choice => `'${choice}'`).join(' or '));
}

/** Options that are one of a few values, and hooks. */
function checkChoices(owner: string, options: RouterOptions): void {
  checkChoice(owner, 'exhausted', options.exhausted, ['retryable', 'final']);
  checkChoice(owner, 'metadata', options.metadata, ['degraded', 'always']);
  checkChoice(owner, 'afterContent', options.afterContent, ['error', 'continue']);
  checkGenerateVia(owner, 'generateVia', options.generateVia);
  checkBoolean(owner, 'sanitize', options.sanitize);
  checkHeaderNames(owner, 'forwardHeaders', options.forwardHeaders);
  for (const hook of ['shouldFailOver', 'route', 'acceptResult', 'random'] as const)
    checkFunction(owner, hook, options[hook]);
}

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
  checkKeys(owner, '', options, [...ownKeys, ...ROUTER_KEYS]);
  const legs = countLegs();
  const { timeouts, hedge = ROUTER_DEFAULTS.hedge, health = legs > 1 ? undefined : false, budget } = options;
  const { retries = {}, failoverOn = {}, maxAttempts, maxWaitMs = ROUTER_DEFAULTS.maxWaitMs } = options;
  checkKeys(owner, 'retries', retries, ['perLeg', 'baseDelayMs', 'maxDelayMs']);
  checkKeys(owner, 'failoverOn', failoverOn, ['contentPolicy']);
  const { perLeg, baseDelayMs = ROUTER_DEFAULTS.baseDelayMs, maxDelayMs = ROUTER_DEFAULTS.maxDelayMs } = retries;
  const ms = { unit: 'milliseconds' };
  checkRouterTimeouts(owner, timeouts, ROUTER_DEFAULTS.minAttemptMs);
  const resolvedHedge = resolveHedge(owner, hedge);
  checkMade(owner, 'health', health, 'begin', 'createHealth');
  checkMade(owner, 'budget', budget, 'mayRetry', 'createRetryBudget');
  checkNumber(owner, 'retries.perLeg', perLeg, { integer: true });
  checkNumber(owner, 'retries.baseDelayMs', baseDelayMs, ms);
  checkNumber(owner, 'retries.maxDelayMs', maxDelayMs, ms);
  checkNumber(owner, 'maxAttempts', maxAttempts, { min: 1, integer: true });
  checkNumber(owner, 'maxWaitMs', maxWaitMs, ms);
  checkChoices(owner, options);
  checkBoolean(owner, 'failoverOn.contentPolicy', failoverOn.contentPolicy);
  const guard = resolveGuard(owner, options, ROUTER_DEFAULTS);
  const { clock } = guard;
  const random = options.random ? checkedRandom(options.random) : systemRandom;
  return {
    ...guard,
    // With nothing left nothing is started.
    minAttemptMs: Math.max(1, timeouts?.minAttemptMs ?? ROUTER_DEFAULTS.minAttemptMs),
    hedge: legs > 1 ? resolvedHedge : undefined,
    health: health === false ? undefined : (health ?? createHealth({ clock, random })),
    budget: budget === false ? undefined : (budget ?? createRetryBudget({ clock })),
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
    generateVia: options.generateVia ?? ROUTER_DEFAULTS.generateVia,
    setTimeouts: timeouts ?? {},
    sanitize: options.sanitize ?? true,
    forwardHeaders: new Set((options.forwardHeaders ?? []).map(name => name.toLowerCase())),
    alwaysTell: options.metadata === 'always',
    continueAfterContent: options.afterContent === 'continue',
    random,
  };
}
