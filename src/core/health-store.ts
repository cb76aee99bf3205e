/** Where breakers are kept: in memory, or in a store of the user's that may fail. */
import { isBreakerState, type BreakerState } from './breaker.ts';

/** What is kept of a leg: plain data, so that a store can hold it as JSON. */
export interface LegRecord extends BreakerState {
  /** Of this form; a record of another version is as good as none. */
  readonly version: 1;
  /** What people call the leg. */
  readonly name: string;
}

/** Where breakers are kept, by a leg's key. Reads and writes must not block; a shared store answers from a copy. */
export interface HealthStore {
  read(key: string): LegRecord | undefined;
  write(key: string, record: LegRecord): void;
  /** The keys that it knows. */
  keys(): Iterable<string>;
}

/** How many legs are remembered; their names may be made from tenants. */
const MAX_RECORDS = 1_000;

/** Holds a record for each leg that has ever failed, been isolated or restored; healthy ones leave none. */
export function memoryStore(): HealthStore {
  const records = new Map<string, LegRecord>();
  return {
    read: key => (records.size === 0 ? undefined : records.get(key)),
    write(key, record) {
      records.set(key, record);
      if (records.size <= MAX_RECORDS) return;
      // The oldest that is well: what it forgets is only how long ago it was not.
      for (const [other, { openUntil, isIsolated }] of records) {
        if (openUntil > 0 || isIsolated || other === key) continue;
        records.delete(other);
        return;
      }
    },
    keys: () => records.keys(),
  };
}

function isLegRecord(value: unknown): value is LegRecord {
  const { version, name } = (value ?? {}) as LegRecord;
  return version === 1 && typeof name === 'string' && isBreakerState(value);
}

/** What `act` returns; `undefined` if it throws. If it returns a promise, nobody waits for it, and it may reject. */
function attempt<Result>(act: () => Result): Result | undefined {
  try {
    const result = act();
    if (result instanceof Promise) result.catch(() => {});
    return result;
  } catch {
    return undefined;
  }
}

/** A store that never throws: one that fails, or answers with junk, knows nothing. */
export function failOpen(store: HealthStore): HealthStore {
  return {
    read(key) {
      const record = attempt(() => store.read(key));
      return attempt(() => isLegRecord(record)) ? record : undefined;
    },
    write: (key, record) => void attempt(() => store.write(key, record)),
    keys() {
      const keys = attempt(() => store.keys());
      return attempt(() => [...keys!].filter(key => typeof key === 'string')) ?? [];
    },
  };
}
