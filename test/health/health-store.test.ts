/** Stores that fail, lie or belong to somebody with another clock. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import { createHealth, type HealthOptions, type HealthStore, type LegRef } from '../../src/health/health.ts';
import { failure } from '../support/legs.ts';

const leg: LegRef = { key: 'a#0', name: 'a' };
const START_MS = 1_700_000_000_000;
const LONGEST_MS = 900_000 * 1.2;
const LEASE_MS = 30_000;
/** By how much clocks may differ. */
const SLACK_MS = 1_000;
const transient = failure('overloaded');
const config = failure('auth');

type LegRecord = NonNullable<ReturnType<HealthStore['read']>>;

function start(options: HealthOptions = {}) {
  let time = START_MS;
  let wallAhead = 0;
  const clock = { ...systemClock, now: () => time + wallAhead, monotonic: () => time };
  const health = createHealth({ clock, random: () => 0.5, ...options });
  return {
    health,
    advance: (ms: number) => void (time += ms),
    setWall: (byMs: number) => void (wallAhead += byMs),
    fail: (times: number, what = transient) => {
      for (let call = 0; call < times; call += 1) health.begin(leg)?.failed(what);
    },
  };
}

/** Waits as it is told to, and says for how long. */
function waitOut({ health, advance }: ReturnType<typeof start>): number {
  let waited = 0;
  for (let pause = health.pauseMs(leg); pause > 0 && waited < 10 * LONGEST_MS; pause = health.pauseMs(leg)) {
    waited += pause;
    advance(pause);
  }
  expect(health.begin(leg)).toBeDefined();
  return waited;
}

/** Uses every function there is; each call must be let through. */
function expectHarmless({ health }: ReturnType<typeof start>): void {
  expect(health.pauseMs(leg)).toBe(0);
  for (const what of [transient, config, failure('invalid-request')]) health.begin(leg)?.failed(what);
  health.begin(leg)?.succeeded();
  const stream = health.begin(leg, true);
  expect(stream).toBeDefined();
  stream?.committed();
  expect(stream?.isGivenUp()).toBe(false);
  stream?.forget();
  health.isolate('a');
  health.restore('a');
  expect(health.snapshot()).toEqual({});
}

/** A store with a record that the test decides. */
function createFixedStore(record: unknown): HealthStore {
  return { read: () => record as LegRecord, write: () => {}, keys: () => [leg.key] };
}

/** A record as it is after a leg was in trouble. */
function openRecord(kind: 'transient' | 'config' = 'transient'): LegRecord {
  const records = new Map<string, LegRecord>();
  const store: HealthStore = {
    read: key => records.get(key),
    write: (key, record) => void records.set(key, record),
    keys: () => records.keys(),
  };
  start({ store }).fail(kind === 'config' ? 1 : 5, kind === 'config' ? config : transient);
  return records.get(leg.key)!;
}

describe('a store', () => {
  it('holds plain data: what was written as JSON goes on where it was', () => {
    const texts = new Map<string, string>();
    const store: HealthStore = {
      read: key => (texts.has(key) ? JSON.parse(texts.get(key)!) : undefined),
      write: (key, record) => {
        expect(JSON.parse(JSON.stringify(record))).toEqual(record);
        texts.set(key, JSON.stringify(record));
      },
      keys: () => texts.keys(),
    };
    start({ store }).fail(4);
    const { health, advance, fail } = start({ store });
    fail(1);
    expect(health.pauseMs(leg)).toBe(5_000);
    advance(5_000);
    expect(start({ store }).health.pauseMs(leg)).toBe(5_000);
    expect(health.begin(leg)).toBeDefined();
    expect(health.begin(leg)).toBeUndefined();
  });

  it('is not written to while all is well', () => {
    let writes = 0;
    const { health } = start({ store: { read: () => undefined, write: () => void (writes += 1), keys: () => [] } });
    for (let call = 0; call < 1_000; call += 1) {
      const begun = health.begin(leg);
      begun?.committed();
      begun?.succeeded();
    }
    expect(writes).toBe(0);
  });

  it('is no longer written to once the failures are out of the window', () => {
    let writes = 0;
    const records = new Map<string, LegRecord>();
    const store: HealthStore = {
      read: key => records.get(key),
      write: (key, record) => {
        writes += 1;
        records.set(key, record);
      },
      keys: () => records.keys(),
    };
    const { health, advance, fail } = start({ store });
    fail(1);
    health.begin(leg)?.succeeded();
    advance(30_000);
    health.begin(leg)?.succeeded();
    expect(writes).toBe(3);
    for (let call = 0; call < 100; call += 1) health.begin(leg)?.succeeded();
    expect(writes).toBe(3);
  });

  it.each<[unknown, string]>([
    [{}, '`store` takes an object with `read`, `write`, `keys`; got an object.'],
    [null, '`store` takes an object with `read`, `write`, `keys`; got null.'],
    [{ read: () => {}, write: () => {} }, '`store` takes an object with `read`, `write`, `keys`; got an object.'],
    [
      { read: async () => {}, write: () => {}, keys: () => [] },
      '`store.read` takes a function that returns a record or undefined from a copy at hand at once; got an async function.',
    ],
    [
      { read: () => {}, write: () => {}, keys: async () => [] },
      '`store.keys` takes a function that returns an iterable at once; got an async function.',
    ],
  ])('that cannot be one is named at once: %#', (store, said) => {
    expect(() => createHealth({ store: store as never })).toThrow(new TypeError(`createHealth: option ${said}`));
  });

  it('shows nothing under a key that is no text', () => {
    const keys = () => [undefined, 1, leg.key] as string[];
    const { health } = start({ store: { ...createFixedStore(openRecord()), keys } });
    expect(Object.keys(health.snapshot())).toEqual([leg.key]);
  });

  const broken = () => {
    throw new Error('The store is broken.');
  };
  const rejects = async () => broken();
  it.each([
    ['throws', { read: broken, write: broken, keys: broken }],
    [
      'throws at every question',
      { read: broken, write: broken, keys: broken, isEmpty: broken, waitMs: broken, wait: broken },
    ],
    ['throws on writes', { read: () => undefined, write: broken, keys: () => [] }],
    ['writes with promises that reject', { read: () => undefined, write: rejects, keys: () => rejects() }],
    [
      'iterates until it throws',
      { read: () => undefined, write: () => {}, keys: () => ({ [Symbol.iterator]: broken }) },
    ],
  ])('that %s never fails a call and benches no leg', async (_, store) => {
    expect(() => expectHarmless(start({ store: store as unknown as HealthStore }))).not.toThrow();
    // Time for a rejection that nobody handles to be noticed.
    await new Promise(resolve => setImmediate(resolve));
  });

  it.each([
    ['null', null],
    ['a number', 1],
    ['text', 'open'],
    ['a list', []],
    ['an empty object', {}],
    ['a record of another version', { ...openRecord(), version: 2 }],
    ['a record without a name', { ...openRecord(), name: undefined }],
    ['a record that is not a number where it has to be', { ...openRecord(), openUntil: Number.NaN }],
    ['a record that never ends', { ...openRecord(), openUntil: Infinity }],
    ['a record with a window of junk', { ...openRecord(), window: [null] }],
    [
      'a record that throws',
      {
        get version() {
          return broken();
        },
      },
    ],
  ])('that answers with %s knows nothing', (_, record) => {
    expect(() => expectHarmless(start({ store: createFixedStore(record) }))).not.toThrow();
  });

  it('is believed when its record is good', () => {
    const { health } = start({ store: createFixedStore(openRecord()) });
    expect(health.pauseMs(leg)).toBe(5_000);
  });

  it('never benches a leg for longer than a configuration is, whatever it answers with', () => {
    const number = fc.oneof(
      fc.double(),
      fc.integer({ min: -1_000_000, max: 100_000_000 }).map(ms => START_MS + ms),
      fc.constantFrom(0, 1, Number.MAX_VALUE, Number.NaN, -0),
    );
    const counted = fc.array(fc.record({ at: number, calls: number, failures: number }));
    // A good record but for a field or two.
    const field = fc.oneof(
      fc.tuple(
        fc.constantFrom('generation', 'consecutive', 'openUntil', 'openMs', 'timesOpened', 'probeUntil'),
        number,
      ),
      fc.tuple(fc.constant('window'), counted),
      fc.tuple(fc.constantFrom(...Object.keys(openRecord())), fc.anything()),
    );
    const kind = fc.constantFrom('transient', 'config');
    const bent = fc
      .tuple(kind, fc.array(field, { minLength: 1, maxLength: 3 }))
      .map(([what, fields]) => ({ ...openRecord(what), ...Object.fromEntries(fields) }))
      // Whom an operator took out of service stays there.
      .filter(({ isIsolated }) => isIsolated !== true);
    const value = fc.oneof(fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }), bent);
    let benched = 0;
    fc.assert(
      fc.property(value, record => {
        const pair = start({ store: createFixedStore(record) });
        const { health } = pair;
        const pause = health.pauseMs(leg);
        expect(pause >= 0 && pause <= LONGEST_MS).toBe(true);
        if (pause > 0) benched += 1;
        for (const what of [transient, config, failure('invalid-request')]) health.begin(leg, true)?.failed(what);
        health.begin(leg, true)?.succeeded();
        health.begin(leg, true)?.committed();
        JSON.stringify(health.snapshot());
        expect(waitOut(pair)).toBeLessThanOrEqual(LONGEST_MS + SLACK_MS);
      }),
      { numRuns: 2_000 },
    );
    expect(benched).toBeGreaterThan(100);
  });
});

/** A store of the user's, as another process would read it. */
function createJsonStore(): HealthStore {
  const texts = new Map<string, string>();
  return {
    read: key => (texts.has(key) ? JSON.parse(texts.get(key)!) : undefined),
    write: (key, record) => void texts.set(key, JSON.stringify(record)),
    keys: () => texts.keys(),
  };
}

describe.each([
  ['in memory', () => undefined],
  ['in a store', createJsonStore],
])('a wall clock that is set, with breakers %s', (_, createStore) => {
  const FIVE_MINUTES = 300_000;
  const moment = fc.record({
    kind: fc.constantFrom('transient', 'config'),
    /** Failed calls after the one that opened it, each a probe. */
    probes: fc.nat(6),
    /** When in the pause. */
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    jumpMs: fc.integer({ min: -FIVE_MINUTES, max: FIVE_MINUTES }),
  });

  it('never benches a leg for longer than a configuration is, nor an outage for longer than a pause', () => {
    fc.assert(
      fc.property(moment, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (drawn, random) => {
        const pair = start({ random: () => random, store: createStore() });
        const { health, advance, setWall, fail } = pair;
        const what = drawn.kind === 'config' ? config : transient;
        fail(5, what);
        for (let probe = 0; probe < drawn.probes; probe += 1) {
          advance(health.pauseMs(leg));
          fail(1, what);
        }
        advance(health.pauseMs(leg) * drawn.share);
        setWall(drawn.jumpMs);
        const longest = drawn.kind === 'config' ? LONGEST_MS : 18_000;
        expect(health.pauseMs(leg)).toBeLessThanOrEqual(longest);
        expect(waitOut(pair)).toBeLessThanOrEqual(longest + SLACK_MS);
      }),
      { numRuns: 1_000 },
    );
  });

  it('lets the next probe through in time when it was set back under one that vanished', () => {
    const { health, advance, setWall, fail } = start({ store: createStore() });
    fail(5);
    advance(5_000);
    health.begin(leg);
    setWall(-FIVE_MINUTES);
    advance(LEASE_MS);
    expect(health.begin(leg)).toBeDefined();
  });

  it('does not let a second probe through when it is set back a little', () => {
    const { health, advance, setWall, fail } = start({ store: createStore() });
    fail(5);
    advance(5_000);
    health.begin(leg);
    setWall(-500);
    expect(health.begin(leg)).toBeUndefined();
  });
});

describe('a wall clock', () => {
  const FIVE_MINUTES = 300_000;

  it('that differs between those who share a store benches nobody for longer than a pause', () => {
    for (const skewMs of [-FIVE_MINUTES, FIVE_MINUTES]) {
      for (const kind of ['transient', 'config'] as const) {
        const record = openRecord(kind);
        const { health, setWall } = start({ store: createFixedStore(record) });
        setWall(skewMs);
        expect(health.pauseMs(leg)).toBeLessThanOrEqual(kind === 'config' ? 72_000 : 6_000);
      }
    }
  });

  it('that is set back loses no more than the window of a store', () => {
    const { health, setWall, fail } = start({ consecutiveFailures: 1_000, store: createJsonStore() });
    fail(19);
    setWall(-FIVE_MINUTES);
    fail(19);
    expect(health.pauseMs(leg)).toBe(0);
    fail(1);
    expect(health.pauseMs(leg)).toBe(5_000);
  });

  it.each([-3_600_000, 3_600_000, -START_MS])('that is set by %i ms changes nothing in memory', byMs => {
    const { health, advance, setWall, fail } = start({ consecutiveFailures: 20 });
    fail(19);
    setWall(byMs);
    expect(health.pauseMs(leg)).toBe(0);
    fail(1);
    expect(health.pauseMs(leg)).toBe(5_000);
    advance(2_000);
    setWall(-byMs);
    expect(health.pauseMs(leg)).toBe(3_000);
    advance(2_999);
    expect(health.begin(leg)).toBeUndefined();
    setWall(byMs);
    advance(1);
    expect(health.begin(leg)).toBeDefined();
    expect(health.begin(leg)).toBeUndefined();
    advance(LEASE_MS);
    expect(health.begin(leg)).toBeDefined();
  });
});
