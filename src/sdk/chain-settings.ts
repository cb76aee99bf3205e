/**
 * What a chain was made of, kept with it for a drill: the same options make the same chain once more. A model that the SDK
 * wraps keeps the object of its supported URLs: by that a chain is found under other middlewares, too.
 */
import type { EmbeddingLegInput } from '../legs/embedding-leg.ts';
import type { LegInput } from '../legs/leg-input.ts';
import type { EmbeddingRouterOptions } from '../options/embedding-options.ts';
import type { RouterOptions } from '../options/router-options.ts';
import { abandonPromise } from '../runtime/hook-result.ts';

/** The options of `createFailover`. */
export interface ChainSettings extends RouterOptions {
  models: readonly LegInput[];
}

/** The options of `createEmbeddingFailover`. */
export interface EmbeddingChainSettings extends EmbeddingRouterOptions {
  models: readonly EmbeddingLegInput[];
}

/** No JSON and no console shows it; a registered symbol is every copy's of this package. */
const marker = Symbol.for('ai-gateway-failover.settings');

/** @param carrier the model, or what the SDK takes over from it when it wraps it */
export function rememberSettings(carrier: object, settings: ChainSettings | EmbeddingChainSettings): void {
  Object.defineProperty(carrier, marker, { value: { ...settings, models: [...settings.models] } });
}

/** What a carrier was given; nothing for what cannot be read. */
function read<Settings>(carrier: () => unknown): Settings | undefined {
  try {
    const value = carrier();
    // A getter may make a new promise each time, and this one is nobody's.
    abandonPromise(value);
    return typeof value === 'object' && value !== null
      ? ((value as Record<PropertyKey, unknown>)[marker] as Settings | undefined)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The options that a model was made of itself; `undefined` for one that no factory of this package made. */
export const settingsOf = (model: object): ChainSettings | undefined => read(() => model);
export const embeddingSettingsOf = (model: object): EmbeddingChainSettings | undefined => read(() => model);

/** Those of the chain that the SDK wrapped, by middlewares of whatever kind. */
export const wrappedSettingsOf = (model: object): ChainSettings | undefined =>
  read(() => (model as { supportedUrls?: unknown }).supportedUrls);
