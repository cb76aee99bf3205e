/** Errors fit a line of a log and a screen of a console, whatever failed. */
import { inspect } from 'node:util';
import { APICallError, RetryError, wrapLanguageModel } from 'ai';
import { describe, expect, it } from 'vitest';
import { FailoverError, gatewayErrorMiddleware } from '../../src/index.ts';
import { failing, failWith, RECORDED, responded, thrownBy } from './failing-legs.ts';

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length;
const lines = (value: unknown) => inspect(value).split('\n').length;

/** The error by itself, and where loggers meet it. */
const places = (error: unknown): unknown[] => [
  error,
  new RetryError({ message: 'Failed after 3 attempts.', reason: 'maxRetriesExceeded', errors: [error, error, error] }),
  new Error('The answer could not be written', { cause: error }),
  { request: 7, error },
];

/** What is too large of an error; empty if nothing is. */
function excess(error: unknown): string[] {
  const { message, summary } = error as { message: string; summary: string };
  const found = [];
  if (bytes(error) > 1_500) found.push(`${bytes(error)} bytes: ${message}`);
  for (const place of places(error)) if (lines(place) > 25) found.push(`${lines(place)} lines: ${inspect(place)}`);
  if (summary.length > 300 || /[\n\r]/.test(summary) || summary === '') found.push(`a summary: ${summary}`);
  const json = JSON.parse(JSON.stringify(error)) as { message: string };
  if (json.message.length < Math.min(100, message.trim().length / 2)) found.push(`no message: ${JSON.stringify(json)}`);
  return found;
}

const TEN = Array.from(
  { length: 10 },
  (_, index) => `a leg with a rather long name, one for each region: 日本-${index}`,
);

describe.each(RECORDED)('of %s', (_, errors) => {
  it('a FailoverError of three legs and of ten', async () => {
    const recorded = errors();
    expect(recorded.length).toBeGreaterThan(10);
    for (const [index, error] of recorded.entries()) {
      // Ten legs take a while: a part of the cases.
      for (const legs of index % 8 === 0 ? [undefined, TEN] : [undefined]) {
        const thrown = await failWith(error, legs);
        expect(FailoverError.isInstance(thrown)).toBe(true);
        expect(excess(thrown)).toEqual([]);
      }
    }
  });

  it('the error of a model by itself', async () => {
    for (const error of errors()) {
      const model = wrapLanguageModel({ model: failing(error), middleware: gatewayErrorMiddleware() });
      const thrown = await thrownBy(model);
      expect(APICallError.isInstance(thrown)).toBe(true);
      // One that needed no word changed is the provider's own object.
      if (thrown !== error) expect(excess(thrown)).toEqual([]);
    }
  });
});

it.each([
  ['long', 'word '.repeat(2_000)],
  ['of many lines', 'line\n'.repeat(400)],
  ['in Chinese', '服务暂时不可用。'.repeat(400)],
  ['of control characters', '\u0000\u001b[31m\u2028'.repeat(400)],
  ['of halves', '😀'.repeat(1_000)],
  ['of quotes', '"\\'.repeat(1_000)],
])('a message %s is shortened', async (_, message) => {
  const error = responded(503, JSON.stringify({ error: { message } }), { 'x-request-id': 'r'.repeat(5_000) });
  expect(excess(await failWith(error, ['a', 'b'.repeat(3_000), '\n\u0007'.repeat(200)]))).toEqual([]);
});

it('a sentence is said once', async () => {
  const sentence = 'The upstream has lost its database';
  const thrown = await failWith(responded(503, JSON.stringify({ error: { message: `${sentence}.` } })));
  const times = (text: string) => text.split(sentence).length - 1;
  const { message } = thrown as FailoverError;
  expect([message, JSON.stringify(thrown), inspect(thrown), inspect(thrown, { depth: Infinity })].map(times)).toEqual([
    1, 1, 1, 1,
  ]);
  expect(times((thrown as FailoverError).summary)).toBe(0);
  expect(message).toMatch(
    /^3 legs failed in 3 attempts\. anthropic: .+ \| bedrock-eu-central-1: the same as anthropic \| /,
  );
});

it('what code reads stays on the error, and is listed by no logger', async () => {
  const thrown = (await failWith(
    responded(529, '{"error":{"message":"Busy"}}', { 'x-request-id': 'r-1' }),
  )) as FailoverError;
  const { attempts, data, failure, cause, responseBody } = thrown;
  expect([
    attempts.length,
    failure.category,
    failure.rule === (data as { failure: { rule: string } }).failure.rule,
  ]).toEqual([3, 'overloaded', true]);
  expect([APICallError.isInstance(cause), responseBody]).toEqual([true, '{"error":{"message":"Busy"}}']);
  expect((attempts[0]?.error as APICallError).data).toMatchObject({ failure: { logId: 'r-1' } });
  const listed: string[] = [];
  for (const key in thrown) listed.push(key);
  expect(listed.toSorted()).toEqual(['callId', 'isRetryable', 'name', 'statusCode', 'url']);
});

it('a console shows where it came from, each attempt and what to search for', async () => {
  const thrown = (await failWith(
    responded(529, '{"error":{"message":"Busy"}}', { 'x-request-id': 'r-1' }),
  )) as FailoverError;
  const shown = inspect(thrown).split('\n');
  expect(shown[0]).toMatch(/^FailoverError: 3 legs failed in 3 attempts\. anthropic: Busy/);
  expect(shown.some(line => /^\s+at /.test(line))).toBe(true);
  expect(shown.slice(-4)).toEqual([
    `  callId: ${thrown.callId}, statusCode: 529, isRetryable: true, attempts: 3`,
    expect.stringMatching(/^ {2}1\. anthropic 529 overloaded in \d+ ms \(log id r-1\)$/),
    expect.stringMatching(/^ {2}2\. bedrock-eu-central-1 529 overloaded in \d+ ms \(log id r-1\)$/),
    expect.stringMatching(/^ {2}3\. openai 529 overloaded in \d+ ms \(log id r-1\)$/),
  ]);
  expect(inspect({ thrown })).toBe(`{\n  thrown: [FailoverError: ${thrown.summary}]\n}`);
  expect(thrown.summary).toBe(
    '3 legs failed: anthropic 529 overloaded (log id r-1) | bedrock-eu-central-1 529 overloaded (log id r-1) | ' +
      'openai 529 overloaded (log id r-1)',
  );
});

it('Deno shows the same', async () => {
  const thrown = (await failWith(responded(500, 'no'))) as FailoverError & Record<symbol, () => string>;
  expect(thrown[Symbol.for('Deno.customInspect')]?.()).toBe(inspect(thrown));
});

it('the JSON has the call, the legs, and what a log is searched for', async () => {
  const thrown = (await failWith(
    responded(529, '{"error":{"message":"Busy"}}', { 'x-request-id': 'r-1' }),
  )) as FailoverError;
  expect(JSON.parse(JSON.stringify(thrown))).toEqual({
    name: 'FailoverError',
    message: thrown.message,
    callId: thrown.callId,
    statusCode: 529,
    isRetryable: true,
    attempts: 3,
    legs: ['anthropic', 'bedrock-eu-central-1', 'openai'],
    categories: ['overloaded'],
    rules: [thrown.failure.rule],
    logIds: ['r-1'],
  });
  expect(JSON.parse(JSON.stringify(thrown.attempts[0]?.error))).toEqual({
    name: 'AI_APICallError',
    message: (thrown.attempts[0]?.error as Error).message,
    callId: thrown.callId,
    statusCode: 529,
    isRetryable: true,
    category: 'overloaded',
    rule: thrown.failure.rule,
    logId: 'r-1',
    url: 'https://api.example.com/v1/chat/completions',
  });
});
