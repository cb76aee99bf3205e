/** The options on classifying and on guarding streams that both middlewares take, and their checks. */
import type { ClassifierOptions } from '../classify/classify.ts';
import type { Rule } from '../classify/rule.ts';
import { checkBoolean, checkFunction, checkKeys, checkSynchronous, optionError } from '../runtime/check-options.ts';
import {
  table,
  filled,
  group,
  number,
  option,
  orFalse,
  withDefault,
  type Check,
  type Filled,
  type Rows,
} from '../runtime/option-rows.ts';
import { checkClock, resolveClock, type Clock, type MonotonicClock } from '../runtime/clock.ts';
import { wrongField } from '../runtime/check-failure.ts';
import type { EventListener } from '../events.ts';
import { checkedClassify, checkedRule } from './checked-hooks.ts';
import type { Failure, Verdict } from '../failure.ts';
import type { NeverSucceededLimits } from '../health/never-succeeded.ts';
import { TIMEOUTS, type Timeouts } from './timeout-options.ts';

/** Options that both middlewares take. */
export interface GuardSettings {
  /**
   * Your own rules; they come before the built-in ones. A `match` is synchronous: if it returns a promise, the call fails
   * with a `TypeError`; if it throws, it does not match.
   */
  rules?: readonly Rule[] | undefined;
  /**
   * Can replace each failure: returns another `Failure`, or `undefined` to keep it. An error in it keeps it, too.
   * Synchronous: for a promise, or a `Failure` with a field of the wrong type, the call fails with a `TypeError`.
   */
  classify?: ((error: unknown, failure: Failure) => Failure | undefined) | undefined;
  /**
   * How long a stream without content is held back, in milliseconds from its headers on, so that an early error can
   * still be thrown. Then the preamble is released, and later errors are error parts. `false` holds nothing back.
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
   * After how many calls a route that has always answered with Cloudflare's code 2005 is reported as misconfigured: in
   * the error's message and remedy, and as a `config` event. It stays retryable. Routers with one `health` count together.
   * `false` switches it off.
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
   * Is called for failures, limits and misconfigurations; in a router at every step of every call. Synchronous: calls do
   * not wait for it, and its errors never reach a call.
   */
  onEvent?: EventListener | undefined;
  /** Where the time comes from; for tests. */
  clock?: Clock | undefined;
}

/** What a rule may say of a failure. */
const VERDICT: Readonly<Record<keyof Verdict, true>> = {
  category: true,
  scope: true,
  retryable: true,
  fallback: true,
  statusCode: true,
  remedy: true,
};

/** What a rule consists of. */
const RULE: Readonly<Record<keyof Rule, true>> = { id: true, source: true, origin: true, match: true, failure: true };

const checkRules: Check = (owner, option, rules) => {
  if (rules === undefined) return;
  if (!Array.isArray(rules)) throw optionError(owner, option, rules, 'an array of rules');
  for (const [index, rule] of rules.entries()) {
    const name = `${option}[${index}]`;
    checkKeys(owner, name, rule, Object.keys(RULE));
    if (typeof rule.id !== 'string' || rule.id === '') throw optionError(owner, `${name}.id`, rule.id, 'a name');
    if (rule.match === undefined) throw optionError(owner, `${name}.match`, undefined, 'a function');
    checkSynchronous('true or false')(owner, `${name}.match`, rule.match);
    checkKeys(owner, `${name}.failure`, rule.failure, Object.keys(VERDICT));
    const wrong = wrongField(rule.failure, ['category']);
    if (wrong) throw optionError(owner, `${name}.failure.${wrong.field}`, wrong.got, wrong.takes);
  }
};

const NEVER_SUCCEEDED: Rows<NeverSucceededLimits, 'minCalls' | 'minMs'> = /* @__PURE__ */ table(() => ({
  minCalls: withDefault(10, number({ min: 1, integer: true })),
  minMs: withDefault(300_000, number({ unit: 'milliseconds' })),
}));

/** Options that have a default. */
export type GuardDefaulted = 'holdBackMs' | 'maxHeldParts' | 'neverSucceeded' | 'includeRequestBody';

/** What `gatewayErrorMiddleware` takes of them; some of it is otherwise in a router. */
export const GUARD: Rows<GuardSettings, GuardDefaulted> = /* @__PURE__ */ table(() => ({
  rules: option(checkRules),
  classify: option(checkSynchronous('a Failure or undefined')),
  holdBackMs: withDefault(10_000, number({ unit: 'milliseconds', orFalse: true, orInfinity: true })),
  maxHeldParts: withDefault(1_000, number({ min: 1, integer: true, orInfinity: true })),
  timeouts: option(group(TIMEOUTS), TIMEOUTS),
  neverSucceeded: withDefault(filled({}, NEVER_SUCCEEDED), orFalse(group(NEVER_SUCCEEDED)), NEVER_SUCCEEDED),
  includeRequestBody: withDefault(false, checkBoolean),
  onEvent: option(checkFunction),
  clock: option(checkClock),
}));

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
const longestHold = (holdBackMs: number | false, { firstContentMs }: Timeouts): number =>
  Math.max(holdBackMs || 0, firstContentMs || 0);

/** @param set the options, checked and with their defaults */
export function resolveGuard(
  owner: string,
  options: GuardSettings,
  set: Filled<Pick<GuardSettings, Exclude<keyof GuardSettings, 'timeouts'>>, GuardDefaulted>,
): ResolvedGuard {
  const { rules, classify, neverSucceeded, includeRequestBody, maxHeldParts, onEvent } = set;
  const timeouts = filled(options.timeouts, TIMEOUTS);
  const holdBackMs = options.holdBackMs ?? longestHold(set.holdBackMs, timeouts);
  const clock = resolveClock(owner, set.clock);
  return {
    classifier: {
      ...(rules && { rules: rules.map(checkedRule) }),
      ...(classify && { classify: checkedClassify(classify) }),
      now: () => clock.now(),
    },
    holdBackMs: holdBackMs === false ? 0 : holdBackMs,
    maxHeldParts,
    timeouts,
    neverSucceeded: neverSucceeded === false ? undefined : filled(neverSucceeded, NEVER_SUCCEEDED),
    includeRequestBody,
    onEvent,
    clock,
  };
}
