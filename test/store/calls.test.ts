/** Calls of the SDK over stores that hang, throw, lie or have another time: none fails by them, and none waits for them. */
import { generateText } from 'ai';
import { expect, it } from 'vitest';
import { ok, scenario, status } from '../../mocks/index.ts';
import { createFailover, createHealth, createRetryBudget } from '../../src/index.ts';
import { createCopiedStore } from '../../src/store/copied-store.ts';
import { RowTable } from '../../src/store/row-table.ts';
import type { Engine } from '../../src/store/rows.ts';
import { resolveStoreOptions } from '../../src/store/store-options.ts';
import { AT_ONCE } from '../support/at-once.ts';
import { seeded } from '../support/concurrently.ts';
import { anthropicLeg, openaiLeg } from '../support/failover-legs.ts';
import { createHandClock } from './instances.ts';

const table = new RowTable([], () => {});
const skewed = (byMs: number): Engine => ({
  changes: async since => table.changes(since, 1_700_000_000_000 + byMs),
  putBreaker: async write => table.putBreaker(write, 1_700_000_000_000 + byMs),
  putWait: async (id, ms) => table.putWait(id, ms, 1_700_000_000_000 + byMs),
  putTokens: async (id, change, capacity) => table.putTokens(id, change, capacity, 1_700_000_000_000 + byMs),
});
const all = (answer: () => unknown): Engine => ({
  changes: answer,
  putBreaker: answer,
  putWait: answer,
  putTokens: answer,
});
const random = seeded(3);
const number = () => random() * 10 ** (random() * 16);

it.each<[string, Engine]>([
  ['hangs', all(() => new Promise(() => {}))],
  [
    'throws',
    all(() => {
      throw new Error('The store is broken.');
    }),
  ],
  ['rejects', all(async () => Promise.reject(new Error('The store is broken.')))],
  [
    'lies',
    all(async () => ({
      now: number(),
      breakers: [{ id: 'x', version: number(), openUntil: number() }],
      waits: [{ id: 'x', version: number(), until: number() }],
      tokens: [{ id: 'x', version: number(), left: number() }],
    })),
  ],
  ['is ten minutes ahead', skewed(600_000)],
  ['is a year behind', skewed(-31_536_000_000)],
])('a call over a store that %s is answered at once, whatever its legs do', async (_, engine) => {
  // Its timers never fire: a call that waited for anything would not end.
  const clock = createHandClock();
  const store = createCopiedStore(engine, resolveStoreOptions('test', { clock }, []));
  const health = createHealth({ store, clock, openMs: 1_000, maxOpenMs: 1_000 });
  const primary = scenario([...Array(20).fill(status(503, { headers: AT_ONCE })), ok('from the primary')]);
  const model = createFailover({
    models: [
      { name: 'primary', model: anthropicLeg(primary) },
      { name: 'fallback', model: openaiLeg(scenario([ok('from the fallback')])) },
    ],
    health,
    budget: createRetryBudget({ clock, store }),
    retries: { perLeg: 0 },
    hedge: false,
    clock,
  });
  const texts: string[] = [];
  for (let call = 0; call < 100; call += 1) {
    texts.push((await generateText({ model, prompt: 'Hi', maxRetries: 0 })).text);
    clock.advance(250);
  }
  expect(new Set(texts)).toEqual(new Set(['from the primary', 'from the fallback']));
  expect(texts.at(-1)).toBe('from the primary');
});
