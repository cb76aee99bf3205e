import { anything, assert, integer, json, jsonValue, oneof, property, string, stringify } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classify, createClassifier } from '../../src/classify/classify.ts';
import { hasTransportEvidence } from '../../src/classify/read-error.ts';
import { cpuMs } from '../support/cpu-time.ts';

const bomb = (): never => {
  throw new Error('hostile');
};

function hostileValues(): [string, unknown][] {
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const cyclic: Record<string, unknown> = { error: {} };
  cyclic['error'] = cyclic;
  let deep: unknown = { code: 502, message: 'x' };
  for (let level = 0; level < 5000; level++) deep = { error: deep };
  return [
    [
      'throwing getters',
      Object.defineProperties({}, { message: { get: bomb }, name: { get: bomb }, statusCode: { get: bomb } }),
    ],
    ['throwing proxy', new Proxy({}, { get: bomb, ownKeys: bomb, has: bomb, getPrototypeOf: bomb })],
    ['revoked proxy', revoked.proxy],
    ['cycle', cyclic],
    ['deep nesting', deep],
    ['huge body', { name: 'AI_APICallError', message: '', statusCode: 500, responseBody: '{"error":'.repeat(200_000) }],
    ['huge list', { errors: Array.from({ length: 100_000 }, () => ({ message: 'x' })) }],
    ['symbol', Symbol('x')],
    ['function', () => undefined],
    ['bigint', 10n],
    ['null', null],
    ['number', 502],
    ['empty string', ''],
    ['throwing toString', { toString: bomb, message: 1 }],
  ];
}

describe('hostile values', () => {
  test.each(hostileValues())('%s', (_name, value) => {
    expect(() => classify(value)).not.toThrow();
    expect(() => classify(undefined, { response: { status: 200, body: value } })).not.toThrow();
    expect(() => hasTransportEvidence(value)).not.toThrow();
    expect(typeof classify(value).rule).toBe('string');
  });

  test('a long hostile text takes no long time', async () => {
    const texts = [
      'model '.repeat(20_000),
      'try again in '.repeat(10_000),
      '{"a":'.repeat(50_000),
      'context '.repeat(20_000),
    ];
    const took = await cpuMs(() => {
      for (const text of texts) {
        classify(new Error(text));
        classify(Object.assign(new Error(''), { statusCode: 400, responseBody: text }));
      }
    });
    expect(took).toBeLessThan(2_000);
  });
});

describe('arbitrary values', () => {
  test('classify never throws and never changes what it is given', () => {
    assert(
      property(anything(), value => {
        const before = stringify(value);
        const failure = classify(value);
        expect(stringify(value)).toBe(before);
        expect(typeof failure.retryable).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });

  test('inspect never throws on arbitrary JSON and text', () => {
    const { inspect } = createClassifier();
    assert(
      property(oneof(json(), string(), jsonValue()), integer({ min: 100, max: 599 }), (body, status) => {
        const failure = inspect({ status, body });
        expect(status < 400 || failure !== undefined).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('no words in the text of an answer make a failure of it', () => {
    assert(
      property(string(), text => {
        const answer = {
          choices: [
            {
              message: { role: 'assistant', content: `${text} error 429 {"error":{"code":502}}` },
              finish_reason: 'stop',
            },
          ],
        };
        expect(createClassifier().inspect({ status: 200, body: JSON.stringify(answer) })).toBeUndefined();
      }),
    );
  });
});
