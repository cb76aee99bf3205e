/**
 * A token bucket that lets retries and hedges run while most of the work succeeds, and stops them in an outage. First
 * attempts are never blocked, and nothing ever waits for a token.
 */
import { checkClock, resolveClock, type Clock } from '../runtime/clock.ts';
import { table, checkRows, filled, number, option, withDefault, type Rows } from '../runtime/option-rows.ts';

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
  /** Where the time comes from; for tests. */
  clock?: Clock | undefined;
}

const OPTIONS: Rows<RetryBudgetOptions, 'capacity' | 'failureCost' | 'successGain' | 'minRetriesPerSecond'> =
  /* @__PURE__ */ table(() => ({
    capacity: withDefault(100, number({ min: 1 })),
    failureCost: withDefault(1, number()),
    successGain: withDefault(0.2, number()),
    minRetriesPerSecond: withDefault(1, number()),
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

/** @throws {TypeError} for an unknown option or a value that an option does not take */
export function createRetryBudget(options: RetryBudgetOptions = {}): RetryBudget {
  const owner = 'createRetryBudget';
  checkRows(owner, '', options, OPTIONS);
  const { capacity, failureCost, successGain, minRetriesPerSecond, ...set } = filled(options, OPTIONS);
  const clock = resolveClock(owner, set.clock);

  let tokens = capacity;
  let lastFloorRetry = -Infinity;
  const take = (cost: number) => (tokens = Math.max(0, tokens - cost));
  const isLow = () => tokens <= capacity / 2;

  return {
    isLow,
    failed: () => void take(failureCost),
    succeeded: () => void (tokens = Math.min(capacity, tokens + successGain)),
    mayRetry() {
      if (!isLow()) return true;
      const now = clock.monotonic();
      if (minRetriesPerSecond === 0 || now - lastFloorRetry < 1_000 / minRetriesPerSecond) return false;
      lastFloorRetry = now;
      return true;
    },
    mayHedge() {
      if (isLow()) return false;
      take(1);
      return true;
    },
    snapshot: () => ({ tokens, capacity }),
  };
}
