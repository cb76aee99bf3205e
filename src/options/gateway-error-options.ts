/** The options of `gatewayErrorMiddleware` and their defaults. */
import { table, checkRows, filled, withDefault, type Rows } from '../runtime/option-rows.ts';
import { checkGenerateVia, generatesVia, type GenerateVia } from './generate-via.ts';
import { GUARD, resolveGuard, type GuardDefaulted, type GuardSettings, type ResolvedGuard } from './guard-options.ts';

const OWNER = 'gatewayErrorMiddleware';

/** Options of {@link gatewayErrorMiddleware}. */
export interface GatewayErrorOptions extends GuardSettings {
  /**
   * How generate calls are made. `stream`: the answer is streamed and collected, so that the limits on silence hold and a
   * truncated answer is a failure; a model that refuses to stream is asked for the whole answer. `generate`: in one piece.
   * `auto`: streams if you set `timeouts.firstContentMs` or `timeouts.idleMs` (defaults do not count), since nothing else
   * can keep these limits.
   *
   * @default 'auto'
   */
  generateVia?: GenerateVia | undefined;
}

export const GATEWAY_ERROR: Rows<GatewayErrorOptions, GuardDefaulted | 'generateVia'> = /* @__PURE__ */ table(() => ({
  ...GUARD,
  generateVia: withDefault('auto', checkGenerateVia),
}));

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
