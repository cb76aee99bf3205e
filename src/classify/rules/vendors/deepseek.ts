/** DeepSeek. */
import { type Rules, rules } from '../../table/rules.ts';

export const deepseekRules: Rules = rules('deepseek', [
  // https://github.com/deepseek-ai/awesome-deepseek-integration/issues/13
  ['content-risk', /\bcontent exists risk\b/i, 'content-policy'],
]);
