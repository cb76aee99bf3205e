import { describe, expect, it } from 'vitest';
import type { Failure, FailureCategory } from '../../src/failure.ts';
import { isConfig, isOfOneCaller, kindOf } from '../../src/health/failure-kind.ts';
import { createHealth } from '../../src/health/health.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { failure } from '../support/legs.ts';

describe('what a failure that nobody knows says of its leg', () => {
  it.each([
    [undefined, undefined, 'transient'],
    [500, 500, 'transient'],
    [undefined, 503, 'transient'],
    [undefined, 200, 'transient'],
    [400, 400, 'doubtful'],
    [undefined, 422, 'doubtful'],
    [499, undefined, 'doubtful'],
    [502, 400, 'transient'],
  ])('status %s, on the wire %s: %s', (statusCode, wireStatus, kind) => {
    const facts = { ...(statusCode && { statusCode }), ...(wireStatus && { wireStatus }) };
    expect(kindOf(failure('unknown', facts))).toBe(kind);
  });
});

describe('what a failure says of one caller', () => {
  it.each([
    ['cloudflare:2041', 'model', true],
    ['cloudflare:policy', 'model', true],
    ['cloudflare:policy-spend', 'model', true],
    ['cloudflare:policy-model', 'model', true],
    ['cloudflare:gateway-budget', 'model', true],
    ['cloudflare:byok-only', 'provider', true],
    ['cloudflare:2021', 'account', false],
    ['cloudflare:unlisted', 'gateway', true],
    ['cloudflare:2009', 'gateway', false],
    ['vocabulary:auth', 'provider', false],
  ] as const)('%s', (rule, scope, isOfOne) => {
    const one = failure('permission', { rule, scope });
    expect([isOfOneCaller(one), kindOf(one) === undefined, isConfig(one)]).toEqual([isOfOne, isOfOne, true]);
  });

  it('a missing object of the request is no configuration', () => {
    const one = failure('not-found', { rule: 'request:object-not-found', scope: 'request' });
    expect([isOfOneCaller(one), kindOf(one), isConfig(one)]).toEqual([true, undefined, false]);
  });
});

describe('refusals in unknown words', () => {
  const leg = { key: 'a', name: 'a' };
  const refused = failure('unknown', { statusCode: 400 });
  const down = failure('overloaded');

  function start() {
    let time = 1_700_000_000_000;
    const health = createHealth({
      clock: { ...systemClock, now: () => time, monotonic: () => time },
      random: () => 0.5,
    });
    const call = (what: typeof down | 'answered') => {
      const begun = health.begin(leg);
      return what === 'answered' ? begun?.succeeded() : begun?.failed(what);
    };
    return { health, call, advance: (ms: number) => void (time += ms) };
  }
  const times = (count: number, act: () => void) => {
    for (let time = 0; time < count; time += 1) act();
  };

  it('open nothing before the twentieth call of which none was answered', () => {
    const { health, call } = start();
    times(19, () => call(refused));
    expect(health.pauseMs(leg)).toBe(0);
    call(refused);
    expect(health.pauseMs(leg)).toBe(5_000);
  });

  it('open nothing beside one answer, however many they are', () => {
    const { health, call } = start();
    times(10, () => call(refused));
    call('answered');
    times(1_000, () => call(refused));
    expect(health.pauseMs(leg)).toBe(0);
  });

  it('open nothing if a call was answered just before the first of them', () => {
    const { health, call, advance } = start();
    call('answered');
    times(50, () => call(refused));
    expect(health.pauseMs(leg)).toBe(0);
    advance(30_000);
    times(20, () => call(refused));
    expect(health.pauseMs(leg)).toBe(5_000);
  });

  it('open nothing when they are spread over more than the window', () => {
    const { health, call, advance } = start();
    times(100, () => {
      call(refused);
      advance(2_000);
    });
    expect(health.pauseMs(leg)).toBe(0);
  });

  it('neither make a row of failures longer nor end it', () => {
    const { health, call } = start();
    times(4, () => call(down));
    times(3, () => call(refused));
    expect(health.pauseMs(leg)).toBe(0);
    call(down);
    expect(health.pauseMs(leg)).toBe(5_000);
  });

  it('do not hold back the rate of other failures to the open breaker’s limit by themselves', () => {
    const { health, call } = start();
    times(10, () => call(refused));
    times(2, () => {
      times(4, () => call(down));
      call('answered');
    });
    expect(health.pauseMs(leg)).toBe(0);
  });

  it('of a probe neither close the breaker nor begin a longer pause', () => {
    const { health, call, advance } = start();
    times(5, () => call(down));
    advance(5_000);
    call(refused);
    expect(health.pauseMs(leg)).toBe(0);
    expect(health.snapshot()['a']).toMatchObject({ state: 'half-open', timesOpened: 1 });
    call('answered');
    expect(health.snapshot()['a']).toMatchObject({ state: 'closed' });
  });
});

it.each<[FailureCategory, Partial<Failure>, ReturnType<typeof kindOf>]>([
  ['overloaded', {}, 'transient'],
  ['network', {}, 'transient'],
  ['unknown', {}, 'transient'],
  ['rate-limit', {}, 'transient'],
  ['rate-limit', { retryAfterMs: 0 }, undefined],
  ['auth', {}, 'config'],
  ['not-found', {}, 'config'],
  ['gateway-config', {}, 'config'],
  ['not-found', { scope: 'request' }, undefined],
  ['server-error', { scope: 'request' }, undefined],
  ['content-policy', {}, undefined],
  ['context-length', {}, undefined],
  ['aborted', {}, undefined],
])('a failure says of its leg what it may: %s %o', (category, facts, kind) => {
  expect(kindOf(failure(category, facts))).toBe(kind);
});
