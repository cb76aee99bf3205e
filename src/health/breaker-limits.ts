/** When a breaker opens and for how long: the limits, their defaults and what they take. */
import { checkKeys, checkNumber } from '../runtime/check-options.ts';

/** The limits of a breaker. */
export interface BreakerLimits {
  /** Failed calls in a row that open it. */
  consecutiveFailures: number;
  /** Share of failed calls in the window above which it opens, if there were enough. */
  failureRate: number;
  /** Calls in the window that are enough. */
  minCalls: number;
  windowMs: number;
  /** First pause; doubles each time it opens again without a success in between. */
  openMs: number;
  maxOpenMs: number;
  /** First pause after a failure of configuration. */
  configOpenMs: number;
  maxConfigOpenMs: number;
  /** Share by which a pause varies, so that callers do not return in one instant. */
  jitter: number;
  /** How long a probe may take before another one is let through: its request may have vanished. */
  leaseMs: number;
}

/** What a user may set of them. */
export type OptionalLimits = { [Name in keyof BreakerLimits]?: BreakerLimits[Name] | undefined };

/** The limits, as the documentation shows them. */
export const BREAKER_DEFAULTS: Readonly<BreakerLimits> = {
  consecutiveFailures: 5,
  failureRate: 0.8,
  minCalls: 20,
  windowMs: 30_000,
  openMs: 5_000,
  maxOpenMs: 15_000,
  configOpenMs: 60_000,
  maxConfigOpenMs: 900_000,
  jitter: 0.2,
  leaseMs: 30_000,
};

/**
 * The limits of a user's options, which may have `others` besides.
 *
 * @throws {TypeError} for an unknown option or a value that an option does not take
 */
export function resolveLimits(owner: string, options: OptionalLimits, others: readonly string[]): BreakerLimits {
  const names = Object.keys(BREAKER_DEFAULTS) as (keyof BreakerLimits)[];
  checkKeys(owner, '', options, [...names, ...others]);
  if (names.every(name => options[name] === undefined)) return BREAKER_DEFAULTS;
  const limits = { ...BREAKER_DEFAULTS };
  for (const name of names) {
    const value = options[name];
    const isShare = name === 'failureRate' || name === 'jitter';
    const isCounted = name === 'consecutiveFailures' || name === 'minCalls';
    checkNumber(owner, name, value, isShare ? { max: 1 } : { min: 1, integer: isCounted });
    if (value !== undefined) limits[name] = value;
  }
  return limits;
}
