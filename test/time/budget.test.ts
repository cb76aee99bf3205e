/** The budget through the router: what it refuses, when, and what it never does. */
import { describe, expect, it } from 'vitest';
import { disconnect, hang, ok, status } from '../../mocks/index.ts';
import { createHealth, createRetryBudget, FailoverError } from '../../src/index.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { FACTORIES, setUp } from './set-up.ts';
import { KINDS, startCall, type Kind } from './start-call.ts';

type Router = ReturnType<typeof setUp>;

/** Makes calls one after the other. */
async function calls({ model, clock }: Router, kind: Kind, count: number, ms: number) {
  const made = [];
  for (let number = 0; number < count; number += 1) {
    const call = startCall(kind, model);
    await clock.advance(ms);
    expect(call.isOver).toBe(true);
    made.push(call);
  }
  return made;
}

const down = status(503);
/** Half of the 250 ms that the first wait is at most. */
const WAIT_MS = 125;

describe.each(KINDS)('%s', kind => {
  it('below half, one call a second tries the same leg again, and all calls ask every leg once', async () => {
    const router = setUp([down, ok('hello')], { by: FACTORIES[KINDS.indexOf(kind) % 2]!, health: false });
    // Each takes two from a hundred and gives a fifth back: the 29th finds less than half.
    await calls(router, kind, 28, WAIT_MS);
    expect([router.counts(), router.told('budget')]).toEqual([[56, 28], []]);
    for (const refusals of [10, 20]) {
      const [a, b] = router.counts() as [number, number];
      const many = Array.from({ length: 10 }, () => startCall(kind, router.model));
      await router.clock.advance(WAIT_MS);
      expect(many.map(({ text }) => text)).toEqual(many.map(() => 'hello'));
      expect(router.counts()).toEqual([a + 11, b + 10]);
      await router.clock.advance(999 - WAIT_MS);
      await calls(router, kind, 1, 1);
      expect(router.counts()).toEqual([a + 12, b + 11]);
      expect(router.told('budget')).toHaveLength(refusals);
    }
    const [refused] = router.told('budget');
    expect(refused).toEqual({
      type: 'budget',
      refused: 'retry',
      leg: 'a',
      capacity: 100,
      tokens: expect.any(Number),
    });
    expect(refused!.tokens).toBeLessThan(50);
    expect(router.clock.pending).toBe(0);
  });

  it('below half no leg is asked beside a silent one; above it again', async () => {
    const budget = createRetryBudget({ capacity: 10 });
    const script = [...Array.from({ length: 8 }, () => hang()), ...Array.from({ length: 4 }, () => ok('of a')), hang()];
    const router = setUp([script, ok('of b')], {
      budget,
      health: false,
      hedge: { afterMs: 1_000 },
      timeouts: { attemptMs: 20_000 },
    });
    // Each takes one and gives a fifth back, until no more than five are left.
    expect((await calls(router, kind, 7, 1_000)).map(({ text }) => text)).toEqual(
      Array.from({ length: 7 }, () => 'of b'),
    );
    expect([router.told('hedge-start').length, budget.snapshot().tokens.toFixed(1)]).toEqual([7, '4.4']);
    const call = startCall(kind, router.model);
    await router.clock.advance(19_999);
    expect([call.isOver, router.counts()]).toEqual([false, [8, 7]]);
    expect(router.told('budget')).toEqual([
      { type: 'budget', refused: 'hedge', leg: 'a', tokens: expect.closeTo(4.4), capacity: 10 },
    ]);
    await router.clock.advance(1);
    expect([call.text, call.failover]).toMatchObject([
      'of b',
      { hedged: false, attempts: [{ rule: 'timeout:attemptMs' }] },
    ]);
    // The cut took one: 3.6, and four answers give less than a whole one back.
    await calls(router, kind, 4, 0);
    for (let number = 0; number < 4; number += 1) budget.succeeded();
    expect([budget.isLow(), budget.snapshot().tokens.toFixed(1)]).toEqual([false, '5.2']);
    expect(await calls(router, kind, 1, 1_000)).toMatchObject([{ text: 'of b', failover: { hedged: true } }]);
    expect([router.told('hedge-start').length, router.clock.pending]).toEqual([8, 0]);
  });

  it('first tries are never blocked, however little is left', async () => {
    const budget = createRetryBudget({ capacity: 1, minRetriesPerSecond: 0 });
    const router = setUp([down, disconnect(), ok('hello')], { budget, health: false });
    const made = await calls(router, kind, 15, 0);
    expect(made.map(({ text }) => text)).toEqual(Array.from({ length: 15 }, () => 'hello'));
    expect([router.counts(), budget.snapshot().tokens < 0.5]).toEqual([[15, 15, 15], true]);
  });

  it('with `budget: false` nothing is refused', async () => {
    for (const by of FACTORIES) {
      const router = setUp([down, ok('hello')], { by, health: false, budget: false });
      await calls(router, kind, 30, WAIT_MS);
      expect([router.counts(), router.told('budget')]).toEqual([[60, 30], []]);
    }
  });

  it('only what passes costs something', async () => {
    const budget = createRetryBudget();
    for (const code of [400, 401, 404]) await calls(setUp([status(code), ok('hello')], { budget }), kind, 5, 0);
    expect(budget.snapshot()).toEqual({ tokens: 100, capacity: 100 });
    await calls(setUp([down, ok('hello')], { budget, retries: { perLeg: 0 } }), kind, 1, 0);
    expect(budget.snapshot().tokens).toBeCloseTo(99.2);
  });

  it("a leg's own retries are counted with one leg, too", async () => {
    const budget = createRetryBudget({ capacity: 4, minRetriesPerSecond: 0 });
    const router = setUp([down], { budget, legs: [{ retries: 3 }] });
    await calls(router, kind, 1, 10_000);
    expect([router.counts(), router.told('budget').length]).toEqual([[2], 1]);
  });
});

describe('that another round makes sense', () => {
  /** The errors of calls to legs that are all down. */
  async function errors(legs: number, options: Parameters<typeof setUp>[1], count = 12) {
    const router = setUp(
      Array.from({ length: legs }, () => down),
      { retries: { perLeg: 0 }, ...options },
    );
    const made = await calls(router, 'doGenerate', count, 200);
    return made.map(({ errors: [error] }) => error as FailoverError);
  }
  const small = () => createRetryBudget({ capacity: 4 });

  it('is no longer so once the budget is below half and every breaker is open', async () => {
    const made = await errors(2, { budget: small() });
    expect(made.every(error => FailoverError.isInstance(error))).toBe(true);
    // Both open with the fifth call; much was spent by then.
    expect(made.map(({ isRetryable }) => isRetryable)).toEqual(made.map((_, index) => index < 4));
  });

  it.each<[string, number, () => Parameters<typeof setUp>[1]]>([
    ['the budget is low, but no breaker can open', 2, () => ({ budget: small(), health: false })],
    ['every breaker is open, but the budget is not low', 2, () => ({ budget: createRetryBudget({ capacity: 1_000 }) })],
    ['every breaker is open, and there is no budget', 2, () => ({ budget: false })],
    ...[0, 1].map((retries): [string, number, () => Parameters<typeof setUp>[1]] => [
      `there is one leg, with ${retries} retries, whatever is known of it`,
      1,
      () => {
        const clock = createManualClock();
        return { clock, budget: small(), health: createHealth({ clock }), retries: { perLeg: retries } };
      },
    ]),
  ])('is so while %s', async (_, legs, optionsOf) => {
    const made = await errors(legs, optionsOf());
    expect(made.map(({ isRetryable }) => isRetryable)).toEqual(made.map(() => true));
  });
});
