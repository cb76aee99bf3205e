/** What a shared store holds: numbers, ids and times, and no name, message or credential. */
import type { BreakerState } from '../health/breaker.ts';
import { isCount } from '../health/call-window.ts';

/** A leg's breaker. Calls are counted in each process, so no counts are here; the times are the store's. */
export interface BreakerRow extends Omit<BreakerState, 'consecutive' | 'window'> {
  readonly id: string;
  /** Grows with every change in the store. */
  readonly version: number;
  /** Who wrote it last, and which of its writes it was. */
  readonly writer: string;
  readonly sequence: number;
}

/** Until when, by the store's clock, a leg or all of a gateway or an account asked to be left alone. */
export interface WaitRow {
  readonly id: string;
  readonly version: number;
  readonly until: number;
}

/** What is left of a retry budget, in thousandths of a token. */
export interface TokenRow {
  readonly id: string;
  readonly version: number;
  readonly left: number;
}

/** A breaker as it is sent: in milliseconds from now, so that the clocks of two machines are never compared. */
export interface BreakerWrite {
  readonly id: string;
  /** The version that it comes after; 0 for none. */
  readonly base: number;
  readonly writer: string;
  readonly sequence: number;
  readonly generation: number;
  readonly isOpen: boolean;
  /** Negative once the pause is over. */
  readonly openLeftMs: number;
  readonly openMs: number;
  readonly timesOpened: number;
  /** 0 while no probe is under way. */
  readonly probeLeftMs: number;
  readonly isIsolated: boolean;
  /** Whether an operator wrote it. */
  readonly isByHand: boolean;
}

/** What a store answers: the rows that changed, and what its clock says. */
export interface Reply {
  readonly now: number;
  readonly breakers: readonly BreakerRow[];
  readonly waits: readonly WaitRow[];
  readonly tokens: readonly TokenRow[];
}

/** Where rows are kept. What it answers is unvalidated, and may never come. */
export interface Engine {
  /** The rows with a version above this one. */
  changes(since: number): unknown;
  /** Writes a breaker unless it would undo a newer one; answers with what is there then. */
  putBreaker(write: BreakerWrite): unknown;
  /** Lengthens a wait. */
  putWait(id: string, ms: number): unknown;
  /** Adds to what is left of a budget, or takes away: never below nothing, nor above its capacity, which is where it begins. */
  putTokens(id: string, change: number, capacity: number): unknown;
}

/** By how much a store's versions, made of its time, may be ahead of that. */
const AHEAD_MS = 3_600_000;

/** A junk version would hide all that come after it. */
const isVersion = (value: unknown, now: number): boolean =>
  Number.isSafeInteger(value) && (value as number) > 0 && (value as number) <= (now + AHEAD_MS) * 1_000;

function isBreakerRow(value: unknown, now: number): value is BreakerRow {
  const row = (value ?? {}) as BreakerRow;
  const counts = [row.sequence, row.generation, row.openUntil, row.openMs, row.timesOpened, row.probeUntil];
  return (
    isVersion(row.version, now) &&
    typeof row.id === 'string' &&
    typeof row.writer === 'string' &&
    counts.every(isCount) &&
    typeof row.isIsolated === 'boolean'
  );
}

function isWaitRow(value: unknown, now: number): value is WaitRow {
  const row = (value ?? {}) as WaitRow;
  return isVersion(row.version, now) && typeof row.id === 'string' && isCount(row.until);
}

function isTokenRow(value: unknown, now: number): value is TokenRow {
  const row = (value ?? {}) as TokenRow;
  return isVersion(row.version, now) && typeof row.id === 'string' && isCount(row.left);
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The answer of a store, without what is none. */
export function readReply(value: unknown): Reply | undefined {
  const { now, breakers, waits, tokens } = (value ?? {}) as Record<keyof Reply, unknown>;
  if (!isCount(now)) return undefined;
  return {
    now,
    breakers: list(breakers).filter(row => isBreakerRow(row, now)),
    waits: list(waits).filter(row => isWaitRow(row, now)),
    tokens: list(tokens).filter(row => isTokenRow(row, now)),
  };
}
