import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readLiteral, readValue } from '../../../src/cli/explain/literal-text.ts';
import { pythonRepr } from './forms.ts';

const read = (text: string): unknown => readLiteral(text, 0)?.value;

const VALUES = [
  { statusCode: 400, responseBody: '{"error":{"message":"it\'s `over`"}}' },
  { error: { message: 'two\nlines', code: null, param: null, isRetryable: false, list: [1, 'a', { b: 2.5 }] } },
  { long: 'word '.repeat(100), next: true },
];

describe('a value is read back', () => {
  it.each(VALUES)('as Node prints it: %o', value => {
    for (const options of [{ depth: 9 }, { depth: 9, breakLength: Infinity }, { depth: 9, compact: false }])
      expect(read(inspect(value, options))).toEqual(value);
  });

  it.each(VALUES)('as Python prints it: %o', value => {
    expect(read(pythonRepr(value))).toEqual(value);
  });
});

it.each([
  ["{'a': b'{\"x\":1}', 'b': datetime(1)}", { a: '{"x":1}', b: 'datetime(1)' }],
  ['{"error"=>{"code"=>429, :type=>nil}}', { error: { code: 429, type: null } }],
  ["Headers { 'retry-after': '7' }", { 'retry-after': '7' }],
  [
    "{ headers: Headers { 'retry-after': '7' }, config: [Object], more: [Function: x] }",
    { headers: { 'retry-after': '7' } },
  ],
  [
    "{ body: '{' +\n    '}', list: [ 1, ... 3 more items ], [cause]: { code: 'X' } }",
    { body: '{}', list: [1], cause: { code: 'X' } },
  ],
  [String.raw`{ a: '\u00e9\x41\'' }`, { a: "éA'" }],
])('%s', (text, value) => {
  const found = read(text);
  expect(found).toMatchObject(value);
});

describe('what is cut off', () => {
  it('is read as far as it goes', () => {
    expect(read('{ statusCode: 429, responseBody: \'{"error":{"mess')).toEqual({
      statusCode: 429,
      responseBody: '{"error":{"mess',
    });
    expect(read('{"error":{"message":"Rate limit reached","type":"tok')).toEqual({
      error: { message: 'Rate limit reached', type: 'tok' },
    });
  });

  it('ends with the text', () => {
    const text = "{ a: { b: 'c";
    expect(readLiteral(text, 0)?.end).toBe(text.length);
    for (let end = 0; end < text.length; end += 1)
      expect(readLiteral(text.slice(0, end), 0)?.end ?? 0).toBeLessThan(15);
  });
});

it('no value, or one with nothing in it, is none', () => {
  for (const text of ['', 'x', '{}', '[]', '{ }', '42', "'a'", '{ a }', ']', '}', '{,,,}', '[[[[']) {
    const value = readLiteral(text, 0)?.value;
    expect([text, value === undefined || Object.keys(value as object).length > 0]).toEqual([text, true]);
  }
  expect(readValue('x: 42,\n', 3)).toBe(42);
});
