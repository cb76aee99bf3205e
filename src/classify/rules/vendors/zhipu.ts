/** Zhipu (Z.ai): numeric codes, which other vendors use in another sense. */
import { all, from, maybeFrom, type Matcher } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

const zhipu = (codes: string): Matcher => all(codes, maybeFrom('zhipu'));

export const zhipuRules: Rules = rules('zhipu', [
  // https://docs.z.ai/api-reference/api-code
  ['balance', zhipu('1113'), 'billing'],
  ['plan-limit', zhipu('1308 1310'), 'rate-limit account no-retry'],
  ['plan-expired', zhipu('1309'), 'billing'],
  ['plan-model', zhipu('1311'), 'permission', 'Use a model of the plan, or upgrade it.'],
  ['fair-use', zhipu('1313'), 'rate-limit account no-retry', 'Ask in the console to have the limit lifted.'],
  ['account', zhipu('1110 1111 1112 1121'), 'permission account', "Check the account's state in the console."],
  ['account-busy', zhipu('1120'), 'server-error account'],
  ['per-day', zhipu('1304'), 'rate-limit provider no-retry'],
  ['rate', zhipu('1302 1303'), 'rate-limit provider'],
  ['busy', zhipu('1305 1312'), 'overloaded'],
  ['unsafe', zhipu('1300 1301'), 'content-policy'],
  ['model', zhipu('1211 1221 1222'), 'not-found'],
  ['api', zhipu('1220'), 'permission'],
  ['method', zhipu('1212'), 'invalid-request model fallback'],
  ['request-id', zhipu('1231'), 'server-error request'],
  ['too-long', zhipu('1261'), 'context-length'],
  ['434', all(from('zhipu'), 434), 'permission provider'],
  ['435', all(from('zhipu'), 435), 'invalid-request provider fallback'],
]);
