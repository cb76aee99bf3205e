/** The rows of a store and the rules of their changes, for an engine that runs JavaScript; Redis has the same in Lua. */
import { isCount } from '../health/call-window.ts';
import { MAX_WAIT_MS } from '../health/not-before.ts';
import type { BreakerRow, BreakerWrite, Reply, TokenRow, WaitRow } from './rows.ts';

/** How long a breaker is kept after its pause: then nobody has an older state any more. */
export const KEPT_MS: number = 15 * 60_000;
/** Most rows; of more, those that would be forgotten first are. */
export const MAX_ROWS = 1_000;

export type Row = BreakerRow | WaitRow | TokenRow;

const isWait = (row: Row): row is WaitRow => 'until' in row;
const isTokens = (row: Row): row is TokenRow => 'left' in row;

/** Until when a row is of use, by the store's clock. What an operator took out of service stays so. */
export function expiresAt(row: Row): number {
  if (isWait(row)) return row.until;
  if (isTokens(row)) return row.version / 1_000 + KEPT_MS;
  return row.isIsolated ? Infinity : Math.max(row.openUntil, row.probeUntil, row.version / 1_000) + KEPT_MS;
}

/** Whether a write may take the place of what is there: never an older one, however late it comes. */
function isNewer(write: BreakerWrite, present: BreakerRow | undefined): boolean {
  if (!present || write.isByHand) return true;
  if (write.writer === present.writer) return write.sequence > present.sequence;
  return write.base === present.version || write.generation > present.generation;
}

/** The row that a write makes. Only an operator takes a leg out of service or puts it back. */
function rowOf(write: BreakerWrite, present: BreakerRow | undefined, now: number, version: number): BreakerRow {
  const { id, writer, sequence, generation, isOpen, openMs, timesOpened, isByHand } = write;
  return {
    id,
    version,
    writer,
    sequence,
    generation: isByHand && present ? Math.max(generation, present.generation + 1) : generation,
    openUntil: isOpen ? Math.max(1, now + write.openLeftMs) : 0,
    openMs,
    timesOpened,
    probeUntil: write.probeLeftMs > 0 ? now + write.probeLeftMs : 0,
    isIsolated: isByHand || !present ? write.isIsolated : present.isIsolated,
  };
}

/** Whether a value from outside is a write. */
function isBreakerWrite(value: unknown): value is BreakerWrite {
  const write = (value ?? {}) as BreakerWrite;
  const { base, sequence, generation, openMs, timesOpened, probeLeftMs } = write;
  return (
    typeof write.id === 'string' &&
    typeof write.writer === 'string' &&
    [base, sequence, generation, openMs, timesOpened, probeLeftMs].every(isCount) &&
    Number.isFinite(write.openLeftMs)
  );
}

export class RowTable {
  private readonly rows = new Map<string, Row>();
  private last = 0;
  /** Keeps a row, or forgets it. */
  private readonly save: (name: string, row: Row | undefined) => void;

  constructor(saved: Iterable<readonly [name: string, row: Row]>, save: (name: string, row: Row | undefined) => void) {
    this.save = save;
    for (const [name, row] of saved) {
      this.rows.set(name, row);
      this.last = Math.max(this.last, row.version);
    }
  }

  changes(since: number, now: number): Reply {
    return reply(now, this.last > since ? [...this.rows.values()].filter(({ version }) => version > since) : []);
  }

  putBreaker(write: unknown, now: number): Reply {
    if (!isBreakerWrite(write)) return reply(now, []);
    const name = `b:${write.id}`;
    const present = this.rows.get(name) as BreakerRow | undefined;
    if (present && !isNewer(write, present)) return reply(now, [present]);
    return this.put(name, rowOf(write, present, now, this.nextVersion(now)), now);
  }

  putWait(id: unknown, ms: unknown, now: number): Reply {
    if (typeof id !== 'string' || !isCount(ms)) return reply(now, []);
    const name = `w:${id}`;
    const present = this.rows.get(name) as WaitRow | undefined;
    const until = now + Math.min(ms, MAX_WAIT_MS);
    if (present && present.until >= until) return reply(now, [present]);
    return this.put(name, { id, version: this.nextVersion(now), until }, now);
  }

  putTokens(id: unknown, change: unknown, capacity: unknown, now: number): Reply {
    if (typeof id !== 'string' || !Number.isSafeInteger(change) || !isCount(capacity)) return reply(now, []);
    const name = `t:${id}`;
    const present = this.rows.get(name) as TokenRow | undefined;
    const left = Math.min(capacity, Math.max(0, (present?.left ?? capacity) + (change as number)));
    return this.put(name, { id, version: this.nextVersion(now), left }, now);
  }

  /** Also a clock that was set back does not stop it. */
  private nextVersion(now: number): number {
    return (this.last = Math.max(this.last + 1, now * 1_000));
  }

  private put(name: string, row: Row, now: number): Reply {
    this.rows.set(name, row);
    this.save(name, row);
    this.tidy(now);
    return reply(now, [row]);
  }

  private tidy(now: number): void {
    for (const [name, row] of this.rows) if (expiresAt(row) <= now) this.forget(name);
    if (this.rows.size <= MAX_ROWS) return;
    const byExpiry = [...this.rows].sort(([, a], [, b]) => expiresAt(a) - expiresAt(b));
    for (const [name, row] of byExpiry.slice(0, this.rows.size - MAX_ROWS)) {
      if (expiresAt(row) < Infinity) this.forget(name);
    }
  }

  private forget(name: string): void {
    this.rows.delete(name);
    this.save(name, undefined);
  }
}

const reply = (now: number, rows: readonly Row[]): Reply => ({
  now,
  breakers: rows.filter((row): row is BreakerRow => !isWait(row) && !isTokens(row)),
  waits: rows.filter(isWait),
  tokens: rows.filter(isTokens),
});
