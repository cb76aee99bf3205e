/** MiniMax: numeric codes, in the envelope or behind the text. */
import { all, from, not, type Test } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

/** MiniMax writes its code in base_resp, or behind the text: 'insufficient balance (1008)'. */
const minimax = (numbers: string): Test => [
  all(from('minimax'), numbers),
  new RegExp(String.raw`\((?:${numbers.replaceAll(' ', '|')})\)\s{0,20}$`),
];

export const minimaxRules: Rules = rules('minimax', [
  // https://platform.minimax.io/docs/api-reference/errorcode
  ['1008', minimax('1008'), 'billing'],
  ['2056', minimax('2056'), 'rate-limit account no-retry'],
  ['1002', minimax('1002 1039 1041 2045'), 'rate-limit'],
  ['1004', minimax('1004 2049'), 'auth'],
  ['1026', minimax('1026 1027'), 'content-policy'],
  ['1001', minimax('1001'), 'timeout'],
  ['1000', minimax('1000 1013 1024 1033'), 'server-error'],
  [
    '2013',
    // What only this model or this API does not take, shared words tell.
    all(
      minimax('2013 1042 1043 1044 20132 2037 2039 2042 2048'),
      not(/\bcontext window\b|\bmessage role\b|\bfunction parameters\b/i),
    ),
    'invalid-request',
  ],
  ['2061', minimax('2061'), 'permission'],
]);
