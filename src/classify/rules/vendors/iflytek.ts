/** iFlytek Spark: numeric codes beside a type that says nothing. */
import { all, from, type Matcher } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

const spark = (codes: string): Matcher => all(from('iflytek'), codes);

export const iflytekRules: Rules = rules('iflytek', [
  // https://www.xfyun.cn/doc/spark/
  ['volume', spark('10016 11200'), 'billing'],
  ['per-day', spark('11201'), 'rate-limit account no-retry'],
  ['rate', spark('10006 10007 11202 11203'), 'rate-limit account'],
  ['busy', spark('10008 10110'), 'overloaded'],
  ['engine', spark('10009 10010 10011 10012 10222 10223'), 'server-error'],
  ['content', spark('10013 10014 10019 10021 10022'), 'content-policy'],
  ['app-id', spark('10015'), 'permission account'],
  ['too-long', spark('10907'), 'context-length'],
  ['argument', spark('10003 10004 10005 10163'), 'invalid-request'],
]);
