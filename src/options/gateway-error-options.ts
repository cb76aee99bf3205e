/** The options of `gatewayErrorMiddleware` and their defaults. */
import { checkRows, filled, withDefault, type Rows } from '../runtime/option-rows.ts';
import { checkGenerateVia, generatesVia, type GenerateVia } from './generate-via.ts';
import { GUARD, resolveGuard, type GuardDefaulted, type GuardSettings, type ResolvedGuard } from './guard-options.ts';

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

export const GATEWAY_ERROR: Rows<GatewayErrorOptions, GuardDefaulted | 'generateVia'> = /* @__PURE__ */ (() => ({
  ...GUARD,
  generateVia: withDefault('auto', checkGenerateVia),
}))();

/** Options as the middleware uses them. */
export interface ResolvedGatewayError extends ResolvedGuard {
  generateVia: GenerateVia;
  /** What a generate call is made through. */
  generatesVia: 'generate' | 'stream';
}

/** @throws {TypeError} naming the option, what it got and what it takes */
export function resolveGatewayErrorOptions(options: GatewayErrorOptions): ResolvedGatewayError {
  checkRows(OWNER, '', options, GATEWAY_ERROR);
  const set = filled(options, GATEWAY_ERROR);
  return {
    ...resolveGuard(OWNER, options, set),
    generateVia: set.generateVia,
    generatesVia: generatesVia(set.generateVia, options.timeouts ?? {}),
  };
}
