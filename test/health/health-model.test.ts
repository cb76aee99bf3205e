/** Random interleavings of overlapping calls on two legs, beside a small model that is written differently. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import { createHealth, type Health, type HealthCall, type HealthStore, type LegRef } from '../../src/health/health.ts';
import { failure } from '../support/legs.ts';

const LEGS: readonly LegRef[] = [
  { key: 'a#0', name: 'a' },
  { key: 'b', name: 'b' },
];
/** A busy machine takes longer over a thousand runs. */
const SLOW_MS = 60_000;
const LEASE_MS = 30_000;
const LONGEST_MS = 900_000 * 1.2;
const FAILURES = { transient: failure('overloaded'), config: failure('auth'), request: failure('invalid-request') };
type FailureName = keyof typeof FAILURES;

/** A call, as the model sees it: objects stand for what the code tells apart by numbers. */
interface ModelCall {
  leg: ModelLeg;
  era: object;
  isProbe: boolean;
  foundOpen: boolean;
  end: 'running' | 'failed' | 'answered' | 'gone';
  rowBefore: number;
  startedAt: number;
}

interface ModelLeg {
  ref: LegRef;
  /** A new one with each opening and closing. */
  era: object;
  row: number;
  /** In the order in which they began. */
  calls: ModelCall[];
  pause: { until: number; nominal: number } | undefined;
  probe: ModelCall | undefined;
  /** Whether it has a record, and whether that one has the leg's name: an operator may know but its key. */
  record: { isNamed: boolean } | undefined;
}

/** A breaker without its window; one with a store writes down whom it restores without knowing them, for other processes. */
function createModel(now: () => number, vary: number, hasStore: boolean) {
  const isolated = new Set<string>();
  const legs = LEGS.map((ref): ModelLeg => {
    return { ref, era: {}, row: 0, calls: [], pause: undefined, probe: undefined, record: undefined };
  });
  const isOut = ({ ref }: ModelLeg) => isolated.has(ref.key) || isolated.has(ref.name);
  const leaseLeft = ({ probe }: ModelLeg) => (probe ? Math.max(0, probe.startedAt + LEASE_MS - now()) : 0);
  const isHeard = (call: ModelCall) => call.leg.era === call.era || call.leg.probe === call;

  function pauseMs(leg: ModelLeg): number {
    if (isOut(leg)) return Infinity;
    return leg.pause ? Math.max(leg.pause.until - now(), leaseLeft(leg), 0) : 0;
  }

  /** The rows of failures among the calls that began after the latest one that was answered. */
  function rowsOf({ calls }: ModelLeg): ModelCall[][] {
    const heard = calls.filter(({ end }) => end !== 'gone');
    const since = heard.slice(heard.findLastIndex(({ end }) => end === 'answered') + 1);
    const rows: ModelCall[][] = [[]];
    for (const call of since) {
      if (call.end === 'failed') rows.at(-1)!.push(call);
      else rows.push([]);
    }
    return rows;
  }

  function answered({ leg }: ModelCall): void {
    const row = leg.pause ? 0 : Math.max(...rowsOf(leg).map(({ length }) => length));
    if (leg.pause) leg.era = {};
    Object.assign(leg, { row, pause: undefined, probe: undefined });
  }

  function open(leg: ModelLeg, first: number, longest: number): void {
    const nominal = Math.min(longest, Math.max(first, 2 * (leg.pause?.nominal ?? 0)));
    const until = now() + Math.round(nominal * vary);
    if (!leg.pause) leg.era = {};
    if (!leg.pause || until >= leg.pause.until) leg.pause = { until, nominal };
    if (leaseLeft(leg) === 0) leg.probe = undefined;
    leg.row = 0;
  }

  return {
    legs,
    pauseMs,
    begin(leg: ModelLeg, isLastResort: boolean): ModelCall | undefined {
      const pause = pauseMs(leg);
      if (pause === Infinity || (pause > 0 && !isLastResort)) return undefined;
      const call: ModelCall = {
        leg,
        era: leg.era,
        isProbe: leg.pause !== undefined && pause === 0,
        foundOpen: leg.pause !== undefined,
        end: 'running',
        rowBefore: leg.row,
        startedAt: now(),
      };
      if (call.isProbe) leg.probe = call;
      leg.calls.push(call);
      return call;
    },
    succeeded(call: ModelCall): void {
      if (call.end !== 'gone') call.end = 'answered';
      if (isHeard(call)) answered(call);
    },
    committed(call: ModelCall): void {
      if (!call.foundOpen || !isHeard(call)) return;
      answered(call);
      for (const other of call.leg.calls.slice(0, call.leg.calls.indexOf(call))) other.end = 'gone';
      Object.assign(call, { era: call.leg.era, isProbe: false, rowBefore: 0 });
    },
    forget(call: ModelCall): void {
      call.end = 'gone';
      if (call.leg.probe === call) call.leg.probe = undefined;
    },
    failed(call: ModelCall, what: FailureName): void {
      const { leg } = call;
      if (what === 'request') return this.forget(call);
      const isStale = call.isProbe ? leg.probe !== call : leg.era !== call.era;
      if (call.end !== 'gone') call.end = isStale || leg.pause ? 'gone' : 'failed';
      if (isStale) return;
      if (leg.probe === call) leg.probe = undefined;
      leg.record = { isNamed: true };
      if (what === 'config') return open(leg, 60_000, 900_000);
      const row = rowsOf(leg).find(calls => calls.includes(call))?.length ?? 0;
      const isLastResort = leg.pause && call.foundOpen && !call.isProbe;
      if (isLastResort) leg.pause!.until = Math.max(leg.pause!.until, now() + leg.pause!.nominal + 1);
      else if (leg.pause || row >= 5) open(leg, 5_000, 15_000);
      else leg.row = row === 0 ? leg.row : row;
    },
    isGivenUp: ({ leg, era, rowBefore }: ModelCall) =>
      isOut(leg) || (leg.era === era ? leg.row > rowBefore || leg.row >= 4 : leg.pause !== undefined || leg.row > 0),
    isolate(what: string): void {
      isolated.add(what);
      for (const leg of legs) if (leg.ref.key === what) leg.record ??= { isNamed: leg.ref.name === what };
    },
    restore(what: string): void {
      isolated.delete(what);
      for (const leg of legs) {
        const isKnown = leg.record !== undefined;
        if (hasStore && leg.ref.key === what) leg.record ??= { isNamed: leg.ref.name === what };
        if (!isKnown || (leg.ref.key !== what && !(leg.record?.isNamed && leg.ref.name === what))) continue;
        isolated.delete(leg.ref.key);
        Object.assign(leg, { era: {}, row: 0, pause: undefined, probe: undefined });
      }
    },
  };
}

/** A store that keeps text, as a shared one does. */
function createTextStore(): HealthStore {
  const texts = new Map<string, string>();
  return {
    read: key => (texts.has(key) ? JSON.parse(texts.get(key)!) : undefined),
    write: (key, record) => void texts.set(key, JSON.stringify(record)),
    keys: () => texts.keys(),
  };
}

/** What each step does to the real thing and to the model; `seen` counts what the steps came to. */
function createPair(health: Health, model: ReturnType<typeof createModel>, now: () => number, seen: Seen) {
  const calls: { real: HealthCall; model: ModelCall; isCommitted: boolean }[] = [];
  /** Probes under way, by leg, with the time at which their lease is over. */
  const probes = LEGS.map((): { real: HealthCall; until: number }[] => []);
  const take = (pick: number) => calls[pick % Math.max(1, calls.length)];

  function closed(leg: number): void {
    probes[leg] = [];
    seen.closed += 1;
  }

  return {
    calls,
    begin(leg: number, isLastResort: boolean): void {
      const isHalfOpen = health.snapshot()[LEGS[leg]!.key]?.state === 'half-open';
      const isPaused = health.pauseMs(LEGS[leg]!) > 0;
      const real = health.begin(LEGS[leg]!, isLastResort);
      const expected = model.begin(model.legs[leg]!, isLastResort);
      expect(real !== undefined).toBe(expected !== undefined);
      if (!real || !expected) return;
      calls.push({ real, model: expected, isCommitted: false });
      if (isPaused) seen.lastResorts += 1;
      if (!isHalfOpen || isPaused) return;
      expect(probes[leg]!.filter(({ until }) => until > now())).toEqual([]);
      probes[leg]!.push({ real, until: now() + LEASE_MS });
      seen.probes += 1;
    },
    end(pick: number, how: 'succeeded' | 'forget' | 'vanish' | FailureName): void {
      const call = take(pick);
      if (!call) return;
      calls.splice(calls.indexOf(call), 1);
      if (how === 'vanish') return;
      const leg = model.legs.indexOf(call.model.leg);
      probes[leg] = probes[leg]!.filter(({ real }) => real !== call.real);
      const change = how === 'succeeded' || how === 'forget' ? call.real[how]() : call.real.failed(FAILURES[how]);
      if (how === 'succeeded' || how === 'forget') model[how](call.model);
      else model.failed(call.model, how);
      if (change?.state === 'closed') closed(leg);
      if (change?.state === 'open') seen.opened += 1;
    },
    commit(pick: number): void {
      const call = take(pick);
      if (!call || call.isCommitted) return;
      call.isCommitted = true;
      if (call.real.committed()) closed(model.legs.indexOf(call.model.leg));
      model.committed(call.model);
    },
    isolate(what: string): void {
      health.isolate(what);
      model.isolate(what);
    },
    restore(what: string): void {
      health.restore(what);
      model.restore(what);
      for (const leg of [0, 1]) if (!model.legs[leg]!.pause) probes[leg] = [];
    },
  };
}

interface Seen {
  opened: number;
  closed: number;
  probes: number;
  lastResorts: number;
}

const leg = fc.nat(1);
const pick = fc.nat(50);
const operator = fc.constantFrom('a', 'a#0', 'b');
const ends = fc.oneof(
  { weight: 12, arbitrary: fc.constant('transient' as const) },
  { weight: 1, arbitrary: fc.constant('config' as const) },
  {
    weight: 4,
    arbitrary: fc.constantFrom('succeeded' as const, 'forget' as const, 'request' as const, 'vanish' as const),
  },
);
const step = fc.oneof(
  { weight: 24, arbitrary: fc.tuple(fc.constant('begin' as const), leg, fc.boolean()) },
  { weight: 24, arbitrary: fc.tuple(fc.constant('end' as const), pick, ends) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('commit' as const), pick) },
  { weight: 12, arbitrary: fc.tuple(fc.constant('wait' as const), fc.oneof(fc.nat(8_000), fc.nat(40_000))) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('isolate' as const, 'restore' as const), operator) },
);

describe('any interleaving of calls', () => {
  it.each([
    ['in memory', 1_000, () => undefined],
    ['in a store of text', 300, createTextStore],
  ])(
    'does what the model does, with one probe at a time, and never wedges: %s',
    (_, numRuns, createStore) => {
      const seen: Seen = { opened: 0, closed: 0, probes: 0, lastResorts: 0 };
      const random = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
      fc.assert(
        fc.property(fc.array(step, { minLength: 20, maxLength: 150, size: 'max' }), random, (steps, drawn) => {
          let time = 1_000_000;
          const now = () => time;
          const clock = { ...systemClock, now, monotonic: now };
          // The window has its own tests.
          const store = createStore();
          const health = createHealth({ clock, random: () => drawn, store, minCalls: 1_000_000 });
          const model = createModel(now, 1 + 0.2 * (2 * drawn - 1), store !== undefined);
          const pair = createPair(health, model, now, seen);

          for (const next of steps) {
            if (next[0] === 'begin') pair.begin(next[1], next[2]);
            else if (next[0] === 'end') pair.end(next[1], next[2]);
            else if (next[0] === 'commit') pair.commit(next[1]);
            else if (next[0] === 'wait') time += next[1];
            else pair[next[0]](next[1]);

            for (const [index, ref] of LEGS.entries()) {
              const pause = health.pauseMs(ref);
              if (pause !== model.pauseMs(model.legs[index]!)) return false;
              if (pause !== Infinity && !(pause >= 0 && pause <= LONGEST_MS)) return false;
            }
            if (pair.calls.some(call => call.real.isGivenUp() !== model.isGivenUp(call.model))) return false;
          }
          const snapshot = health.snapshot();
          expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);

          // Whatever is under way vanishes.
          const inService = LEGS.filter(ref => health.pauseMs(ref) !== Infinity);
          time += LONGEST_MS + LEASE_MS;
          return inService.every(ref => health.begin(ref) !== undefined);
        }),
        { numRuns },
      );
      // The interleavings reached what they are for.
      expect(
        Object.values(seen).every(times => times > 50),
        JSON.stringify(seen),
      ).toBe(true);
    },
    SLOW_MS,
  );
});
