/** StepFun. */
import { type Rules, rules } from '../../table/rules.ts';

export const stepfunRules: Rules = rules('stepfun', [
  // https://platform.stepfun.com/docs/zh/guide/exception
  ['censorship', 'censorship_blocked', 'content-policy'],
]);
