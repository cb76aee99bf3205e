/**
 * A token bucket that lets retries and hedges run while most of the work succeeds, and stops them in an outage. First
 * attempts are never blocked, and nothing ever waits for a token.
 */
import { checkMethods, checkSynchronous, checkText } from '../runtime/check-options.ts';
import { checkClock, resolveClock, type Clock } from '../runtime/clock.ts';
import { abandonPromise } from '../runtime/hook-result.ts';
import { table, checkRows, filled, number, option, withDefault, type Rows } from '../runtime/option-rows.ts';

/** Where a bucket is kept that processes share. Its functions are synchronous and must not block: it answers from a copy. */
export interface TokenStore {
  /** What is left in the bucket of this name, as far as is known here; the capacity if nothing is. */
  tokens(name: string, capacity: number): number;
  /** Adds to it, or takes away. */
  addTokens(name: string, change: number, capacity: number): void;
}

/** Options of {@link createRetryBudget}. */
export interface RetryBudgetOptions {
  /** Most tokens, and how many there are at the start. @default 100 */
  capacity?: number | undefined;
  /** Tokens that a failed transient attempt costs. @default 1 */
  failureCost?: number | undefined;
  /** Tokens that an answered attempt gives back. @default 0.2 */
  successGain?: number | undefined;
  /** Retries per second that run however few tokens are left. @default 1 */
  minRetriesPerSecond?: number | undefined;
  /**
   * Where the bucket is kept, to share it between processes: a store of `redisStore()` or `durableObjectStore()`. No call
   * waits for it: changes are sent together, at most once a second. @default in memory
   */
  store?: TokenStore | undefined;
  /** Of the bucket in its store; budgets of the same name share it. @default 'default' */
  name?: string | undefined;
  /** Where the time comes from; for tests. */
  clock?: Clock | undefined;
}

function checkTokenStore(owner: string, option: string, store: unknown): void {
  checkMethods(owner, option, store, ['tokens', 'addTokens']);
  if (store !== undefined)
    checkSynchronous('a number of tokens')(owner, `${option}.tokens`, (store as TokenStore).tokens);
}

const OPTIONS: Rows<RetryBudgetOptions, 'capacity' | 'failureCost' | 'successGain' | 'minRetriesPerSecond'> =
  /* @__PURE__ */ table(() => ({
    capacity: withDefault(100, number({ min: 1 })),
    failureCost: withDefault(1, number()),
    successGain: withDefault(0.2, number()),
    minRetriesPerSecond: withDefault(1, number()),
    store: option(checkTokenStore),
    name: option(checkText),
    clock: option(checkClock),
  }));

/** State that middlewares may share on purpose. */
export interface RetryBudget {
  /** An attempt failed for a transient reason. */
  failed(): void;
  /** An attempt was answered. */
  succeeded(): void;
  /** Whether the same leg may be tried again now; a retry below half takes the place of the floor's. */
  mayRetry(): boolean;
  /** Whether a hedge may start now; it costs a token. */
  mayHedge(): boolean;
  /** Whether less than half is left. */
  isLow(): boolean;
  /** How full it is. */
  snapshot(): { tokens: number; capacity: number };
}

interface Bucket {
  left(): number;
  add(change: number): void;
}

function ownBucket(capacity: number): Bucket {
  let tokens = capacity;
  return {
    left: () => tokens,
    add: change => void (tokens = Math.min(capacity, Math.max(0, tokens + change))),
  };
}

/** A bucket in a store; where that throws or answers with no number, what is known here counts. */
function sharedBucket(store: TokenStore, name: string, capacity: number): Bucket {
  const own = ownBucket(capacity);
  return {
    left() {
      try {
        const left: unknown = store.tokens(name, capacity);
        if (typeof left === 'number' && left >= 0 && left <= capacity) return left;
        abandonPromise(left);
      } catch {
        // As good as no answer.
      }
      return own.left();
    },
    add(change) {
      own.add(change);
      try {
        abandonPromise(store.addTokens(name, change, capacity));
      } catch {
        // What is not shared still holds here.
      }
    },
  };
}

/**
 * A budget of retries and hedges, which routers may share: they stop while most calls fail.
 *
 * @throws {TypeError} for an unknown option or a value that an option does not take
 */
export function createRetryBudget(options: RetryBudgetOptions = {}): RetryBudget {
  const owner = 'createRetryBudget';
  checkRows(owner, '', options, OPTIONS);
  const { capacity, failureCost, successGain, minRetriesPerSecond, ...set } = filled(options, OPTIONS);
  const clock = resolveClock(owner, set.clock);

  const bucket = set.store ? sharedBucket(set.store, set.name ?? 'default', capacity) : ownBucket(capacity);
  let lastFloorRetry = -Infinity;
  const isLow = () => bucket.left() <= capacity / 2;

  return {
    isLow,
    failed: () => bucket.add(-failureCost),
    succeeded: () => bucket.add(successGain),
    mayRetry() {
      if (!isLow()) return true;
      const now = clock.monotonic();
      if (minRetriesPerSecond === 0 || now - lastFloorRetry < 1_000 / minRetriesPerSecond) return false;
      lastFloorRetry = now;
      return true;
    },
    mayHedge() {
      if (isLow()) return false;
      bucket.add(-1);
      return true;
    },
    snapshot: () => ({ tokens: bucket.left(), capacity }),
  };
}
