/** Ollama: what its own machine cannot do comes with 400, 412 or 500. */
import { all, documented } from '../../table/matchers.ts';
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
  // https://github.com/ollama/ollama/blob/main/server/sched.go
  [
    'memory',
    documented(/\bmodel requires more system memory\b|\bunable to load full model on gpu\b/i),
    'server-error model no-retry',
    'The model does not fit into the memory of this machine.',
  ],
  // https://github.com/ollama/ollama/blob/main/llm/server.go
  [
    'load',
    /\bllama-server reported out-of-memory\b|\bunsupported model architecture\b|\bmay be incompatible with your version of ollama\b|\bthis model requires mlx support\b/i,
    'server-error model no-retry',
  ],
  [
    'runner',
    all(
      /\b(?:llama-server|llama runner) process has terminated\b|\bmodel runner has unexpectedly stopped\b/i,
      [400, 500, 502],
    ),
    'server-error model',
  ],
]);
