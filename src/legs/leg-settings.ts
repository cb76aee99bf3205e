/** The call options that a leg may set for itself, and what they take. */
import { checkObject, checkText, checkTexts } from '../runtime/check-options.ts';
import { table, number, option as row, type Check, type Rows } from '../runtime/option-rows.ts';
import type { CallOptions } from '../sdk-types.ts';

/** Call options that a leg may set for itself, as far as the installed SDK has them: AI SDK 6 has no `reasoning`. */
export type LegSettings = Partial<
  Pick<
    CallOptions,
    Extract<
      keyof CallOptions,
      | 'maxOutputTokens'
      | 'temperature'
      | 'stopSequences'
      | 'topP'
      | 'topK'
      | 'presencePenalty'
      | 'frequencyPenalty'
      | 'seed'
      | 'reasoning'
      | 'toolChoice'
    >
  >
>;

/** An object whose every value is checked, too. */
const each =
  (takes: Check): Check =>
  (owner, name, value) => {
    checkObject(owner, name, value);
    for (const [key, item] of Object.entries(value ?? {})) takes(owner, `${name}.${key}`, item);
  };

/** Options for providers, by the provider's name. */
export const checkProviderOptions: Check = each(checkObject);

/** As in the SDK, a header that is `undefined` is none. */
export const checkHeaders: Check = each(checkText);

const penalty = row(number({ min: -Infinity }));

/** How far a value makes sense is the model's to say. */
export const SETTINGS: Rows<LegSettings> = /* @__PURE__ */ table(() => ({
  maxOutputTokens: row(number({ min: 1, integer: true })),
  temperature: row(number()),
  stopSequences: row(checkTexts),
  topP: row(number()),
  topK: row(number()),
  presencePenalty: penalty,
  frequencyPenalty: penalty,
  seed: row(number({ min: -Infinity, integer: true })),
  reasoning: row(checkText),
  toolChoice: row(checkObject),
}));
