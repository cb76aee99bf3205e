/**
 * The copies at hand of retry budgets that a store keeps. Changes are added up here and sent as one, once a while; a full
 * bucket that only gets more sends nothing.
 */
import { createBoundedMap } from '../runtime/bounded-map.ts';
import type { TokenRow } from './rows.ts';

const MAX_BUCKETS = 100;

/** Rows hold whole numbers. */
const PARTS = 1_000;

interface Copy {
  /** What is left here and now, in thousandths. */
  left: number;
  /** What of that the store was not told. */
  unsent: number;
  /** Of all there may be. */
  capacity: number;
  sentAt: number;
  /** Of the store's row that it follows; 0 for none. */
  version: number;
}

export interface TokenCopiesOptions {
  readonly now: () => number;
  /** Milliseconds between two changes of one bucket that are sent. */
  readonly everyMs: number;
  /** Sends a change; whether it was sent. */
  readonly send: (id: string, change: number, capacity: number) => boolean;
}

export interface TokenCopies {
  left(id: string, capacity: number): number;
  add(id: string, change: number, capacity: number): void;
  /** A change that was sent did not reach the store; in the copy it stands all the while. */
  takeBack(id: string, change: number): void;
  take(row: TokenRow): void;
}

const within = (left: number, capacity: number): number => Math.min(capacity, Math.max(0, left));

export function createTokenCopies({ now, everyMs, send }: TokenCopiesOptions): TokenCopies {
  const copies = createBoundedMap<Copy>({ max: MAX_BUCKETS, now });

  function copyOf(id: string, capacity: number): Copy {
    let copy = copies.get(id);
    if (!copy) copies.set(id, (copy = { left: capacity, unsent: 0, capacity, sentAt: -Infinity, version: 0 }));
    copy.capacity = capacity;
    return copy;
  }

  function flush(id: string, copy: Copy): void {
    if (copy.unsent === 0 || now() - copy.sentAt < everyMs) return;
    // What is not sent now stays: the bucket is never changed by more than it holds.
    if (!send(id, copy.unsent, copy.capacity)) return;
    copy.sentAt = now();
    copy.unsent = 0;
  }

  return {
    left(id, capacity) {
      const copy = copies.get(id);
      if (!copy) return capacity;
      flush(id, copy);
      return within(copy.left / PARTS, capacity);
    },
    add(id, change, capacity) {
      const copy = copyOf(id, Math.round(capacity * PARTS));
      const after = within(copy.left + Math.round(change * PARTS), copy.capacity);
      copy.unsent += after - copy.left;
      copy.left = after;
      flush(id, copy);
    },
    takeBack(id, change) {
      const copy = copies.get(id);
      // Of more than a bucket the store would take no more either.
      if (copy) copy.unsent = Math.min(copy.capacity, Math.max(-copy.capacity, copy.unsent + change));
    },
    take({ id, version, left }) {
      // One that nobody has used here yet is kept all the same: no later question brings it again.
      const copy = copies.get(id) ?? copyOf(id, Infinity);
      if (version <= copy.version) return;
      copy.version = version;
      copy.left = within(left + copy.unsent, copy.capacity);
    },
  };
}
