import { expect, test } from 'vitest';
import { classify } from '../../../src/classify/classify.ts';

/** A call error as the AI SDK throws it. */
function callError(statusCode: number, responseBody: string): Error {
  return Object.assign(new Error('Bad Request'), { name: 'AI_APICallError', statusCode, responseBody });
}

const CUT = '{"success":false,"result":[],"messages":[],"error":[{"code":2005,"message":"Failed to get resp';

test.each([
  ['cut in the text', callError(400, CUT), 'cloudflare:2005'],
  ['cut before the text', callError(429, CUT.slice(0, 68).replace('2005', '2003')), 'cloudflare:2003'],
  ['cut behind a status', new Error(`400 ${CUT}`), 'cloudflare:2005'],
  ['cut without codes', callError(400, '{"error":{"message":"Your credit balance is too low to acc'), 'credit'],
  ['byte order mark', callError(400, `\uFEFF${CUT}onse"}]}`), 'cloudflare:2005'],
  ['white space first', callError(400, `\n\n  ${CUT}onse"}]}`), 'cloudflare:2005'],
  ['digits in quotes', callError(400, `${CUT}"}]}`.replace('2005', '"2005"')), 'cloudflare:2005'],
  ['trailing comma', callError(400, '{ "internalCode": 2005, "name": "AiGatewayError", }'), 'cloudflare:2005'],
  [
    'encoded twice',
    callError(503, JSON.stringify('{"error":{"code":503,"message":"The model is overloaded"}}')),
    'overl',
  ],
  ['digits in free text', new Error('we saw 429 apples, code 2005 pears'), 'unknown'],
])('%s', (_name, error, expected) => {
  const failure = classify(error);
  expect(`${failure.rule} ${failure.category}`.replace('billing', 'credit')).toContain(expected);
});
