/** NVIDIA's API catalogue: the state of the function that serves a model. */
import { all, from } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const nvidiaRules: Rules = rules('nvidia', [
  // https://github.com/Alishahryar1/free-claude-code/issues/1012
  // https://github.com/Alishahryar1/free-claude-code/issues/956
  ['function', /\bfunction\b.{0,200}\bnot found for account\b/i, 'not-found'],
  ['workers', all(from('nvidia'), /\bworker local total request limit reached\b/i), 'overloaded'],
  // https://docs.api.nvidia.com/cloud-functions/reference/getfunctioninvocationresult_1
  // The answer is to be asked for, which no provider package does.
  ['pending', all(from('nvidia'), ({ wireStatus }) => wireStatus === 202), 'timeout model no-retry'],
]);
