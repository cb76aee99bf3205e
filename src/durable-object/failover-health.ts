/** The Durable Object that keeps the health of an app's legs: one for all, so that one question brings every change. */
import { DurableObject } from 'cloudflare:workers';
import { systemClock } from '../runtime/clock.ts';
import { RowTable, type Row } from '../store/row-table.ts';
import type { BreakerWrite, Reply } from '../store/rows.ts';

/**
 * Export it from the Worker, and bind it with a SQLite migration (`new_sqlite_classes`). Rows are read into memory once; a
 * row is written where a leg changes state, none where all is well.
 */
export class FailoverHealth extends DurableObject<unknown> {
  private readonly table: RowTable;

  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env);
    const { sql } = ctx.storage;
    sql.exec('CREATE TABLE IF NOT EXISTS failover_rows (name TEXT PRIMARY KEY, row TEXT NOT NULL)');
    const saved = sql
      .exec<{ name: string; row: string }>('SELECT name, row FROM failover_rows')
      .toArray()
      .map(({ name, row }): [string, Row] => [name, JSON.parse(row)]);
    this.table = new RowTable(saved, (name, row) => {
      if (row) sql.exec('INSERT OR REPLACE INTO failover_rows (name, row) VALUES (?, ?)', name, JSON.stringify(row));
      else sql.exec('DELETE FROM failover_rows WHERE name = ?', name);
    });
  }

  /** The rows that changed since a version. */
  changes(since: number): Reply {
    return this.table.changes(since, systemClock.now());
  }

  /** Writes a breaker unless it would undo a newer one; answers with what is there then. */
  putBreaker(write: BreakerWrite): Reply {
    return this.table.putBreaker(write, systemClock.now());
  }

  /** Lengthens a wait. */
  putWait(id: string, ms: number): Reply {
    return this.table.putWait(id, ms, systemClock.now());
  }

  /** Adds to what is left of a retry budget, or takes away. */
  putTokens(id: string, change: number, capacity: number): Reply {
    return this.table.putTokens(id, change, capacity, systemClock.now());
  }
}
