/** The copies at hand, over rows in memory and over engines that fail, hang or lie. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Health } from '../../src/health/health.ts';
import { createRetryBudget } from '../../src/health/retry-budget.ts';
import { createCopiedStore } from '../../src/store/copied-store.ts';
import { RowTable, type Row } from '../../src/store/row-table.ts';
import type { BreakerWrite, Engine } from '../../src/store/rows.ts';
import { resolveStoreOptions } from '../../src/store/store-options.ts';
import { failure } from '../support/legs.ts';
import { settle } from '../support/manual-clock.ts';
import { describeStore } from './contract.ts';
import { advanceAll, createInstance, PRIMARY, type Instance } from './instances.ts';

const STORE_TIME = 1_600_000_000_000;

function tableEngine() {
  const asked = { changes: 0, writes: [] as BreakerWrite[], waits: [] as string[], tokens: [] as number[] };
  const saved = new Map<string, Row>();
  const table = new RowTable([], (name, row) => void (row ? saved.set(name, row) : saved.delete(name)));
  const engine: Engine = {
    changes: async since => {
      asked.changes += 1;
      return structuredClone(table.changes(since, STORE_TIME));
    },
    putBreaker: async write => {
      asked.writes.push(write);
      return structuredClone(table.putBreaker(structuredClone(write), STORE_TIME));
    },
    putWait: async (id, ms) => {
      asked.waits.push(id);
      return structuredClone(table.putWait(id, ms, STORE_TIME));
    },
    putTokens: async (id, change, capacity) => {
      asked.tokens.push(change);
      return structuredClone(table.putTokens(id, change, capacity, STORE_TIME));
    },
  };
  return { engine, asked, saved };
}

const over = (engine: Engine, options: Parameters<typeof createInstance>[1] = {}): Instance =>
  createInstance(given => createCopiedStore(engine, resolveStoreOptions('test', given, [])), options);

const engines = new Map<string, Engine>();

describe('over rows in memory', () => {
  describeStore({
    instance(app, options) {
      if (!engines.has(app)) engines.set(app, tableEngine().engine);
      return over(engines.get(app)!, options);
    },
    settled: settle,
  });
});

describe('what it asks', () => {
  it('is one question a second while calls come, and no write while all is well', async () => {
    const { engine, asked } = tableEngine();
    const { health, clock } = over(engine);
    for (let call = 0; call < 10_000; call += 1) {
      expect(health.pauseMs(PRIMARY)).toBe(0);
      health.begin(PRIMARY)!.succeeded();
      clock.advance(1);
      if (call % 500 === 0) await settle();
    }
    expect(asked).toEqual({ changes: 10, writes: [], waits: [], tokens: [] });
  });

  it('is written to for an opening and for what ends it, not for each failed call', async () => {
    const { engine, asked } = tableEngine();
    const { health, clock, fail } = over(engine);
    fail(4);
    expect(asked.writes).toEqual([]);
    fail(1);
    fail(100);
    expect(asked.writes).toMatchObject([{ isOpen: true, generation: 1, openLeftMs: 5_000 }]);
    await settle();
    clock.advance(60_000);
    health.begin(PRIMARY)!.succeeded();
    expect(asked.writes.slice(1)).toMatchObject([{ probeLeftMs: 30_000 }, { isOpen: false, generation: 2 }]);
  });

  it('hears of a longer pause of a leg that is open already, not of each last resort that fails', async () => {
    const { engine, asked } = tableEngine();
    const one = over(engine);
    one.fail();
    const lastResort = (what: Parameters<typeof failure>[0]) => one.health.begin(PRIMARY, true)!.failed(failure(what));
    for (let call = 0; call < 20; call += 1) lastResort('overloaded');
    await settle();
    expect(asked.writes.map(({ openMs }) => openMs)).toEqual([5_000]);
    for (let call = 0; call < 20; call += 1) lastResort('auth');
    await settle();
    expect(asked.writes.map(({ openMs }) => openMs / 1_000)).toEqual([5, 60, 120, 240, 480, 900]);
    expect(Object.values(one.health.snapshot())[0]!.pauseMs).toBeGreaterThan(600_000);
  });

  it('shows no name and no key', async () => {
    const { engine, saved } = tableEngine();
    const { health, fail, waits } = over(engine);
    fail();
    health.isolate('tenant-acme');
    waits.wait('account acme', 10_000);
    await settle();
    const text = JSON.stringify([...saved]);
    expect(saved.size).toBe(3);
    expect(text).not.toMatch(/acme|claude|anthropic|tenant/);
    expect(text).not.toContain('test:overloaded');
  });

  it('hears of one wait once, however many calls are told it', async () => {
    const { engine, asked } = tableEngine();
    const { waits, clock } = over(engine);
    for (let call = 0; call < 100; call += 1) waits.wait('a', 30_000);
    clock.advance(2_000);
    waits.wait('a', 30_000);
    await settle();
    expect(asked.waits).toHaveLength(2);
  });

  it('hears of a wait that grows by small steps once for each second', async () => {
    const { engine, asked } = tableEngine();
    const { waits, clock } = over(engine);
    for (let call = 0; call < 20; call += 1) {
      waits.wait('a', 30_000);
      clock.advance(300);
    }
    await settle();
    expect(asked.waits.length).toBeGreaterThan(4);
    expect(asked.waits.length).toBeLessThan(8);
  });

  it('becomes rarer while nobody answers, and what is written stops', async () => {
    let [questions, writes] = [0, 0];
    const never = () => new Promise(() => {});
    const { health, clock, fail } = over({
      changes: () => ((questions += 1), never()),
      putBreaker: () => ((writes += 1), never()),
      putWait: never,
      putTokens: never,
    });
    for (let second = 0; second < 3_600; second += 1) {
      health.pauseMs(PRIMARY);
      clock.advance(1_000);
    }
    expect(questions).toBeLessThan(370);
    expect(questions).toBeGreaterThan(300);
    fail();
    expect(health.pauseMs(PRIMARY)).toBeGreaterThan(0);
    expect(writes).toBe(0);
    health.isolate('claude');
    expect(writes).toBe(1);
  });
});

describe('a shared retry budget', () => {
  it('sends nothing while all is well, and in an outage one change a second, however many attempts fail', async () => {
    const { engine, asked } = tableEngine();
    const { store, clock } = over(engine);
    const budget = createRetryBudget({ store, clock, name: 'chat' });
    for (let call = 0; call < 5_000; call += 1) {
      budget.succeeded();
      clock.advance(1);
    }
    await settle();
    expect(asked.tokens).toEqual([]);
    for (let attempt = 0; attempt < 30; attempt += 1) {
      budget.failed();
      clock.advance(100);
      await settle();
    }
    expect(asked.tokens).toEqual([-1_000, -10_000, -10_000]);
    expect(budget.snapshot()).toEqual({ tokens: 70, capacity: 100 });
  });

  it('ends the second tries of one process where another one used it up', async () => {
    const { engine } = tableEngine();
    const [a, b] = [over(engine), over(engine)];
    const [own, other] = [a, b].map(({ store, clock }) => createRetryBudget({ store, clock, minRetriesPerSecond: 0 }));
    expect([own!.mayRetry(), other!.mayRetry(), other!.mayHedge()]).toEqual([true, true, true]);
    for (let attempt = 0; attempt < 60; attempt += 1) own!.failed();
    for (let second = 0; second < 3; second += 1) {
      advanceAll(1_000, a, b);
      for (const budget of [own!, other!]) budget.isLow();
      await settle();
    }
    expect([own!.mayRetry(), other!.mayRetry(), other!.mayHedge()]).toEqual([false, false, false]);
    expect(other!.snapshot().tokens).toBe(39);
  });

  it.each<[string, () => unknown]>([
    ['no number', () => undefined],
    ['a promise', () => Promise.reject(new Error('late'))],
    ['more than there can be', () => 101],
    ['less than nothing', () => -1],
    ['not a number', () => Number.NaN],
  ])('goes by what is known here where a store answers with %s', (_, answer) => {
    const budget = createRetryBudget({ store: { tokens: answer as () => number, addTokens: () => {} } });
    for (let attempt = 0; attempt < 60; attempt += 1) budget.failed();
    expect([budget.isLow(), budget.snapshot().tokens]).toEqual([true, 40]);
  });

  it('goes by what is known here where a store throws', () => {
    const store = { tokens: () => broken(), addTokens: () => broken() };
    const budget = createRetryBudget({ store });
    for (let attempt = 0; attempt < 60; attempt += 1) budget.failed();
    expect([budget.isLow(), budget.snapshot().tokens]).toEqual([true, 40]);
  });

  it('sends once more what the store refused, for outages that are too short to be one', async () => {
    const { engine, asked } = tableEngine();
    let isDown = true;
    const refused: number[] = [];
    const { store, clock } = over({
      ...engine,
      changes: since => (isDown ? broken() : engine.changes(since)),
      async putTokens(id, change, capacity) {
        if (!isDown) return engine.putTokens(id, change, capacity);
        refused.push(change);
        throw new Error('connection lost');
      },
    });
    const budget = createRetryBudget({ store, clock });
    for (let second = 0; second < 3; second += 1) {
      for (let attempt = 0; attempt < 20; attempt += 1) budget.failed();
      await settle();
      clock.advance(1_000);
    }
    expect([refused.length > 0, budget.snapshot().tokens]).toEqual([true, 40]);
    isDown = false;
    for (let second = 0; second < 10; second += 1) {
      budget.isLow();
      await settle();
      clock.advance(1_000);
    }
    expect(asked.tokens.reduce((sum, change) => sum + change, 0)).toBe(-60_000);
    // What the store says now is what this process had spent.
    expect([budget.isLow(), budget.snapshot().tokens]).toEqual([true, 40]);
  });

  it('keeps what it could not send while the store is down', async () => {
    const { engine, asked } = tableEngine();
    let isDown = true;
    const { store, clock } = over({ ...engine, changes: since => (isDown ? broken() : engine.changes(since)) });
    const budget = createRetryBudget({ store, clock });
    for (let second = 0; second < 120; second += 1) {
      budget.isLow();
      clock.advance(1_000);
    }
    for (let attempt = 0; attempt < 20; attempt += 1) budget.failed();
    await settle();
    expect(asked.tokens).toEqual([]);
    isDown = false;
    for (let second = 0; second < 30; second += 1) {
      budget.isLow();
      await settle();
      clock.advance(1_000);
    }
    expect(asked.tokens).toEqual([-20_000]);
  });
});

describe('the next probe', () => {
  /** An instance with an open leg whose pause is over, with fresh copies, and an engine that answers when told to. */
  async function due() {
    const { engine, asked } = tableEngine();
    const held: (() => void)[] = [];
    let isHeld = false;
    const hold = (answer: unknown) => (isHeld ? new Promise(resolve => held.push(() => resolve(answer))) : answer);
    const one = over({ ...engine, putBreaker: write => hold(engine.putBreaker(write)) });
    one.fail();
    for (let second = 0; second < 6; second += 1) {
      await settle();
      one.clock.advance(900);
      if (second < 5) one.health.pauseMs(PRIMARY);
    }
    await settle();
    isHeld = true;
    return { ...one, asked, answer: () => held.splice(0).forEach(act => act()) };
  }

  it('is passed over while the store is asked who may, then let through', async () => {
    const { health, answer, asked } = await due();
    const before = asked.writes.length;
    expect(health.begin(PRIMARY)).toBeUndefined();
    expect(health.pauseMs(PRIMARY)).toBe(50);
    expect(asked.writes.slice(before)).toMatchObject([{ isOpen: true, probeLeftMs: 3_000 }]);
    answer();
    await settle();
    expect(health.pauseMs(PRIMARY)).toBe(0);
    expect(health.begin(PRIMARY)?.isProbe).toBe(true);
    expect(health.begin(PRIMARY)).toBeUndefined();
  });

  it('is let through after 50 ms without an answer', async () => {
    const { health, clock } = await due();
    expect(health.begin(PRIMARY)).toBeUndefined();
    clock.advance(49);
    expect(health.begin(PRIMARY)).toBeUndefined();
    clock.advance(1);
    expect(health.begin(PRIMARY)?.isProbe).toBe(true);
  });

  it('keeps its lease when the answer comes while it runs', async () => {
    const { health, clock, answer } = await due();
    health.begin(PRIMARY);
    clock.advance(50);
    const probe = health.begin(PRIMARY)!;
    answer();
    await settle();
    clock.advance(2_000);
    expect(health.pauseMs(PRIMARY)).toBeGreaterThan(0);
    await settle();
    expect(probe.failed(failure('overloaded'))).toMatchObject({ state: 'open', pauseMs: 10_000 });
  });

  it.each([2_900, 3_100, 60_000])('is not put off for ever where a call comes every %i ms', async everyMs => {
    const { engine } = tableEngine();
    const one = over(engine);
    one.fail();
    one.clock.advance(6_000);
    let probes = 0;
    for (let call = 0; call < 3; call += 1) {
      one.health.pauseMs(PRIMARY);
      if (one.health.begin(PRIMARY)?.isProbe) probes += 1;
      await settle();
      one.clock.advance(everyMs);
    }
    expect(probes).toBeGreaterThan(0);
  });
});

describe('who only looks', () => {
  it.each<[string, (one: Instance) => unknown]>([
    ['at snapshots', ({ health }) => health.snapshot()],
    ['at pauses', ({ health }) => health.pauseMs(PRIMARY)],
  ])('%s does not keep others from probing', async (_, look) => {
    const { engine } = tableEngine();
    const [looking, calling] = [over(engine), over(engine)];
    calling.fail();
    looking.health.pauseMs(PRIMARY);
    let probes = 0;
    for (let step = 0; step < 150 && probes === 0; step += 1) {
      await settle();
      for (const { clock } of [looking, calling]) clock.advance(100);
      look(looking);
      if (calling.health.begin(PRIMARY)?.isProbe) probes += 1;
    }
    expect(probes).toBe(1);
  });

  it('at snapshots claims nothing', async () => {
    const { engine, asked } = tableEngine();
    const one = over(engine);
    one.fail();
    await settle();
    for (let step = 0; step < 100; step += 1) {
      one.clock.advance(100);
      one.health.snapshot();
      await settle();
    }
    expect(asked.writes).toHaveLength(1);
  });
});

const broken = () => {
  throw new Error('The store is broken.');
};

/** Uses every function there is; each call must be let through at once, and breakers must work. */
async function expectLocal(one: Instance): Promise<void> {
  const { health, clock, waits, fail } = one;
  for (let round = 0; round < 3; round += 1) {
    expect(health.pauseMs(PRIMARY)).toBe(0);
    health.begin(PRIMARY)!.succeeded();
    fail();
    expect(health.pauseMs(PRIMARY)).toBe(5_000);
    waits.wait('a', 1_000);
    expect(waits.waitMs('a')).toBe(1_000);
    await settle();
    expect(health.pauseMs(PRIMARY)).toBe(5_000);
    clock.advance(5_060);
    // With no answer nobody is asked who may probe, or for no longer than this.
    if (!health.begin(PRIMARY)?.succeeded()) {
      clock.advance(50);
      health.begin(PRIMARY)!.succeeded();
    }
    await settle();
    expect(one.health.snapshot()).toMatchObject({ [PRIMARY.key]: { state: 'closed' } });
  }
}

describe('an engine', () => {
  const thenable = {
    // oxlint-disable-next-line unicorn/no-thenable -- a hostile one
    get then() {
      return broken();
    },
  };
  const junk: [string, () => unknown][] = [
    ['throws', broken],
    ['rejects', async () => broken()],
    ['hangs', () => new Promise(() => {})],
    ['answers with nothing', async () => undefined],
    ['answers with text', async () => 'OK'],
    ['answers with a thenable that throws', () => thenable],
    ['answers with no rows', async () => ({ now: STORE_TIME, breakers: 'none', waits: { a: 1 } })],
    ['has no time', async () => ({ now: Number.NaN, breakers: [], waits: [] })],
    ['answers with rows of junk', async () => ({ now: STORE_TIME, breakers: [null, 1, {}], waits: [undefined, 'a'] })],
  ];
  it.each(junk)('that %s leaves each process with what it knows itself', async (_, answer) => {
    const one = over({ changes: answer, putBreaker: answer, putWait: answer, putTokens: answer });
    await expectLocal(one);
    expect(one.store.keys()).toEqual([PRIMARY.key]);
  });

  it('is never waited for, and benches no leg longer than a pause can be, whatever it answers', async () => {
    const number = fc.oneof(
      fc.double(),
      fc.integer({ min: -1_000_000, max: 1_000_000_000 }).map(ms => STORE_TIME + ms),
      fc.constantFrom(0, 1, Number.MAX_VALUE, Number.MAX_SAFE_INTEGER, Number.NaN),
    );
    const row = fc.record({
      id: fc.constant('0'),
      version: fc.oneof(
        { arbitrary: number, weight: 1 },
        { arbitrary: fc.nat(1_000).map(ms => (STORE_TIME + ms) * 1_000), weight: 4 },
      ),
      writer: fc.constantFrom('a', 'b'),
      sequence: fc.nat(),
      generation: fc.nat(),
      openUntil: number,
      openMs: number,
      timesOpened: fc.nat(),
      probeUntil: number,
      until: number,
      isIsolated: fc.constant(false),
    });
    let benched = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof({ arbitrary: row, weight: 4 }, { arbitrary: fc.anything(), weight: 1 }), {
          minLength: 1,
          maxLength: 5,
        }),
        async rows => {
          const { engine, asked } = tableEngine();
          let id: string | undefined;
          const named = () => rows.map(one => (one && (one as { id?: unknown }).id === '0' ? { ...one, id } : one));
          const lie = async () => ({ now: STORE_TIME, breakers: named(), waits: named() });
          // A write shows the id.
          const probe = over(engine);
          probe.health.isolate(PRIMARY.key);
          id = asked.writes[0]!.id;
          const { health, clock, waits } = over({ changes: lie, putBreaker: lie, putWait: lie, putTokens: lie });
          health.pauseMs(PRIMARY);
          await settle();
          const longest = 900_000 * 1.2;
          const [pause, wait] = [health.pauseMs(PRIMARY), waits.waitMs(PRIMARY.key)];
          expect(pause >= 0 && pause <= longest).toBe(true);
          expect(wait >= 0 && wait <= 900_000).toBe(true);
          if (pause > 0) benched += 1;
          // One that is further ahead than a pause can be is not believed until it is not: then for no longer either.
          clock.advance(longest + 1_000);
          const late = health.pauseMs(PRIMARY);
          expect(late).toBeLessThanOrEqual(longest);
          clock.advance(late);
          expect(health.begin(PRIMARY) ?? (clock.advance(50), health.begin(PRIMARY))).toBeDefined();
        },
      ),
      { numRuns: 1_000 },
    );
    expect(benched).toBeGreaterThan(10);
  });

  it('that comes back is told of what happens from then on', async () => {
    const { engine, asked } = tableEngine();
    let isDown = true;
    const one = over({
      changes: since => (isDown ? broken() : engine.changes(since)),
      putBreaker: write => (isDown ? broken() : engine.putBreaker(write)),
      putWait: broken,
      putTokens: broken,
    });
    one.fail();
    for (let second = 0; second < 60; second += 1) {
      one.health.pauseMs(PRIMARY);
      one.clock.advance(1_000);
    }
    isDown = false;
    one.clock.advance(10_000);
    one.health.pauseMs(PRIMARY);
    await settle();
    one.clock.advance(60_000);
    one.health.begin(PRIMARY)!.failed(failure('overloaded'));
    await settle();
    expect(asked.writes).toMatchObject([{ probeLeftMs: 30_000 }, { isOpen: true, timesOpened: 2, probeLeftMs: 0 }]);
  });
});

it('knows what the store has, also where a write is answered after the row of another process was taken', async () => {
  const { engine } = tableEngine();
  let answerLate = () => {};
  const late: Engine = {
    ...engine,
    // The store has it at once; its answer is on its way for long.
    async putBreaker(write) {
      await new Promise<void>(resolve => (answerLate = resolve));
      return engine.putBreaker(write);
    },
  };
  const [slow, other] = [over(late, { openMs: 60_000, maxOpenMs: 60_000 }), over(engine)];
  const leg = PRIMARY.key;
  // It has heard of nothing, and has opened and closed the leg more often than the other one.
  slow.health.restore(leg);
  answerLate();
  await settle();
  for (let time = 0; time < 3; time += 1) {
    slow.fail();
    slow.clock.advance(100_000);
    slow.health.begin(PRIMARY, true)!.succeeded();
  }
  slow.fail();
  const opened = answerLate;
  other.health.restore(leg);
  await settle();
  slow.clock.advance(1_100);
  expect(slow.health.pauseMs(PRIMARY)).toBeGreaterThan(0);
  await settle();
  opened();
  await settle();
  advanceAll(1_000, slow, other);
  for (let look = 0; look < 2; look += 1) {
    for (const { health } of [slow, other]) health.pauseMs(PRIMARY);
    await settle();
  }
  const states = [slow, other].map(({ health }) => health.pauseMs(PRIMARY) > 0);
  expect(states[0]).toBe(states[1]);
});

it('keeps counts of calls in each process', async () => {
  const { engine } = tableEngine();
  const [a, b] = [over(engine), over(engine)];
  a.fail(4);
  b.fail(4);
  await settle();
  expect([a, b].map(({ health }) => health.pauseMs(PRIMARY))).toEqual([0, 0]);
  const consecutive = (health: Health) => Object.values(health.snapshot())[0]?.consecutiveFailures;
  expect(consecutive(a.health)).toBe(4);
});

it.each<[Record<string, unknown>, string]>([
  [{ refreshMs: 999 }, '`refreshMs` takes a number of milliseconds from 1000; got 999.'],
  [{ clock: {} }, '`clock` takes an object with'],
  [{ random: async () => 0 }, '`random` takes a function that returns a number'],
  [{ prefix: 1 }, '`prefix` takes a string; got 1.'],
  [{ prefiks: 'a' }, 'unknown option `prefiks`'],
])('an option that it does not take is named: %#', (options, said) => {
  expect(() => resolveStoreOptions('redisStore', options as never, ['prefix'])).toThrow(said);
});
