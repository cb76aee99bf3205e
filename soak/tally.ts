/** Counts what became of the calls, in little memory whatever their number. */
import type { FailoverEvent } from '../src/index.ts';
import type { Called, Verdict } from './call.ts';

/** How many details are kept of calls that failed or were wrong. */
const KEPT = 5;
/** Each bucket of the times ends a tenth above the one before. */
const GROWTH = 1.1;

export interface Tally {
  calls: number;
  byKind: Map<string, Record<Verdict, number>>;
  verdicts: Record<Verdict, number>;
  events: Map<string, number>;
  details: unknown[];
  longestCallMs: number;
  longestRoundMs: number;
  furtherRounds: number;
  add(kind: string, called: Called): void;
  hear(event: FailoverEvent): void;
  /** The time that this share of the calls took at most. */
  percentileMs(share: number): number;
}

const none = (): Record<Verdict, number> => ({ answered: 0, broken: 0, failed: 0, wrong: 0 });

const bucketOf = (ms: number) => Math.max(0, Math.ceil(Math.log(ms) / Math.log(GROWTH)));

function nameOf(event: FailoverEvent): string {
  switch (event.type) {
    case 'breaker':
      return `breaker ${event.state} ${event.leg}`;
    case 'budget':
      return `budget refused a ${event.refused}`;
    case 'timeout':
      return `timeout ${event.limit}`;
    case 'failure':
      return `failure ${event.failure.category}`;
    default:
      return event.type;
  }
}

export function createTally(): Tally {
  const times: number[] = [];
  const tally: Tally = {
    calls: 0,
    byKind: new Map(),
    verdicts: none(),
    events: new Map(),
    details: [],
    longestCallMs: 0,
    longestRoundMs: 0,
    furtherRounds: 0,
    add(kind, { verdict, detail, tookMs, roundMs, rounds }) {
      const ofKind = tally.byKind.get(kind) ?? none();
      tally.byKind.set(kind, ofKind);
      tally.calls += 1;
      tally.verdicts[verdict] += 1;
      ofKind[verdict] += 1;
      if (detail !== undefined && tally.details.length < KEPT) tally.details.push(detail);
      tally.longestCallMs = Math.max(tally.longestCallMs, tookMs);
      tally.longestRoundMs = Math.max(tally.longestRoundMs, roundMs);
      tally.furtherRounds += rounds - 1;
      const bucket = bucketOf(tookMs);
      while (times.length <= bucket) times.push(0);
      times[bucket]! += 1;
    },
    hear(event) {
      const name = nameOf(event);
      tally.events.set(name, (tally.events.get(name) ?? 0) + 1);
    },
    percentileMs(share) {
      let rest = share * tally.calls;
      for (const [bucket, count] of times.entries()) {
        rest -= count;
        if (rest <= 0) return GROWTH ** bucket;
      }
      return 0;
    },
  };
  return tally;
}
