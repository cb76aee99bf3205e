/** Snowflake Cortex. */
import { type Rules, rules } from '../../table/rules.ts';

export const snowflakeRules: Rules = rules('snowflake', [
  // https://github.com/posit-dev/positron/issues/11737
  ['max-tokens', /\bmax tokens of \d{1,9} exceeded\b/i, 'context-length'],
]);
