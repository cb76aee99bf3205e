/** The options of `gatewayErrorMiddleware` and their defaults. */
import { checkKeys } from '../core/check-options.ts';
import { GUARD_KEYS, resolveGuard, type GuardSettings, type ResolvedGuard } from './guard-options.ts';
import { checkTimeouts } from './timeout-options.ts';

/** Options of {@link gatewayErrorMiddleware}. */
export interface GatewayErrorOptions extends GuardSettings {}

/** The defaults, as the README shows them. */
export const GATEWAY_ERROR_DEFAULTS = {
  holdBackMs: 10_000,
  maxHeldParts: 1_000,
  idleMs: 90_000,
  neverSucceeded: { minCalls: 10, minMs: 300_000 },
} as const;

/** @throws {TypeError} naming the option, what it got and what it takes */
export function resolveGatewayErrorOptions(options: GatewayErrorOptions): ResolvedGuard {
  checkKeys('gatewayErrorMiddleware', '', options, GUARD_KEYS);
  checkTimeouts('gatewayErrorMiddleware', options.timeouts);
  return resolveGuard('gatewayErrorMiddleware', options, GATEWAY_ERROR_DEFAULTS);
}
