/** The options on classifying and on guarding streams that both middlewares take, and their checks. */
import type { ClassifierOptions } from '../classify/classify.ts';
import type { Rule } from '../classify/rule.ts';
import { checkBoolean, checkFunction, checkKeys, checkNumber, optionError } from '../runtime/check-options.ts';
import { resolveClock, type Clock, type MonotonicClock } from '../runtime/clock.ts';
import { wrongField } from '../runtime/check-failure.ts';
import type { EventListener } from '../events.ts';
import { checkedClassify, checkedRule } from './checked-hooks.ts';
import { isCategory, type Failure, type Verdict } from '../failure.ts';
import type { NeverSucceededLimits } from '../health/never-succeeded.ts';
import type { Timeouts } from './timeout-options.ts';

/** Options that both middlewares take. */
export interface GuardSettings {
  /**
   * Your own rules; they come before the built-in ones. A `match` is synchronous: one that returns a promise is a
   * `TypeError` of the call, one that throws does not match.
   */
  rules?: readonly Rule[] | undefined;
  /**
   * Has the last word on a failure: a `Failure` replaces the one found, `undefined` keeps it, and so does an error of its
   * own. Synchronous; a promise, or a `Failure` with a field of the wrong type, is a `TypeError` of the call.
   */
  classify?: ((error: unknown, failure: Failure) => Failure | undefined) | undefined;
  /**
   * How long a stream without content is held back, in milliseconds from its headers on, so that an early error can
   * still be thrown. Then the preamble is released, and later errors are told in the stream. `false` holds nothing.
   *
   * @default 10_000, or `timeouts.firstContentMs` if that is longer
   */
  holdBackMs?: number | false | undefined;
  /**
   * How many parts are held back at most; with one more the preamble is released.
   *
   * @default 1_000
   */
  maxHeldParts?: number | undefined;
  /** Limits on an attempt and on the call. */
  timeouts?: Timeouts | undefined;
  /**
   * From when a route that has only ever answered with Cloudflare's code 2005 is reported as misconfigured: in the
   * error's message and remedy, and as a `config` event. It stays retryable. `false` switches it off.
   *
   * @default { minCalls: 10, minMs: 300_000 }
   */
  neverSucceeded?: NeverSucceededLimits | false | undefined;
  /**
   * Whether errors carry the request body, prompt included.
   *
   * @default false
   */
  includeRequestBody?: boolean | undefined;
  /**
   * Receives failures, limits and misconfigurations. Called synchronously and never awaited; an exception or a rejection
   * of it never reaches the call.
   */
  onEvent?: EventListener | undefined;
  /** Where the time comes from; for tests. */
  clock?: Clock | undefined;
}

/** What differs between the middlewares. */
export interface GuardDefaults {
  holdBackMs: number;
  maxHeldParts: number;
  idleMs: number;
  neverSucceeded: Required<NeverSucceededLimits>;
}

const MS = { unit: 'milliseconds' };

/** What a rule may say of a failure. */
const VERDICT_KEYS: readonly (keyof Verdict)[] = ['category', 'scope', 'retryable', 'fallback', 'statusCode', 'remedy'];

function checkRules(owner: string, rules: unknown): void {
  if (rules === undefined) return;
  if (!Array.isArray(rules)) throw optionError(owner, 'rules', rules, 'an array of rules');
  for (const [index, rule] of rules.entries()) {
    const name = `rules[${index}]`;
    checkKeys(owner, name, rule, ['id', 'source', 'origin', 'match', 'failure']);
    if (typeof rule.id !== 'string' || rule.id === '') throw optionError(owner, `${name}.id`, rule.id, 'a name');
    if (typeof rule.match !== 'function') throw optionError(owner, `${name}.match`, rule.match, 'a function');
    if (!isCategory(rule.failure?.category)) {
      throw optionError(
        owner,
        `${name}.failure`,
        rule.failure,
        'an object with one of the failure categories as `category`',
      );
    }
    checkKeys(owner, `${name}.failure`, rule.failure, VERDICT_KEYS);
    const wrong = wrongField(rule.failure);
    if (wrong) throw optionError(owner, `${name}.failure.${wrong.field}`, wrong.got, wrong.takes);
  }
}

/** The options of {@link GuardSettings}, by name. */
export const GUARD_KEYS = [
  'rules',
  'classify',
  'holdBackMs',
  'maxHeldParts',
  'timeouts',
  'neverSucceeded',
  'includeRequestBody',
  'onEvent',
  'clock',
] as const;

/** Options as a middleware uses them. */
export interface ResolvedGuard {
  classifier: ClassifierOptions;
  holdBackMs: number;
  maxHeldParts: number;
  timeouts: Timeouts;
  neverSucceeded: NeverSucceededLimits | undefined;
  includeRequestBody: boolean;
  onEvent: EventListener | undefined;
  clock: MonotonicClock;
}

/** Whoever limits the wait for the first content wants its end to be thrown, not told. */
const longestHold = (holdBackMs: number, { firstContentMs }: Timeouts): number =>
  typeof firstContentMs === 'number' ? Math.max(holdBackMs, firstContentMs) : holdBackMs;

/**
 * Everything but `timeouts`, of which a router takes more.
 *
 * @throws {TypeError} naming the option, what it got and what it takes
 */
export function resolveGuard(owner: string, options: GuardSettings, defaults: GuardDefaults): ResolvedGuard {
  const { rules, classify, timeouts = {}, neverSucceeded = {} } = options;
  const { holdBackMs = longestHold(defaults.holdBackMs, timeouts), maxHeldParts = defaults.maxHeldParts } = options;
  checkRules(owner, rules);
  const clock = resolveClock(owner, options.clock);
  checkFunction(owner, 'classify', classify);
  checkFunction(owner, 'onEvent', options.onEvent);
  checkBoolean(owner, 'includeRequestBody', options.includeRequestBody);
  checkNumber(owner, 'holdBackMs', holdBackMs, { ...MS, orFalse: true, orInfinity: true });
  checkNumber(owner, 'maxHeldParts', maxHeldParts, { min: 1, integer: true, orInfinity: true });
  if (neverSucceeded !== false) {
    checkKeys(owner, 'neverSucceeded', neverSucceeded, ['minCalls', 'minMs']);
    checkNumber(owner, 'neverSucceeded.minCalls', neverSucceeded.minCalls, { min: 1, integer: true });
    checkNumber(owner, 'neverSucceeded.minMs', neverSucceeded.minMs, MS);
  }
  return {
    classifier: {
      ...(rules && { rules: rules.map(checkedRule) }),
      ...(classify && { classify: checkedClassify(classify) }),
      now: () => clock.now(),
    },
    holdBackMs: holdBackMs === false ? 0 : holdBackMs,
    maxHeldParts,
    timeouts: { ...timeouts, idleMs: timeouts.idleMs ?? defaults.idleMs, observe: timeouts.observe ?? false },
    neverSucceeded: neverSucceeded === false ? undefined : { ...defaults.neverSucceeded, ...neverSucceeded },
    includeRequestBody: options.includeRequestBody ?? false,
    onEvent: options.onEvent,
    clock,
  };
}
