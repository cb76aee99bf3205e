/** The options of `gatewayErrorMiddleware` and their defaults. */
import { checkKeys } from '../runtime/check-options.ts';
import { checkGenerateVia, generatesVia, type GenerateVia } from './generate-via.ts';
import { GUARD_KEYS, resolveGuard, type GuardSettings, type ResolvedGuard } from './guard-options.ts';
import { checkTimeouts } from './timeout-options.ts';

const OWNER = 'gatewayErrorMiddleware';

/** Options of {@link gatewayErrorMiddleware}. */
export interface GatewayErrorOptions extends GuardSettings {
  /**
   * Through which of its functions a model generates. With `stream` a generate call is streamed and collected, so that
   * the limits on silence hold for it and a truncated answer is none; a model that refuses to stream is asked for the
   * whole answer. `auto` streams if you set `timeouts.firstContentMs` or `timeouts.idleMs`, since a generate call cannot
   * keep them; defaults do not count.
   *
   * @default 'auto'
   */
  generateVia?: GenerateVia | undefined;
}

/** The options of {@link GatewayErrorOptions}, by name. */
export const GATEWAY_ERROR_KEYS: readonly string[] = [...GUARD_KEYS, 'generateVia'];

/** The defaults, as the README shows them. */
export const GATEWAY_ERROR_DEFAULTS = {
  holdBackMs: 10_000,
  maxHeldParts: 1_000,
  idleMs: 90_000,
  neverSucceeded: { minCalls: 10, minMs: 300_000 },
  generateVia: 'auto',
} as const;

/** Options as the middleware uses them. */
export interface ResolvedGatewayError extends ResolvedGuard {
  generateVia: GenerateVia;
  /** What a generate call is made through. */
  generatesVia: 'generate' | 'stream';
}

/** @throws {TypeError} naming the option, what it got and what it takes */
export function resolveGatewayErrorOptions(options: GatewayErrorOptions): ResolvedGatewayError {
  checkKeys(OWNER, '', options, GATEWAY_ERROR_KEYS);
  const { timeouts, generateVia = GATEWAY_ERROR_DEFAULTS.generateVia } = options;
  checkTimeouts(OWNER, timeouts);
  checkGenerateVia(OWNER, 'generateVia', generateVia);
  return {
    ...resolveGuard(OWNER, options, GATEWAY_ERROR_DEFAULTS),
    generateVia,
    generatesVia: generatesVia(generateVia, timeouts ?? {}),
  };
}
