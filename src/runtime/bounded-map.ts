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

/** A class, and its map made with the first entry: an instance has several of these, and most stay empty. */
class TidiedMap<Value> implements BoundedMap<Value> {
  private entries: Map<string, Value> | undefined = undefined;
  private readonly options: BoundedMapOptions<Value>;
  /** With so many it is tidied, or at that time with more than `max`. */
  private tidyAbove: number;
  private tidyAt = 0;

  constructor(options: BoundedMapOptions<Value>) {
    this.options = options;
    this.tidyAbove = options.max;
  }

  get size(): number {
    return this.entries === undefined ? 0 : this.entries.size;
  }

  get(key: string): Value | undefined {
    const { entries } = this;
    if (entries === undefined) return undefined;
    const value = entries.get(key);
    // Order only matters once something is about to be dropped.
    if (value !== undefined && entries.size > this.options.max / 2) {
      entries.delete(key);
      entries.set(key, value);
    }
    return value;
  }

  set(key: string, value: Value): void {
    const entries = (this.entries ??= new Map());
    if (entries.size > this.options.max / 2) entries.delete(key);
    entries.set(key, value);
    this.tidyIfDue(entries, key);
  }

  delete(key: string): void {
    this.entries?.delete(key);
  }

  keys(): string[] {
    if (this.entries === undefined) return [];
    this.tidyIfDue(this.entries);
    return [...this.entries.keys()];
  }

  private tidyIfDue(entries: Map<string, Value>, kept?: string): void {
    const { max, now } = this.options;
    if (entries.size <= max) return;
    const time = now();
    // A clock that was set back must not put it off.
    const isDue = entries.size > this.tidyAbove || time >= this.tidyAt || this.tidyAt - time > TIDY_AGAIN_MS;
    if (isDue) this.tidy(entries, kept);
  }

  private tidy(entries: Map<string, Value>, kept: string | undefined): void {
    const { max, now, isOver, mayDrop } = this.options;
    if (isOver) for (const [key, value] of entries) if (key !== kept && isOver(value)) entries.delete(key);
    // To three quarters, so that the next one to come does not look at all of them again.
    const goal = Math.floor(max * 0.75);
    if (entries.size > max) {
      for (const [key, value] of entries) {
        if (entries.size <= goal) break;
        if (key !== kept && mayDrop?.(value) !== false) entries.delete(key);
      }
    }
    this.tidyAbove = entries.size > max ? 2 * entries.size : max;
    this.tidyAt = now() + TIDY_AGAIN_MS;
  }
}

/** Makes a map; each operation is cheap on average, however many entries must stay. */
export const createBoundedMap = <Value>(options: BoundedMapOptions<Value>): BoundedMap<Value> => new TidiedMap(options);
