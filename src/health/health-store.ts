/** Where breakers are kept: in memory, or in a store of the user's that may fail. */
import { createBoundedMap } from '../runtime/bounded-map.ts';
import { isBreakerState, pauseMs, type BreakerState } from './breaker.ts';
import type { BreakerLimits } from './breaker-limits.ts';
import { checkFunction, checkMethods, checkSynchronous } from '../runtime/check-options.ts';
import { abandonPromise, synchronous } from '../runtime/hook-result.ts';
import { checkWaits, safeWaits, type SharedWaits, type WaitStore } from './shared-waits.ts';

/** What is kept of a leg: plain data, so that a store can hold it as JSON. */
export interface LegRecord extends BreakerState {
  /** Of this form; a record of another version is as good as none. */
  readonly version: 1;
  /** What people call the leg. */
  readonly name: string;
}

/**
 * Where breakers are kept, by a leg's key. Its functions are synchronous and must not block: a shared store answers from
 * a copy. The times in a record are milliseconds since the epoch, so that other processes can read them.
 */
export interface HealthStore extends Partial<WaitStore> {
  /** @param name what people call the leg, from a call that may ask it; none from those who only look */
  read(key: string, name?: string): LegRecord | undefined;
  /** @param isByHand whether an operator wrote it, so that it stands whatever others have written */
  write(key: string, record: LegRecord, isByHand?: boolean): void;
  /** The keys that it knows. */
  keys(): Iterable<string>;
  /** Whether it is certain that it has no record, so that calls need not look. @default never */
  isEmpty?(): boolean;
}

/** How many legs are remembered before those that are well, or may be asked again, are forgotten. */
const MAX_RECORDS = 1_000;

/** How long after its pause a record is of no use: what it knows is only how long the next pause would be. */
const OF_USE_MS = 15 * 60_000;

/**
 * Holds a record for each leg that has ever failed, been isolated or restored; healthy ones leave none. Of more than
 * 1,000 it forgets those whose pause is long over, then any but the isolated and those that are paused now.
 */
export function memoryStore(limits: BreakerLimits, now: () => number): SafeStore {
  const isHeld = (record: LegRecord) => record.isIsolated || pauseMs(record, now(), limits) > 0;
  const records = createBoundedMap<LegRecord>({
    max: MAX_RECORDS,
    now,
    isOver: record =>
      record.openUntil > 0 && !isHeld(record) && now() - Math.max(record.openUntil, record.probeUntil) >= OF_USE_MS,
    mayDrop: record => !isHeld(record),
  });
  return {
    check: () => {},
    isEmpty: () => records.size === 0,
    read: key => (records.size === 0 ? undefined : records.get(key)),
    write: (key, record) => records.set(key, record),
    keys: () => records.keys(),
    waits: undefined,
  };
}

/** A store that answers later would be too late for every call. */
const RETURNS = 'a record or undefined from a copy at hand';

/** @throws {TypeError} naming the option, what it got and what it takes */
export function checkStore(owner: string, option: string, store: unknown): void {
  checkMethods(owner, option, store, ['read', 'write', 'keys']);
  if (store === undefined) return;
  const { read, keys } = store as HealthStore;
  checkSynchronous(RETURNS)(owner, `${option}.read`, read);
  checkSynchronous('an iterable')(owner, `${option}.keys`, keys);
  checkFunction(owner, `${option}.isEmpty`, (store as HealthStore).isEmpty);
  checkWaits(owner, option, store as HealthStore);
}

function isLegRecord(value: unknown): value is LegRecord {
  const { version, name } = (value ?? {}) as LegRecord;
  return version === 1 && typeof name === 'string' && isBreakerState(value);
}

/** What `act` returns; `undefined` if it throws. */
function attempt<Result>(act: () => Result): Result | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

/** A store as breakers use it. */
export interface SafeStore extends Pick<HealthStore, 'read' | 'write' | 'keys'> {
  /** What it knows of waits, if it shares them. */
  readonly waits: SharedWaits | undefined;
  /**
   * Reports a store that cannot work to the call that runs into it.
   *
   * @throws {HookResultError} if `read` has returned a promise since the last check
   */
  check(): void;
  /** Whether it is certain that there is no record: nothing has failed yet. */
  isEmpty(): boolean;
}

/**
 * A store that never throws but in `check`: one that fails, or answers with junk, knows nothing. A promise of a write is
 * not awaited, and may reject.
 */
export function failOpen(store: HealthStore): SafeStore {
  let misuse: unknown;
  return {
    check() {
      const found = misuse;
      misuse = undefined;
      if (found !== undefined) throw found;
    },
    isEmpty: store.isEmpty ? () => attempt(() => store.isEmpty!()) === true : () => false,
    waits: safeWaits(store),
    read(key, name) {
      const record = attempt(() => store.read(key, name));
      if (record === undefined) return undefined;
      try {
        synchronous('store.read', record, RETURNS);
      } catch (error) {
        misuse = error;
      }
      return attempt(() => isLegRecord(record)) ? record : undefined;
    },
    write: (key, record, isByHand) => void abandonPromise(attempt(() => store.write(key, record, isByHand))),
    keys() {
      const keys = attempt(() => store.keys());
      abandonPromise(keys);
      return attempt(() => [...keys!].filter(key => typeof key === 'string')) ?? [];
    },
  };
}
