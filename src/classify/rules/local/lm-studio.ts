/** LM Studio: the state of its model comes with 400. */
import { all, documented } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const lmStudioRules: Rules = rules('lm-studio', [
  // https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues
  [
    'load',
    documented(
      /\bfailed to load model ".{1,120}"\.|\bmodel loading was stopped due to insufficient system resources\b/i,
    ),
    'server-error model no-retry',
    'LM Studio could not load the model: see its log.',
  ],
  [
    'unloaded',
    all(
      [400, 500],
      documented(
        /\bmodel (?:is )?unloaded\b|\bthe model has crashed without additional information\b|^channel error\b|^operation canceled\.?$/i,
      ),
    ),
    'server-error model',
  ],
  [
    'no-model',
    documented(/\bno models loaded\. please load\b|\bmultiple models are loaded\. please specify\b/i),
    'not-found',
    'Load the model in LM Studio, and name it.',
  ],
  [
    'context',
    documented(
      /\btrying to keep the first \d{1,9} tokens\b|\bcannot truncate prompt with n_keep\b|\breached context length of \d{1,9} tokens\b/i,
    ),
    'context-length',
  ],
  ['path', documented(/\bunexpected endpoint or method\. \(/i), 'gateway-config provider', 'Check baseURL.'],
]);
