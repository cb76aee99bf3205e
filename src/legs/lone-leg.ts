/** The leg of a model without fallbacks: nothing is declared about it, and it shares nothing with others. */
import { generatesVia } from '../options/generate-via.ts';
import { limitsOfLeg } from '../options/timeout-options.ts';
import type { LanguageModel } from '../sdk-types.ts';
import { toSafe } from './lazy-model.ts';
import type { LanguageLeg, LegDefaults } from './leg.ts';

export function loneLeg(model: LanguageModel, defaults: Omit<LegDefaults, 'perLeg'>): LanguageLeg {
  const { provider, modelId } = model;
  const name = `${provider}/${modelId}`;
  return {
    declaration: {},
    models: {},
    takesPlainIds: true,
    limits: limitsOfLeg(defaults.timeouts, undefined, undefined),
    generatesVia: generatesVia(defaults.generateVia, defaults.setTimeouts),
    host: undefined,
    model: toSafe(model),
    facts: {
      index: 0,
      name,
      key: `${name}#0`,
      provider,
      modelId,
      gateway: undefined,
      account: undefined,
      concurrency: undefined,
      retries: 0,
    },
  };
}
