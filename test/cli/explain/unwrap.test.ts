import { describe, expect, it } from 'vitest';
import { fenced, unwrapped, withoutFences } from '../../../src/cli/explain/unwrap.ts';

describe('what stands around a text is taken off', () => {
  it.each([
    ['a mark of the byte order', '\uFEFF{"a":1}', '{"a":1}'],
    ['colours', '\u001B[31mError\u001B[39m: \u001B[1;33mno\u001B[0m', 'Error: no'],
    ['an indent', '    {\n      "a": 1\n    }', '{\n  "a": 1\n}'],
    ['the marks of a citation', '> {\n>   "a": 1\n> }', '{\n  "a": 1\n}'],
    ['an indent with empty lines', '  HTTP/1.1 429\n\n  {"a":1}', 'HTTP/1.1 429\n\n{"a":1}'],
    ['quotes of a shell', `'{"a":"b"}'`, '{"a":"b"}'],
    ['the escapes of a string', String.raw`{\"a\":\"b\\n\"}`, String.raw`{"a":"b\n"}`],
    ['escapes and lines of a string', String.raw`{\n  \"a\": 1\n}`, '{\n  "a": 1\n}'],
  ])('%s', (_, pasted, text) => {
    expect(unwrapped(pasted)).toBe(text);
  });

  it.each(['> POST /v1 HTTP/2\n< HTTP/2 200\n', 'a\n  b', "'a'", String.raw`a \"b\"`])('and nothing else: %s', text => {
    expect(unwrapped(text)).toBe(text.trim());
  });
});

describe('code fences', () => {
  const text = 'One:\n```json\n{"a":1}\n```\nTwo:\n\n~~~~\nHTTP/1.1 429\n\n```\n~~~~\n';

  it('each is read', () => {
    expect(fenced(text)).toEqual(['{"a":1}', 'HTTP/1.1 429\n\n```']);
    expect(withoutFences(text)).not.toMatch(/```|~~~/);
  });

  it('one that is not closed is none', () => {
    expect(fenced('```json\n{"a":1}')).toEqual([]);
  });
});
