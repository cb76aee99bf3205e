/** Zhipu (Z.ai): numeric codes. */
import { all } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const zhipuRules: Rules = rules('zhipu', [
  // https://docs.z.ai/api-reference/api-code
  ['balance', '1113', 'billing'],
  ['plan-limit', '1308 1310', 'rate-limit account no-retry'],
  ['plan-expired', '1309', 'billing'],
  ['rate', '1302 1303 1304', 'rate-limit provider'],
  ['busy', '1305 1312', 'overloaded'],
  ['unsafe', '1301', 'content-policy'],
  ['model', '1211 1220', 'not-found'],
  ['token', all('1000 1001 1002 1003', 401), 'auth'],
  ['too-long', '1261', 'context-length'],
]);
