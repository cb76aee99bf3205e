/** Hugging Face. */
import { type Rules, rules } from '../../table/rules.ts';

export const huggingfaceRules: Rules = rules('huggingface', [
  // https://huggingface.co/docs/inference-providers
  ['loading', /\bis currently loading\b|\bmodel (?:too busy|is loading)\b/i, 'overloaded'],
  ['included-credits', /\bexceeded your monthly included credits\b/i, 'billing'],
]);
