/**
 * Random transitions of the legs of one instance, in real time: calls that fail and succeed, probes, waits, and what operators
 * do. Runs on every runtime.
 */
import { createHealth, type HealthCall } from '../../src/health/health.ts';
import { sharedWaitsOf } from '../../src/health/shared-waits.ts';
import type { SharedHealthStore } from '../../src/store/copied-store.ts';
import { seeded } from '../support/concurrently.ts';
import { failure } from '../support/legs.ts';

const wait = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

const LEGS = Array.from({ length: 5 }, (_, index) => ({ key: `leg ${index} (p/m)`, name: `leg ${index}` }));

/** What an instance thinks of a leg; times to a tenth of a second, since an answer is some milliseconds on its way. */
export interface LegView {
  leg: string;
  isIsolated: boolean;
  timesOpened: number;
  pauseDs: number;
  waitDs: number;
}

export interface Transitions {
  /** How many it made. */
  made(): number;
  /** Makes so many, one after the other, with a moment between some. */
  make(count: number): Promise<void>;
  /** Asks the store anew, and says what the instance thinks then. */
  view(): Promise<LegView[]>;
}

export function createTransitions(store: SharedHealthStore, seed: number): Transitions {
  const random = seeded(seed);
  const health = createHealth({ store, openMs: 40, maxOpenMs: 20_000, configOpenMs: 10_000, leaseMs: 200 });
  const waits = sharedWaitsOf(health)!;
  const open: HealthCall[] = [];
  let made = 0;

  function makeOne(): void {
    const leg = LEGS[Math.floor(random() * LEGS.length)]!;
    const kind = random();
    made += 1;
    if (kind < 0.4) {
      const call = health.begin(leg);
      if (call) open.push(call);
    } else if (kind < 0.6) open.shift()?.succeeded();
    else if (kind < 0.75) open.shift()?.failed(failure('overloaded'));
    else if (kind < 0.8) for (let time = 0; time < 5; time += 1) health.begin(leg)?.failed(failure('overloaded'));
    else if (kind < 0.82) health.begin(leg, true)?.failed(failure('auth'));
    else if (kind < 0.88) health.isolate(random() < 0.5 ? leg.name : leg.key);
    else if (kind < 0.96) {
      health.restore(leg.name);
      health.restore(leg.key);
    } else waits.wait(leg.key, random() * 10_000);
  }

  function look(): LegView[] {
    const snapshot = health.snapshot();
    return LEGS.map(leg => {
      const pauseMs = health.pauseMs(leg);
      return {
        leg: leg.name,
        isIsolated: pauseMs === Infinity,
        timesOpened: snapshot[leg.key]?.timesOpened ?? 0,
        pauseDs: pauseMs === Infinity ? 0 : Math.round(pauseMs / 100),
        waitDs: Math.round(waits.waitMs(leg.key) / 100),
      };
    });
  }

  return {
    made: () => made,
    async make(count) {
      for (let index = 0; index < count; index += 1) {
        makeOne();
        if (random() < 0.3) await wait(random() * 8);
      }
      // A call that is under way may still end as a probe, and change a state.
      for (const call of open.splice(0)) call.forget();
    },
    async view() {
      for (let question = 0; question < 2; question += 1) {
        await wait(1_050);
        look();
        await wait(100);
      }
      return look();
    },
  };
}

/** The states of a leg that differ between two views; a tenth of a second may lie between both looks. */
export function differences(one: readonly LegView[], other: readonly LegView[]): unknown[] {
  return one.flatMap((here, index) => {
    const there = other[index]!;
    const isSame =
      here.isIsolated === there.isIsolated &&
      here.timesOpened === there.timesOpened &&
      Math.abs(here.pauseDs - there.pauseDs) <= 3 &&
      // A wait that is longer by less than a second than the one that is known is not told.
      Math.abs(here.waitDs - there.waitDs) <= 13;
    return isSame ? [] : [{ here, there }];
  });
}
