/** What goes wrong with a request, and how often; and when a provider is down. */
import { seeded } from '../test/support/concurrently.ts';

export type Fault = 'status' | 'slow' | 'cut' | 'rate-limit' | 'reset' | 'disguised' | 'hang' | 'odd';

/** The share of the requests that has each fault. */
export const SHARES: Readonly<Record<Fault, number>> = {
  /** 500, 503 or 529. */
  status: 0.02,
  /** An answer that begins a second late, more or less. */
  slow: 0.02,
  /** The connection dies, or the answer ends, in the middle. */
  cut: 0.01,
  /** 429 with the wait that it asks for. */
  'rate-limit': 0.01,
  /** The connection dies before a byte was answered. */
  reset: 0.005,
  /** A failure that does not look like one: a gateway's 400, an error in a 200. */
  disguised: 0.005,
  /** Nothing comes, or nothing more. */
  hang: 0.002,
  /** A part that no stream may have; only from a gateway whose package hands on what comes. */
  odd: 0.03,
};

/** Within every half minute each provider is down for three seconds, never two of them. */
const PERIOD_MS = 30_000;
const OUTAGE_MS = 3_000;
const OUTAGE_AT = { openai: 10_000, vercel: 16_000, anthropic: 22_000 };

/** @param elapsedMs since the providers began to serve */
export function isDown(provider: keyof typeof OUTAGE_AT, elapsedMs: number): boolean {
  const sinceOutage = (elapsedMs % PERIOD_MS) - OUTAGE_AT[provider];
  return sinceOutage >= 0 && sinceOutage < OUTAGE_MS;
}

/** Random choices that are the same for the same seed and order of requests. */
export interface Dice {
  /** From 0 to below 1. */
  roll(): number;
  fault(): Fault | undefined;
  /** A whole number from 0 to below a limit. */
  below(limit: number): number;
  one<Item>(items: readonly Item[]): Item;
}

export function createDice(seed: number): Dice {
  const roll = seeded(Math.imul(seed + 1, 2_654_435_761) >>> 0);
  const below = (limit: number) => Math.floor(roll() * limit);
  return {
    roll,
    below,
    one: items => items[below(items.length)]!,
    fault() {
      let rest = roll();
      for (const [fault, share] of Object.entries(SHARES) as [Fault, number][]) {
        if (rest < share) return fault;
        rest -= share;
      }
      return undefined;
    },
  };
}
