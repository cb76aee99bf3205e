/**
 * A map that does not grow for ever where keys are made from tenants: what is over is dropped, then what may be, the
 * longest untouched first. What must not be dropped stays, however many there are.
 */

export interface BoundedMapOptions<Value> {
  /** Entries above which it is tidied. */
  max: number;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Whether an entry is of no use any more. @default none is */
  isOver?: (value: Value) => boolean;
  /** Whether an entry may be dropped for lack of room. @default all may */
  mayDrop?: (value: Value) => boolean;
}

export interface BoundedMap<Value> {
  readonly size: number;
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  keys(): string[];
}

/** Where nothing could be dropped, how long it takes until that is tried again. */
const TIDY_AGAIN_MS = 10_000;

/** Makes a map; each operation is cheap on average, however many entries must stay. */
export function createBoundedMap<Value>(options: BoundedMapOptions<Value>): BoundedMap<Value> {
  const { max, now, isOver = () => false, mayDrop = () => true } = options;
  const entries = new Map<string, Value>();
  /** With so many it is tidied, or at that time with more than `max`. */
  let tidyAbove = max;
  let tidyAt = 0;

  function tidy(kept?: string): void {
    for (const [key, value] of entries) if (key !== kept && isOver(value)) entries.delete(key);
    // To three quarters, so that the next one to come does not look at all of them again.
    const goal = Math.floor(max * 0.75);
    if (entries.size > max) {
      for (const [key, value] of entries) {
        if (entries.size <= goal) break;
        if (key !== kept && mayDrop(value)) entries.delete(key);
      }
    }
    tidyAbove = entries.size > max ? 2 * entries.size : max;
    tidyAt = now() + TIDY_AGAIN_MS;
  }

  function tidyIfDue(kept?: string): void {
    if (entries.size <= max) return;
    const time = now();
    // A clock that was set back must not put it off.
    if (entries.size > tidyAbove || time >= tidyAt || tidyAt - time > TIDY_AGAIN_MS) tidy(kept);
  }

  return {
    get size() {
      return entries.size;
    },
    get(key) {
      const value = entries.get(key);
      // Order only matters once something is about to be dropped.
      if (value !== undefined && entries.size > max / 2) {
        entries.delete(key);
        entries.set(key, value);
      }
      return value;
    },
    set(key, value) {
      if (entries.size > max / 2) entries.delete(key);
      entries.set(key, value);
      tidyIfDue(key);
    },
    delete: key => void entries.delete(key),
    keys() {
      tidyIfDue();
      return [...entries.keys()];
    },
  };
}
