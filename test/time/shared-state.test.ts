/** State that several callers share: tenants on one router, and routers that share it on purpose. */
import { wrapLanguageModel } from 'ai';
import { describe, expect, it } from 'vitest';
import { hang, ok, rewritten, status, type Step } from '../../mocks/index.ts';
import {
  createFailover,
  createHealth,
  createRetryBudget,
  failoverMiddleware,
  FailoverError,
  type FailoverEvent,
  type RouterOptions,
} from '../../src/index.ts';
import { anthropicLeg, openaiLeg } from '../support/failover-legs.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { setUp, upstreamOf } from './set-up.ts';
import { KINDS, startCall, type Kind } from './start-call.ts';
import { notableIn } from '../support/notable.ts';

const byKey = ({ headers }: { headers: Readonly<Record<string, string>> }) => headers['x-tenant'] ?? '';

describe.each(['doGenerate', 'doStream'] as const)('a tenant with credentials of its own (%s)', kind => {
  const good = { 'x-tenant': 'good', 'x-api-key': 'good-key' };

  it.each<[string, Step, Record<string, string>]>([
    ['key is wrong', status(401), { 'x-api-key': 'bad-key' }],
    ['key may not', status(403), { 'x-api-key': 'bad-key' }],
    ['bill is not paid', status(402), { authorization: 'Bearer bad-key' }],
    ['limit is reached', status(429), { 'x-api-key': 'bad-key' }],
    ['limit is reached for an hour', status(429, { retryAfter: 3_600 }), { 'x-api-key': 'bad-key' }],
    ['gateway token is wrong', rewritten(2009), { 'cf-aig-authorization': 'Bearer bad-key' }],
  ])('does not bench a leg for all when its %s', async (_, step, headers) => {
    const { model, clock, told, counts, health } = setUp([key => [key === 'good' ? ok('of a') : step], [ok('of b')]], {
      byKey,
      retries: { perLeg: 0 },
    });
    for (let number = 0; number < 25; number += 1) {
      const bad = startCall(kind, model, { headers: { 'x-tenant': 'bad', ...headers } });
      await clock.advance(100);
      expect(bad.text).toBe('of b');
    }
    expect([told('breaker'), health!.snapshot(), counts()]).toEqual([[], {}, [25, 25]]);
    const other = startCall(kind, model, { headers: good });
    await clock.advance(0);
    expect([other.text, other.failover]).toEqual(['of a', undefined]);
  });

  it('counts like any other caller when the leg itself is down', async () => {
    const { model, clock, told } = setUp([status(503), ok('of b')]);
    for (let number = 0; number < 5; number += 1) {
      startCall(kind, model, { headers: good });
      await clock.advance(1_000);
    }
    expect(told('breaker')).toMatchObject([{ leg: 'a', state: 'open' }]);
  });

  it('is benched like any other caller by a failure without such credentials', async () => {
    const { model, clock, counts } = setUp([key => [key === 'good' ? ok('no') : status(401)], [ok('of b')]], { byKey });
    for (const headers of [{ 'x-tenant': 'owner' }, good]) {
      const call = startCall(kind, model, { headers });
      await clock.advance(0);
      expect(call.text).toBe('of b');
    }
    expect(counts()).toEqual([1, 2]);
  });
});

/** Two routers over upstreams of their own, made in different ways, whose legs have the same names and models. */
function twoRouters(scripts: readonly [Step[], Step[]][], options: (clock: ManualClock) => RouterOptions) {
  const clock = createManualClock();
  const events: FailoverEvent[] = [];
  const shared = {
    clock,
    random: () => 0.5,
    onEvent: notableIn(events),
    ...options(clock),
  };
  const [one, other] = scripts.map(([first, second], index) => {
    const [a, b] = [upstreamOf(first, clock), upstreamOf(second, clock)];
    const fallback = { model: openaiLeg(b), name: 'b' };
    const middleware = failoverMiddleware({ primary: { name: 'a' }, to: fallback, ...shared });
    const model =
      index === 0
        ? wrapLanguageModel({ model: anthropicLeg(a), middleware })
        : createFailover({ models: [{ model: anthropicLeg(a), name: 'a' }, fallback], ...shared });
    return {
      counts: () => [a.count, b.count],
      async call(kind: Kind, ms = 0) {
        const call = startCall(kind, model);
        await clock.advance(ms);
        return call;
      },
    };
  });
  return { clock, events, one: one!, other: other! };
}

describe.each(KINDS)('routers that share a health (%s)', kind => {
  const healthy: [Step[], Step[]] = [[ok('of a')], [ok('of b')]];

  it('pass over what another one found broken, and come back together', async () => {
    const broken = Array.from({ length: 5 }, () => status(503));
    const { clock, one, other } = twoRouters([[[...broken, ok('of a')], [ok('of b')]], healthy], clock => ({
      health: createHealth({ clock, random: () => 0.5 }),
      retries: { perLeg: 0 },
    }));
    for (let number = 0; number < 5; number += 1) await one.call(kind);
    expect((await other.call(kind)).failover).toMatchObject({ skipped: [{ leg: 'a', reason: 'breaker' }] });
    expect([one.counts(), other.counts()]).toEqual([
      [5, 5],
      [0, 1],
    ]);
    await clock.advance(5_000);
    expect((await other.call(kind)).text).toBe('of a');
    expect((await one.call(kind)).text).toBe('of a');
  });

  it('leave alone what asked another one for it', async () => {
    const { clock, one, other } = twoRouters([[[status(429, { retryAfter: 30 })], [ok('of b')]], healthy], clock => ({
      health: createHealth({ clock }),
    }));
    await one.call(kind);
    expect((await other.call(kind)).failover).toMatchObject({ skipped: [{ leg: 'a', reason: 'not-before' }] });
    await clock.advance(29_999);
    await other.call(kind);
    expect(other.counts()).toEqual([0, 2]);
    await clock.advance(1);
    expect((await other.call(kind)).text).toBe('of a');
  });

  it('know nothing of each other without it', async () => {
    const { one, other } = twoRouters([[[status(401)], [ok('of b')]], healthy], () => ({}));
    expect((await one.call(kind)).text).toBe('of b');
    expect((await other.call(kind)).text).toBe('of a');
  });

  it('share a budget apart from it', async () => {
    const budget = createRetryBudget({ capacity: 4, minRetriesPerSecond: 0 });
    const down = [status(503)];
    const { one, other, events } = twoRouters(
      [
        [down, [ok('of b')]],
        [down, down],
      ],
      () => ({ budget, health: false }),
    );
    // Two tries cost half of it; what the fallback gives back is less than what the next one costs.
    await one.call(kind, 125);
    expect(one.counts()).toEqual([2, 1]);
    await one.call(kind, 125);
    const { errors } = await other.call(kind, 125);
    expect(FailoverError.isInstance(errors[0])).toBe(true);
    expect([one.counts(), other.counts()]).toEqual([
      [3, 2],
      [1, 1],
    ]);
    expect(events.filter(({ type }) => type === 'budget')).toMatchObject([
      { refused: 'retry', leg: 'a', capacity: 4 },
      { refused: 'retry', leg: 'a', capacity: 4 },
    ]);
  });

  it('share silence, too', async () => {
    const { clock, one, other } = twoRouters([[[hang()], [ok('of b')]], healthy], clock => ({
      health: createHealth({ clock }),
      hedge: { afterMs: 1_000 },
    }));
    for (let number = 0; number < 5; number += 1) await one.call(kind, 1_000);
    expect([(await other.call(kind)).text, other.counts(), clock.pending]).toEqual(['of b', [0, 1], 0]);
  });
});
