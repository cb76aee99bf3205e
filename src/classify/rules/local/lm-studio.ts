/** LM Studio: the state of its model comes with 400. */
import { documented } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const lmStudioRules: Rules = rules('lm-studio', [
  // https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues
  [
    'load',
    documented(/\bfailed to load model ".{1,120}"\.(?! error: operation canceled)/i),
    'server-error model no-retry',
    'LM Studio could not load the model: see its log.',
  ],
  ['path', documented(/\bunexpected endpoint or method\. \(/i), 'gateway-config provider', 'Check baseURL.'],
]);
