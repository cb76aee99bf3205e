/** Ollama: what its build and its settings cannot do comes with 400 and 412. */
import { documented } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const ollamaRules: Rules = rules('ollama', [
  // https://github.com/ollama/ollama/blob/main/server/routes.go
  [
    'cloud',
    documented(/\bollama cloud is disabled\b|\bthis server cannot run this remote model\b/i),
    'gateway-config model',
  ],
  [
    'version',
    documented(/\bthis model requires a newer version of ollama\b/i),
    'gateway-config model',
    'Update Ollama.',
  ],
  ['replaced', documented(/^'[\w.:/-]{1,60}' is no longer compatible with your version of ollama\b/i), 'not-found'],
  [
    'image',
    documented(/\bimage urls are not currently supported\b|\bthis model only supports one image\b/i),
    'invalid-request model fallback',
  ],
]);
