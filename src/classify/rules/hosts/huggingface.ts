/** Hugging Face: its router, and the servers behind its endpoints. */
import { all, maybeFrom } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const huggingfaceRules: Rules = rules('huggingface', [
  // https://huggingface.co/docs/inference-providers
  ['loading', /\bis currently loading\b|\bmodel (?:too busy|is loading)\b/i, 'overloaded'],
  ['included-credits', /\bexceeded your monthly included credits\b/i, 'billing'],
  // https://huggingface.co/docs/inference-endpoints/guides/pause_endpoint
  // https://github.com/huggingface/text-generation-inference/tree/main/router/src
  [
    'unsupported',
    /(?<!\+ )`max_new_tokens` must be <= |\bgrammar is not supported\b/i,
    'invalid-request model fallback',
  ],
  // The model's chat template cannot take it.
  [
    'template',
    ['template_error missing_template_variable', all(422, 'tool_error', maybeFrom('huggingface'))],
    'invalid-request model fallback',
  ],
  ['incomplete', 'incomplete_generation incomplete_generation_stream', 'stream-interrupted model'],
  ['generation', [all(424, 'generation'), /^request failed during generation\b/i], 'server-error model'],
  // https://github.com/huggingface/text-embeddings-inference/tree/main/router/src
  ['batch', all(413, /\bbatch size \d{1,9} >/i), 'invalid-request model fallback'],
]);
