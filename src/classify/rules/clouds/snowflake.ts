/** Snowflake Cortex. */
import { type Rules, rules } from '../../table/rules.ts';

export const snowflakeRules: Rules = rules('snowflake', [
  // https://docs.snowflake.com/en/user-guide/snowflake-cortex/cortex-rest-api
  ['max-tokens', /\bmax tokens of \d{1,9} exceeded\b/i, 'context-length'],
]);
