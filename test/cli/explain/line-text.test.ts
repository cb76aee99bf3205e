import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/cli/explain/explain.ts';
import { namesStatus, objectsIn } from '../../../src/cli/explain/line-text.ts';

describe('objects in a text', () => {
  it('are found one behind the other, whatever stands between', () => {
    const text = `[worker] {"a":1} then { b: 'c' } and {'d': None} {} [1] {"e":`;
    expect(objectsIn(text).map(({ value }) => value)).toEqual([{ a: 1 }, { b: 'c' }, { d: null }, [1]]);
  });

  it('stand where they say', () => {
    const text = 'x {"a":{"b":"}"}} y';
    const [found] = objectsIn(text);
    expect(text.slice(found!.begin, found!.end)).toBe(found!.json);
  });
});

describe('a status', () => {
  it.each([
    'HTTP 429',
    'HTTP/1.1 503 Service Unavailable',
    'status=429',
    'status code: 500',
    'statusCode: 400',
    'status code was 502',
    'Error code: 401 - {}',
    'response code (404)',
  ])('is named: %s', text => {
    expect(namesStatus(text)).toBe(true);
  });

  it.each(['took 429 ms', 'HTTP', 'status: ok', 'Error code: 1102', 'code 4290'])('is not: %s', text => {
    expect(namesStatus(text)).toBe(false);
  });

  it('of an object is that object’s, and of no other one', () => {
    const text = [
      '{"level":"info","status":200,"body":"{\\"choices\\":[]}"}',
      '{"level":"error","status":429,"body":"{\\"error\\":{\\"code\\":\\"insufficient_quota\\",\\"message\\":\\"used up\\"}}"}',
      '{"level":"warn","msg":"giving up","status":500}',
    ].join('\n');
    expect(explain(text)).toMatchObject({ statusCode: 429, category: 'billing' });
  });
});

it('what was asked is no failure', () => {
  const request = JSON.stringify({
    model: 'foo',
    messages: [
      { role: 'user', content: '{"error":{"code":"insufficient_quota","message":"You exceeded your quota"}}' },
    ],
  });
  const text = `POST /v1/chat ${request} answered status=529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}`;
  expect(explain(text).category).toBe('overloaded');
});
