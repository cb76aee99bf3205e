/** What users' hooks return, throw and never answer: the caller is told, and nothing is left running or unhandled. */
import { describe, expect, it } from 'vitest';
import { cut, hang, ok, status, type Step } from '../../mocks/index.ts';
import {
  createHealth,
  gatewayErrorMiddleware,
  type Failure,
  type HealthStore,
  type RouterOptions,
  type Rule,
} from '../../src/index.ts';
import { settle } from '../support/manual-clock.ts';
import { thenable } from '../support/thenable.ts';
import { setUp, setUpHonest } from '../time/set-up.ts';
import { KINDS, startCall } from '../time/start-call.ts';

const BOTH = ['doGenerate', 'doStream'] as const;
// Not `async` functions: those are refused when they are passed in.
const later = () => Promise.resolve(false);
const rejects = () => Promise.reject(new Error('of the hook'));
const foreign = () => thenable((_, reject) => reject(new Error('of the hook')));
const PROMISES = [
  ['a promise', later],
  ['a promise that rejects', rejects],
  ['a thenable', foreign],
] as const;

/** Any options, as untyped callers pass them. */
type Anything = Record<string, unknown>;

/** What a router's caller gets; every rejection has had the time to be noticed, and fails the run if nobody handles it. */
async function errorOf(steps: Step[], options: Anything, kind: (typeof KINDS)[number] = 'doGenerate', ms = 0) {
  const { model, clock, counts } = setUp(steps, {
    ...(options as Omit<RouterOptions, 'clock'>),
    retries: { perLeg: 0 },
  });
  const call = startCall(kind, model);
  await clock.advance(ms);
  await settle();
  expect([call.isOver, clock.pending]).toEqual([true, 0]);
  return { error: call.errors[0] as Error, call, counts: counts() };
}

const BAD = 'option `shouldFailOver` returns true, false or undefined';

describe.each(PROMISES)('a synchronous hook that returns %s is named', (_, hook) => {
  it.each(KINDS)('shouldFailOver: %s', async kind => {
    const { error, counts } = await errorOf([status(503), ok('no')], { shouldFailOver: hook }, kind);
    expect(error).toEqual(
      new TypeError(
        'option `shouldFailOver` returned a promise; it takes a function that returns true, false or undefined at once.',
      ),
    );
    expect(error).toBeInstanceOf(TypeError);
    expect(counts).toEqual([1, 0]);
  });

  it.each(['doGenerate', 'generateText'] as const)('acceptResult: %s', async kind => {
    const { error, counts } = await errorOf([ok('a'), ok('no')], { acceptResult: hook }, kind);
    expect(error.message).toMatch(
      /^option `acceptResult` returned a promise; it takes a function that returns true, false or undefined at once\.$/,
    );
    expect([error instanceof TypeError, counts]).toEqual([true, [1, 0]]);
  });

  it.each(BOTH)('classify: %s', async kind => {
    const { error, counts } = await errorOf([status(503), ok('no')], { classify: hook }, kind);
    expect(error.message).toMatch(
      /^option `classify` returned a promise; .* returns a Failure or undefined at once\.$/,
    );
    expect([error instanceof TypeError, counts]).toEqual([true, [1, 0]]);
  });

  it.each(BOTH)('a match of a rule: %s', async kind => {
    const rule = { id: 'mine', origin: 'mine', source: '', match: hook, failure: { category: 'auth' } };
    const never = { ...rule, id: 'never', match: () => false };
    const { error, counts } = await errorOf([status(503), ok('no')], { rules: [never, rule] }, kind);
    expect(error.message).toMatch(
      /^option `rules\[1\]\.match` returned a promise; .* returns true or false at once\.$/,
    );
    expect([error instanceof TypeError, counts]).toEqual([true, [1, 0]]);
  });

  it.each(BOTH)('random: %s', async kind => {
    const { model, clock, counts } = setUp([status(503), ok('no')], { random: hook as never });
    const call = startCall(kind, model);
    await clock.advance(0);
    expect((call.errors[0] as Error).message).toMatch(
      /^option `random` returned a promise; .* returns a number from 0 to below 1 at once\.$/,
    );
    expect([call.errors[0] instanceof TypeError, counts()]).toEqual([true, [1, 0]]);
  });

  it.each(BOTH)('read of a store: %s', async kind => {
    const store = { read: hook, write: () => {}, keys: () => [] } as unknown as HealthStore;
    const { error, counts } = await errorOf([ok('no'), ok('no')], { health: createHealth({ store }) }, kind);
    expect(error.message).toMatch(
      /^option `store\.read` returned a promise; .* returns a record or undefined from a copy at hand at once\.$/,
    );
    expect([error instanceof TypeError, counts]).toEqual([true, [0, 0]]);
  });

  it('onEvent may be async: nobody waits for it, and it may reject', async () => {
    const { call, counts } = await errorOf([status(503), ok('b')], { onEvent: hook });
    expect([call.text, counts]).toEqual(['b', [1, 1]]);
  });
});

describe('a hook that decides', () => {
  it.each<[unknown, string]>([
    ['yes', '"yes"'],
    [0, '0'],
    [1, '1'],
    [null, 'null'],
    [{}, 'an object'],
    [Symbol('x'), 'Symbol(x)'],
  ])('returns no %s', async (value, shown) => {
    const shouldFailOver = await errorOf([status(503), ok('no')], { shouldFailOver: () => value });
    expect(shouldFailOver.error).toEqual(new TypeError(`${BAD}; got ${shown}.`));
    const acceptResult = await errorOf([ok('a'), ok('no')], { acceptResult: () => value });
    expect(acceptResult.error.message).toBe(`option \`acceptResult\` returns true, false or undefined; got ${shown}.`);
  });

  it('may leave it to the default', async () => {
    const undecided = () => undefined;
    expect((await errorOf([status(503), ok('b')], { shouldFailOver: undecided })).call.text).toBe('b');
    expect((await errorOf([ok('a'), ok('no')], { acceptResult: undecided })).call.text).toBe('a');
  });
});

describe('classify', () => {
  const right: Failure = {
    category: 'overloaded',
    scope: 'model',
    retryable: false,
    fallback: false,
    rule: 'mine',
    cause: undefined,
  };

  it.each<[string, unknown, string]>([
    ['logId', 5, 'a string; got 5'],
    ['category', 'x', 'one of rate-limit, .*; got "x"'],
    ['category', undefined, 'one of rate-limit, .*; got undefined'],
    ['scope', 'world', 'one of request, model, account, provider, gateway, network; got "world"'],
    ['retryable', 'yes', 'true or false; got "yes"'],
    ['fallback', undefined, 'true or false; got undefined'],
    ['rule', '', 'a name; got ""'],
    ['statusCode', '502', 'a whole number from 100 to 999; got "502"'],
    ['wireStatus', 7, 'a whole number from 100 to 999; got 7'],
    ['code', {}, 'a string or a number; got an object'],
    ['retryAfterMs', -1, 'a number of milliseconds from 0; got -1'],
    ['retryAfterMs', Number.NaN, 'a number of milliseconds from 0; got NaN'],
    ['remedy', [], 'a string; got an empty array'],
  ])('whose Failure has a wrong `%s` (%s) is named', async (field, value, takes) => {
    const hook = () => ({ ...right, [field]: value });
    for (const kind of BOTH) {
      const { error, counts } = await errorOf([status(503), ok('no')], { classify: hook }, kind);
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(
        new RegExp(`^option \`classify\` returns a Failure whose \`${field}\` is ${takes}\\.$`),
      );
      expect(counts).toEqual([1, 0]);
    }
  });

  it.each<[string, unknown, string]>([
    ['null', null, 'null'],
    ['text', 'overloaded', '"overloaded"'],
    ['a list', [right], 'an array'],
    ['an object that throws', new Proxy({}, { ownKeys: () => [].at(0)! }), 'an object'],
  ])('that returns %s is named', async (_, value, shown) => {
    const { error } = await errorOf([status(503), ok('no')], { classify: () => value });
    expect(error).toEqual(new TypeError(`option \`classify\` returns a Failure or undefined; got ${shown}.`));
  });

  it('may set every field', async () => {
    const full: Failure = {
      ...right,
      statusCode: 503,
      wireStatus: 400,
      code: 7,
      retryAfterMs: 0,
      logId: 'x',
      remedy: 'y',
    };
    const { error } = await errorOf([status(503), ok('no')], { classify: () => full });
    const { cause: _, ...fields } = full;
    expect(error).toMatchObject({ data: { failure: fields } });
  });

  it('ends the attempt of the small middleware with the same error, and lets go of its stream', async () => {
    for (const kind of BOTH) {
      const { model, clock, upstream } = setUpHonest(status(503), {
        classify: () => ({ ...right, logId: 5 }) as never,
        timeouts: { attemptMs: 60_000 },
      });
      const call = startCall(kind, model);
      await clock.advance(0);
      expect(call.errors[0]).toBeInstanceOf(TypeError);
      expect([call.errors.length, upstream.count, clock.pending]).toEqual([1, 1, 0]);
    }
  });

  it('becomes the error of a stream that breaks off late, once', async () => {
    for (const start of [setUp, (steps: Step[], options: Anything) => setUpHonest(steps[0]!, options)] as const) {
      const { model, clock } = start([cut({ afterParts: 2 }), ok('no')], {
        classify: (() => ({ ...right, logId: 5 })) as never,
      });
      const call = startCall('doStream', model);
      await clock.advance(0);
      await settle();
      expect([call.isOver, call.errors.length, clock.pending]).toEqual([true, 1, 0]);
      expect(call.text).toMatch(/^word/);
      expect((call.errors[0] as Error).message).toContain('`logId`');
      expect(call.finishReason).toBe('error');
    }
  });
});

it.each<[unknown, string]>([
  [Number.NaN, 'NaN'],
  [2, '2'],
  [-1, '-1'],
  ['0.5', '"0.5"'],
  [undefined, 'undefined'],
])('a random that draws %s is named', async (value, shown) => {
  const { model, clock } = setUp([status(503), ok('no')], { random: () => value as number });
  const call = startCall('doGenerate', model);
  await clock.advance(0);
  expect(call.errors[0]).toEqual(new TypeError(`option \`random\` returns a number from 0 to below 1; got ${shown}.`));
});

it.each(BOTH)('a random that throws never throws out of a timer: %s', async kind => {
  const random = () => {
    throw new Error('of the hook');
  };
  // The silent loser of a hedge opens its breaker, whose pause is drawn while a timer runs.
  const health = createHealth({ consecutiveFailures: 1, random });
  const { model, clock } = setUp([hang(), ok('b')], { health, random, hedge: { afterMs: 5_000 } });
  const call = startCall(kind, model);
  await clock.advance(5_000);
  expect([call.text, clock.pending]).toEqual(['b', 0]);
  expect(Object.values(health.snapshot())).toMatchObject([{ name: 'a', state: 'open' }]);
});

describe('a rule', () => {
  const rule: Rule = { id: 'x', origin: 'x', source: 'x', match: () => false, failure: { category: 'auth' } };

  it.each<[string, unknown, string]>([
    ['retryable', 'yes', 'true or false; got "yes"'],
    ['statusCode', '502', 'a whole number from 100 to 999; got "502"'],
    ['scope', 5, 'one of request, .*; got 5'],
    ['remedy', 5, 'a string; got 5'],
  ])('with a wrong `%s` in its verdict (%s) is refused at once', (field, value, takes) => {
    const rules = [{ ...rule, failure: { category: 'auth', [field]: value } }] as never;
    expect(() => gatewayErrorMiddleware({ rules })).toThrow(
      new RegExp(`^gatewayErrorMiddleware: option \`rules\\[0\\]\\.failure\\.${field}\` takes ${takes}\\.$`),
    );
  });
});

describe('route', () => {
  const forever = () => new Promise<never>(() => {});

  it.each(KINDS)('that never answers ends with the caller’s abort, by its own reason: %s', async kind => {
    const caller = new AbortController();
    const { model, clock, counts } = setUp([ok('no'), ok('no')], { route: forever });
    const call = startCall(kind, model, { abortSignal: caller.signal });
    await clock.advance(60_000);
    expect(call.isOver).toBe(false);
    const reason = new Error('The user has left');
    caller.abort(reason);
    await settle();
    expect([call.isOver, counts(), clock.pending]).toEqual([true, [0, 0], 0]);
    if (kind === 'doGenerate' || kind === 'doStream') expect(call.thrown).toBe(reason);
  });

  it.each(KINDS)('that never answers ends with the total: %s', async kind => {
    const { model, clock, counts, told } = setUp([ok('no'), ok('no')], {
      route: forever,
      timeouts: { totalMs: 5_000 },
    });
    const call = startCall(kind, model);
    await clock.advance(4_999);
    expect(call.isOver).toBe(false);
    await clock.advance(1);
    expect(call.errors[0]).toMatchObject({
      statusCode: 504,
      isRetryable: false,
      data: { failure: { rule: 'timeout:totalMs', category: 'timeout' } },
    });
    expect(told('timeout')).toMatchObject([{ limit: 'totalMs', ms: 5_000, observed: false }]);
    expect([counts(), clock.pending]).toEqual([[0, 0], 0]);
  });

  it('that is slow leaves the legs what is left of the total', async () => {
    let answer: (names: string[]) => void = () => {};
    const route = () => new Promise<string[]>(resolve => (answer = resolve));
    const { model, clock, counts } = setUp([ok('no'), hang()], { route, timeouts: { totalMs: 5_000 } });
    const call = startCall('doGenerate', model);
    await clock.advance(3_000);
    answer(['b']);
    await clock.advance(1_999);
    expect([call.isOver, counts()]).toEqual([false, [0, 1]]);
    await clock.advance(1);
    expect(call.errors).toMatchObject([{ statusCode: 504, data: { failure: { rule: 'timeout:totalMs' } } }]);
    expect((call.errors[0] as Error).message).toContain('2000 ms after this attempt began');
  });

  it('is only watched where limits are', async () => {
    let answer: (names: string[]) => void = () => {};
    const route = () => new Promise<string[]>(resolve => (answer = resolve));
    const { model, clock, told } = setUp([ok('a'), ok('b')], { route, timeouts: { totalMs: 5_000, observe: true } });
    const call = startCall('doGenerate', model);
    await clock.advance(6_000);
    answer(['b']);
    await clock.advance(0);
    expect(call.text).toBe('b');
    expect(told('timeout')).toMatchObject([{ limit: 'totalMs', ms: 5_000, observed: true }]);
  });

  it('may reject when nobody waits for it any more', async () => {
    const { promise, reject } = Promise.withResolvers<never>();
    const caller = new AbortController();
    const { model } = setUp([ok('no'), ok('no')], { route: () => promise });
    const call = startCall('doGenerate', model, { abortSignal: caller.signal });
    await settle();
    caller.abort('gone');
    await settle();
    reject(new Error('late'));
    await settle();
    expect(call.thrown).toBe('gone');
  });

  it('is not asked by a caller who is gone', async () => {
    let asked = 0;
    const route = () => void (asked += 1);
    const { model } = setUp([ok('no'), ok('no')], { route: route as never });
    const call = startCall('doGenerate', model, { abortSignal: AbortSignal.abort('gone') });
    await settle();
    expect([call.thrown, asked]).toEqual(['gone', 0]);
  });

  it.each<[string, unknown, string]>([
    ['nothing of use', null, 'null'],
    ['text', 'a', '"a"'],
    ['a list of what is no name', [5n], '5n'],
    ['a name of no leg', ['z'], '"z"'],
    ['a list of promises', [Promise.resolve('a')], 'a promise'],
  ])('that returns %s is named, also through a promise', async (_, value, shown) => {
    for (const route of [() => value, async () => value]) {
      const { error } = await errorOf([ok('no'), ok('no')], { route });
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(/^option `route` returns .*`a`, `b`/);
      expect(error.message.endsWith(`got ${shown}.`)).toBe(true);
    }
  });

  it('has its own error reach the caller', async () => {
    for (const route of [
      () => {
        throw new RangeError('x');
      },
      async () => {
        throw new RangeError('x');
      },
    ])
      expect((await errorOf([ok('no'), ok('no')], { route })).error).toEqual(new RangeError('x'));
  });
});

it('what one call’s hook did wrong ends that call only', async () => {
  let asked = 0;
  const { model, clock } = setUp([status(503), ok('b')], {
    retries: { perLeg: 0 },
    shouldFailOver: () => ((asked += 1) % 2 === 0 ? (later() as never) : true),
  });
  const calls = Array.from({ length: 4 }, () => startCall('doGenerate', model));
  await clock.advance(0);
  await settle();
  expect(calls.map(({ text, errors }) => [text, errors.length])).toEqual([
    ['b', 0],
    ['', 1],
    ['b', 0],
    ['', 1],
  ]);
  expect(clock.pending).toBe(0);
});

it('a random that is no function is refused at once', () => {
  expect(() => createHealth({ random: 5 as never })).toThrow(
    new TypeError(
      'createHealth: option `random` takes a function that returns a number from 0 to below 1 at once; got 5.',
    ),
  );
});
