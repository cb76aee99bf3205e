/** llama.cpp's server, llama-swap before it, and the chat templates that most local servers render. */
import { all, documented } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const llamaCppRules: Rules = rules('llama.cpp', [
  // https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md
  ['unavailable', 'unavailable_error', 'overloaded'],
  [
    'unsupported',
    ['not_supported_error', documented(/\bfailed to initialize samplers: failed to parse grammar\b/i)],
    'invalid-request model fallback',
  ],
  ['path', all('404', 'not_found_error', /^file not found$/i), 'gateway-config provider', 'Check baseURL.'],
  // https://huggingface.co/docs/transformers/main/en/chat_templating
  [
    'template',
    [
      /\bat row \d{1,9}, column \d{1,9}\b/i,
      documented(
        /(?:value is not callable: |unknown (?:filter|test|method) '?\w{1,40}'? at row |(?:after the optional system message, )?conversation roles must alternate\b|system role not supported\b|unable to generate parser for this template\b|templateerror\b|\berror rendering prompt with jinja template\b|jinja exception: |template error: |default chat template is no longer allowed\b)/i,
      ),
    ],
    'invalid-request model fallback',
    "The model's chat template cannot render this conversation.",
  ],
  // https://github.com/mostlygeek/llama-swap
  [
    'swap-model',
    documented(/(?:llama-swap: )?\b(?:could not find real modelID for|no router for model)\b/i),
    'not-found',
  ],
]);
