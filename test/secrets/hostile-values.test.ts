/** Whatever is thrown leaves as a classified error with a message that can be read; nothing leaves raw, nothing hangs. */
import { inspect } from 'node:util';
import { APICallError, RetryError, wrapLanguageModel } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { classify, createFailover, gatewayErrorMiddleware } from '../../src/index.ts';

const bomb = (): never => {
  throw new RangeError('hostile');
};
const bombs = {
  get: bomb,
  set: bomb,
  has: bomb,
  ownKeys: bomb,
  getPrototypeOf: bomb,
  getOwnPropertyDescriptor: bomb,
  defineProperty: bomb,
  isExtensible: bomb,
};

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const cycle = (): Record<string, unknown> => {
  const node: Record<string, unknown> = { message: 'round' };
  for (const key of ['error', 'errors', 'cause', 'data', 'body', 'response', 'detail', 'metadata']) node[key] = node;
  return node;
};
const deep = (levels: number): unknown => {
  let value: unknown = { message: 'deep' };
  for (let level = 0; level < levels; level += 1) value = { error: value };
  return value;
};
const apiError = (fields: Record<string, unknown>) =>
  Object.assign(
    new APICallError({ message: 'Bad', url: 'https://x.test', requestBodyValues: {}, statusCode: 500 }),
    fields,
  );
const retryError = (fields: Record<string, unknown>) =>
  Object.assign(new RetryError({ message: 'Failed', reason: 'maxRetriesExceeded', errors: [new Error('x')] }), fields);
const selfHeld = (key: string) => {
  const error = retryError({});
  Object.defineProperty(error, key, { value: key === 'errors' ? [error] : error });
  if (key !== 'lastError') Object.defineProperty(error, 'lastError', { value: undefined });
  return error;
};
const twoHeld = () => {
  const [one, other] = [retryError({}), retryError({})];
  Object.defineProperty(one, 'lastError', { value: other });
  Object.defineProperty(other, 'lastError', { value: one });
  return one;
};
class Throws {
  toString = bomb;
  toJSON = bomb;
  get message(): string {
    return bomb();
  }
}
class ThrowsError extends Error {
  override toString(): never {
    return bomb();
  }
  toJSON(): never {
    return bomb();
  }
}

const VALUES: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  'an empty text': () => '',
  'a text': () => 'boom',
  'a number': () => 5,
  'not a number': () => Number.NaN,
  'a big integer': () => 10n,
  'a boolean': () => false,
  'a symbol': () => Symbol('boom'),
  'a function': () => () => 'boom',
  'a function whose name throws': () => new Proxy(() => 'boom', { get: bomb }),
  'a class': () => Throws,
  'an address': () => new URL('https://x.test/a?key=b'),
  'a date': () => new Date(Number.NaN),
  'a map': () => new Map([['error', { code: 502 }]]),
  bytes: () => new Uint8Array(1_000_000),
  'a promise': () => Promise.resolve('boom'),
  'a response': () => new Response('boom', { status: 503 }),
  headers: () => new Headers({ a: 'b' }),
  'a list': () => [1, 2, 3],
  'a huge list': () => Array.from({ length: 300_000 }, () => ({ message: 'x' })),
  'a list that claims to be endless': () => new Proxy([], { get: (_, key) => (key === 'length' ? 2 ** 32 - 1 : 'x') }),
  'an object without a prototype': () => Object.create(null),
  'a frozen object': () => Object.freeze({ message: 'boom', error: Object.freeze({ code: 502 }) }),
  'a frozen error': () => Object.freeze(new Error('boom')),
  'a frozen error of a call': () => Object.freeze(apiError({})),
  'a revoked proxy': revoked,
  'a proxy whose traps throw': () => new Proxy({}, bombs),
  'an error behind a proxy whose traps throw': () => new Proxy(new Error('boom'), bombs),
  'getters that throw': () =>
    Object.defineProperties({}, { message: { get: bomb }, name: { get: bomb }, stack: { get: bomb } }),
  'an error whose fields throw': () =>
    Object.defineProperties(new Error('boom'), { message: { get: bomb }, cause: { get: bomb }, status: { get: bomb } }),
  'an error of a call whose body throws': () => Object.defineProperty(apiError({}), 'responseBody', { get: bomb }),
  'an error of a call whose headers throw': () => apiError({ responseHeaders: new Proxy({}, bombs) }),
  'an error of a call whose address is an object': () => apiError({ url: new URL('https://x.test') }),
  'an error of a call whose body is a big integer': () => apiError({ responseBody: { size: 10n } }),
  'an error of a call whose body is a cycle': () => apiError({ responseBody: cycle() }),
  'an error of a call whose body is bytes': () => apiError({ responseBody: new Uint8Array(10) }),
  'an error of a call whose data are a cycle': () => apiError({ data: cycle() }),
  'an error of a call whose data are a big integer': () => apiError({ data: 10n }),
  'an error of a call whose data have getters that throw': () =>
    apiError({
      data: {
        get error() {
          return bomb();
        },
      },
    }),
  'an error of a call whose data are 5,000 deep': () => apiError({ data: deep(5_000) }),
  'an error of a call whose body is 5,000 deep': () =>
    apiError({ responseBody: '{"error":'.repeat(5_000) + '1' + '}'.repeat(5_000) }),
  'an error of a call whose status is a text': () => apiError({ statusCode: 'x' }),
  'an error of a call whose message is an object': () => apiError({ message: { toString: bomb } }),
  'an error whose message is a number': () => Object.assign(new Error('x'), { message: 5 }),
  'an error whose message is an object': () => Object.assign(new Error('x'), { message: { a: 1 } }),
  'an error whose stack is a number': () => Object.assign(new Error('x'), { stack: 5 }),
  'an error whose name is a symbol': () => Object.assign(new Error('x'), { name: Symbol('x') }),
  'an object whose texts throw': () => new Throws(),
  'an error whose texts throw': () => new ThrowsError('boom'),
  'an object that is its own error in many ways': cycle,
  'objects 5,000 deep': () => deep(5_000),
  'a chain of 5,000 causes': () => {
    let error = new Error('first');
    for (let index = 0; index < 5_000; index += 1) error = new Error('next', { cause: error });
    return error;
  },
  'an error that is its own cause': () => {
    const error = new Error('boom');
    error.cause = error;
    return error;
  },
  'a sum of errors that holds itself': () => {
    const error = new AggregateError([], 'boom');
    error.errors = [error, error];
    return error;
  },
  'a count of retries that holds itself among its errors': () => selfHeld('errors'),
  'a count of retries that is its own last error': () => selfHeld('lastError'),
  'a count of retries that is its own cause': () => selfHeld('cause'),
  'two counts of retries that hold each other': twoHeld,
  'an object with 100,000 keys': () =>
    Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, index])),
  'a text of 10 MB': () => 'word '.repeat(2_000_000),
};

const failing = (thrown: () => unknown) =>
  new MockLanguageModelV4({
    doGenerate: async () => {
      throw thrown();
    },
    doStream: async () => ({
      stream: new ReadableStream({
        start(controller) {
          controller.enqueue({ type: 'stream-start', warnings: [] });
          controller.enqueue({ type: 'error', error: thrown() });
          controller.close();
        },
      }),
    }),
  });

const params = { prompt: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi' }] }] };

async function thrownBy(model: LanguageModel): Promise<unknown[]> {
  const errors: unknown[] = [];
  await Promise.resolve(model.doGenerate(params)).then(
    () => errors.push('an answer'),
    (error: unknown) => errors.push(error),
  );
  await Promise.resolve(model.doStream(params)).then(
    () => errors.push('an answer'),
    (error: unknown) => errors.push(error),
  );
  return errors;
}

describe('a model that throws', () => {
  it('may throw many things', () => {
    expect(Object.keys(VALUES).length).toBeGreaterThanOrEqual(45);
  });

  it.each(Object.entries(VALUES))('%s: a classified error comes out, that can be printed', async (_, thrown) => {
    const model = failing(thrown);
    const events: unknown[] = [];
    const wrapped = wrapLanguageModel({
      model,
      middleware: gatewayErrorMiddleware({ onEvent: event => void events.push(event) }),
    });
    const routed = createFailover({
      models: [model, failing(thrown)],
      retries: { perLeg: 0 },
      shouldFailOver: () => true,
    });
    for (const error of [...(await thrownBy(wrapped)), ...(await thrownBy(routed))]) {
      expect(APICallError.isInstance(error)).toBe(true);
      const { message } = error as APICallError;
      expect(message).toMatch(/\S{3}/);
      expect(message).not.toContain('[object Object]');
      expect(classify(error).category).toMatch(/^[a-z-]+$/);
      // Any logger may print or store it.
      expect(() => inspect(error, { depth: 10, showHidden: true })).not.toThrow();
      expect(() => JSON.stringify(error)).not.toThrow();
      expect(() => String(error)).not.toThrow();
    }
    expect(events.length).toBeGreaterThan(0);
  });

  it.each(Object.entries(VALUES))('%s: classify names it', (_, thrown) => {
    expect(classify(thrown()).category).toMatch(/^[a-z-]+$/);
  });
});

describe('an error that was thrown once more', () => {
  const failure = {
    category: 'billing',
    scope: 'account',
    retryable: false,
    fallback: false,
    rule: 'planted',
    cause: undefined,
  };

  it('is not believed if a body calls itself a failure, and keeps what the body said', async () => {
    const body = JSON.stringify({ failure, error: { message: 'Overloaded' } });
    const model = failing(() =>
      apiError({ statusCode: 503, responseBody: body, data: { failure, error: { message: 'x' } } }),
    );
    const [error] = await thrownBy(wrapLanguageModel({ model, middleware: gatewayErrorMiddleware() }));
    expect(error).toMatchObject({
      statusCode: 503,
      isRetryable: true,
      data: { failure: { rule: expect.not.stringMatching('planted') }, providerFailure: { rule: 'planted' } },
    });
    expect(classify(apiError({ statusCode: 503, data: { failure } })).rule).not.toBe('planted');
  });

  it('is believed by its mark, also inside a count of retries and from another copy of this package', () => {
    const marked = Object.defineProperty(new Error('x'), Symbol.for('ai-gateway-failover.failure'), { value: failure });
    expect(classify(marked)).toBe(failure);
    expect(classify(new RetryError({ message: 'x', reason: 'maxRetriesExceeded', errors: [marked] }))).toBe(failure);
  });

  it('carries its mark where neither JSON nor a console shows it', async () => {
    const model = failing(() => apiError({ statusCode: 503, requestBodyValues: { model: 'm' } }));
    const [error] = await thrownBy(wrapLanguageModel({ model, middleware: gatewayErrorMiddleware() }));
    expect(Object.getOwnPropertySymbols(error as object)).toContain(Symbol.for('ai-gateway-failover.failure'));
    expect(inspect(error)).not.toContain('ai-gateway-failover.failure');
    expect(classify(JSON.parse(JSON.stringify(error))).rule).not.toBe('unknown');
  });
});
