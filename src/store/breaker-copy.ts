/** The copy at hand of one breaker, and how it and the store's row become each other. */
import { CLOSED } from '../health/breaker.ts';
import type { LegRecord } from '../health/health-store.ts';
import type { BreakerRow, BreakerWrite } from './rows.ts';

/** Plain data, with the state that is right here and now. */
export interface BreakerCopy {
  /** The leg's key, once somebody asked for it here. */
  key: string | undefined;
  record: LegRecord;
  /** Of the store's row that it follows; 0 for none. */
  version: number;
  /** Of the last write from here; 0 if a row of the store has come since. */
  sequence: number;
  /** When that write was sent, until it is answered. */
  sentAt: number;
  /** When the next probe was claimed, and until when it is granted. */
  claimedAt: number;
  grantedUntil: number;
}

export const createCopy = (key: string | undefined): BreakerCopy => ({
  key,
  record: { ...CLOSED, version: 1, name: '' },
  version: 0,
  sequence: 0,
  sentAt: -Infinity,
  claimedAt: -Infinity,
  grantedUntil: -Infinity,
});

/**
 * Whether others must hear of it: counts of calls stay here, and so does a pause that a last resort puts off, which every call
 * of a total outage does. One that becomes longer in kind is known to all.
 */
export const isTransition = (before: LegRecord, after: LegRecord): boolean =>
  after.generation !== before.generation || after.probeUntil !== before.probeUntil || after.openMs !== before.openMs;

/** Whether a pause and a probe's lease are over, so that somebody should ask the leg. */
export const isProbeDue = ({ isIsolated, openUntil, probeUntil }: LegRecord, now: number): boolean =>
  !isIsolated && openUntil > 0 && now >= openUntil && now >= probeUntil;

/** What of a write is not the breaker's. */
type Envelope = Pick<BreakerWrite, 'id' | 'writer' | 'isByHand'>;

/** @param now by the clock of the record */
export function writeOf(copy: BreakerCopy, now: number, envelope: Envelope): BreakerWrite {
  const { generation, openUntil, openMs, timesOpened, probeUntil, isIsolated } = copy.record;
  return {
    ...envelope,
    base: copy.version,
    sequence: copy.sequence,
    generation,
    isOpen: openUntil > 0,
    openLeftMs: openUntil > 0 ? Math.round(openUntil - now) : 0,
    openMs: Math.round(openMs),
    timesOpened,
    probeLeftMs: Math.max(0, Math.round(probeUntil - now)),
    isIsolated,
  };
}

/** Takes over what others wrote. */
export function adopt(copy: BreakerCopy, row: BreakerRow, askedAt: number, storeNow: number): void {
  const { record } = copy;
  const { version, generation, openMs, timesOpened, isIsolated } = row;
  // What the answer took on its way only shortens a pause.
  const here = (until: number) => (until === 0 ? 0 : Math.max(1, until - storeNow + askedAt));
  const isSamePeriod = row.openUntil === 0 && record.openUntil === 0 && generation === record.generation;
  copy.record = {
    version: 1,
    name: record.name,
    generation,
    consecutive: isSamePeriod ? record.consecutive : 0,
    window: isSamePeriod ? record.window : [],
    openUntil: here(row.openUntil),
    openMs,
    timesOpened,
    probeUntil: here(row.probeUntil),
    isIsolated,
  };
  copy.version = version;
  // What was written here stands here no more: if the store takes it after all, it is a row like any other.
  copy.sequence = 0;
  copy.sentAt = -Infinity;
  copy.claimedAt = -Infinity;
  copy.grantedUntil = -Infinity;
}
