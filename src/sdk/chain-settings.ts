/** What a chain was made of, kept with it for a drill: the same options make the same chain once more. */
import type { LegInput } from '../legs/leg-input.ts';
import type { RouterOptions } from '../options/router-options.ts';

/** The options of `createFailover`. */
export interface ChainSettings extends RouterOptions {
  models: readonly LegInput[];
}

/** No JSON and no console shows it; a registered symbol is every copy's of this package. */
const marker = Symbol.for('ai-gateway-failover.settings');

export function rememberSettings(model: object, settings: ChainSettings): void {
  Object.defineProperty(model, marker, { value: { ...settings, models: [...settings.models] } });
}

/** The options that a model was made of; `undefined` for a model that `createFailover` did not make. */
export const settingsOf = (model: object): ChainSettings | undefined =>
  (model as Record<PropertyKey, unknown>)[marker] as ChainSettings | undefined;
