/** The breakers of legs, over the store that keeps them: reads and writes them, and sees who is out of service. */
import { CLOSED, pauseMs, type BreakerState } from './breaker.ts';
import type { BreakerLimits } from './breaker-limits.ts';
import type { LegRecord, SafeStore } from './health-store.ts';

/** Which leg: `key` is what its state is kept under, `name` is what people call it. */
export interface LegRef {
  readonly key: string;
  readonly name: string;
}

/** A breaker opened, let a call through to try, or closed. */
export interface HealthChange {
  /** The leg's name. */
  leg: string;
  state: 'open' | 'half-open' | 'closed';
  /** Milliseconds until the leg may be asked. */
  pauseMs: number;
}

export interface LegBreakers {
  read(key: string, name?: string): BreakerState;
  /**
   * Writes the state that comes after another one, and says whether the breaker opened or closed by it.
   *
   * @param isByHand whether an operator wants it so
   */
  write(leg: LegRef, before: BreakerState, after: BreakerState, isByHand?: boolean): HealthChange | undefined;
  /** Whether an operator took out of service what has the leg's key, or its name. */
  isIsolated(leg: LegRef, state: BreakerState): boolean;
  /**
   * Milliseconds until the leg may be asked; 0 if it may be now, `Infinity` while it is isolated.
   *
   * @param known its state, if that is at hand and nobody is about to ask the leg
   */
  pauseMs(leg: LegRef, known?: BreakerState): number;
  /** All that the store has, each with its key. */
  records(): [key: string, record: LegRecord][];
}

export function createLegBreakers(store: SafeStore, limits: BreakerLimits, now: () => number): LegBreakers {
  const read = (key: string, name?: string): BreakerState => store.read(key, name) ?? CLOSED;
  const isIsolated = ({ key, name }: LegRef, state: BreakerState) =>
    !store.isEmpty() && (state.isIsolated || (name !== key && read(name, name).isIsolated));

  return {
    read,
    isIsolated,
    write({ key, name }, before, after, isByHand = false) {
      if (after === before) return undefined;
      store.write(key, { ...after, version: 1, name }, isByHand);
      if (after.generation === before.generation && after.timesOpened === before.timesOpened) return undefined;
      return { leg: name, state: after.openUntil > 0 ? 'open' : 'closed', pauseMs: pauseMs(after, now(), limits) };
    },
    pauseMs(leg, known) {
      if (store.isEmpty()) return 0;
      const state = known ?? read(leg.key, leg.name);
      if (isIsolated(leg, state)) return Infinity;
      return state.openUntil === 0 ? 0 : pauseMs(state, now(), limits);
    },
    records: () =>
      [...store.keys()].flatMap(key => {
        const record = store.read(key);
        return record ? [[key, record]] : [];
      }),
  };
}
