/**
 * The copies at hand of all breakers that a store knows, and what is told to it. Nothing here waits: an answer changes the
 * copies when it comes, if it comes.
 */
import type { LegRecord } from '../health/health-store.ts';
import { createBoundedMap, type BoundedMap } from '../runtime/bounded-map.ts';
import { adopt, createCopy, isProbeDue, isTransition, writeOf, type BreakerCopy } from './breaker-copy.ts';
import type { BreakerRow, BreakerWrite } from './rows.ts';

const MAX_COPIES = 1_000;

/** How long a write that is not answered keeps what it wrote from being overwritten by what was there before. */
const UNDER_WAY_MS = 1_000;

/** How long a leg stays skipped while the store is asked who may probe it. Then whoever asked does. */
export const CLAIM_MS = 50;

export interface BreakerCopiesOptions {
  /** The clock of records, which may be set, and the one for what lasts. */
  readonly wallNow: () => number;
  readonly now: () => number;
  /** Names this process among those that write. */
  readonly writer: () => string;
  /** How long a granted probe may be begun. */
  readonly grantMs: number;
  /** Whether the copies are no older than that, so that claims can be answered. */
  readonly isFresh: () => boolean;
  readonly send: (write: BreakerWrite) => void;
}

/** How long no probe is claimed after one that was granted and not begun: whoever asks here does not call, or seldom. */
const UNUSED_MS = 30_000;

/** A class: its functions share much. */
export class BreakerCopies {
  private readonly copies: BoundedMap<BreakerCopy>;
  private readonly options: BreakerCopiesOptions;
  private sequence = 0;

  constructor(options: BreakerCopiesOptions) {
    const { now, wallNow } = options;
    this.options = options;
    const mayDrop = ({ record }: BreakerCopy) => !record.isIsolated && record.openUntil < wallNow();
    this.copies = createBoundedMap({ max: MAX_COPIES, now, mayDrop });
  }

  isEmpty(): boolean {
    return this.copies.size === 0;
  }

  read(id: string, key: string, name: string | undefined): LegRecord | undefined {
    const copy = this.copies.get(id);
    if (!copy) return undefined;
    if (copy.record.name === '' || copy.key === undefined) {
      copy.key = key;
      copy.record = { ...copy.record, name: name ?? key };
    }
    return name !== undefined && isProbeDue(copy.record, this.options.wallNow()) ? this.claimed(copy, id) : copy.record;
  }

  write(id: string, key: string, record: LegRecord, isByHand: boolean): void {
    const copy = this.copyOf(id, key);
    const before = copy.record;
    copy.record = record;
    if (!isByHand && !isTransition(before, record)) return;
    copy.claimedAt = -Infinity;
    copy.grantedUntil = -Infinity;
    this.send(copy, id, isByHand);
  }

  /**
   * Takes over a row of the store.
   *
   * @returns whether it may be forgotten; else it has to be asked for again
   */
  take(row: BreakerRow, askedAt: number, storeNow: number): boolean {
    const copy = this.copyOf(row.id, undefined);
    if (row.version <= copy.version) return true;
    const isOwn = row.writer === this.options.writer();
    if (isOwn && row.sequence === copy.sequence) {
      this.confirm(copy, row);
      return true;
    }
    // What is here is newer than an own older write, and than what the store had before the one under way.
    if (isOwn && row.sequence < copy.sequence) copy.version = row.version;
    else if (this.options.now() - copy.sentAt < UNDER_WAY_MS) return false;
    else adopt(copy, row, askedAt, storeNow);
    return true;
  }

  /** The answer to a write: what the store has then, whether or not it is what was sent. */
  takeAnswer(write: BreakerWrite, row: BreakerRow | undefined, askedAt: number, storeNow: number): void {
    const copy = this.copies.get(write.id);
    if (copy?.sequence === write.sequence) copy.sentAt = -Infinity;
    if (row?.id === write.id) this.take(row, askedAt, storeNow);
  }

  keys(): string[] {
    return this.copies.keys().flatMap(id => this.copies.get(id)?.key ?? []);
  }

  private copyOf(id: string, key: string | undefined): BreakerCopy {
    let copy = this.copies.get(id);
    if (!copy) this.copies.set(id, (copy = createCopy(key)));
    copy.key ??= key;
    return copy;
  }

  private send(copy: BreakerCopy, id: string, isByHand: boolean, record = copy.record): void {
    const { now, wallNow, writer, send } = this.options;
    copy.sequence = this.sequence += 1;
    copy.sentAt = now();
    send(writeOf({ ...copy, record }, wallNow(), { id, writer: writer(), isByHand }));
  }

  /** The store has what was written here: the exact times stay, since a probe knows its lease by them. */
  private confirm(copy: BreakerCopy, { version, generation, isIsolated }: BreakerRow): void {
    const { now, grantMs } = this.options;
    copy.version = version;
    copy.sentAt = -Infinity;
    copy.record = { ...copy.record, generation, isIsolated };
    if (now() - copy.claimedAt < grantMs) copy.grantedUntil = copy.claimedAt + grantMs;
  }

  /**
   * A record whose leg should be probed: paused for a moment while the store is asked whether this process may. Where calls
   * are rare each may, since a grant would be over before the next one comes.
   */
  private claimed(copy: BreakerCopy, id: string): LegRecord {
    const { now, wallNow, isFresh, grantMs } = this.options;
    const { record } = copy;
    const at = now();
    if (at - copy.grantedUntil < UNUSED_MS || !isFresh()) return record;
    const until = wallNow() + grantMs;
    if (at - copy.claimedAt >= grantMs) {
      this.send(copy, id, false, { ...record, probeUntil: until });
      copy.claimedAt = at;
    }
    const left = copy.claimedAt + CLAIM_MS - at;
    return left > 0 ? { ...record, probeUntil: wallNow() + left } : record;
  }
}
