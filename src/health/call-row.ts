/**
 * The calls of a leg in the order in which they began, and the row of failures among them. Failures are often quicker
 * than answers, and a leg that goes down still ends what it had begun; so the order in which calls end says little.
 */

/** A call that is under way, or has failed. */
export interface RowEntry {
  hasFailed: boolean;
}

export interface CallRow {
  begin(): RowEntry;
  /** Notes a failure; the row of failures that it is in, or 0 if a call that began later has been answered. */
  failed(entry: RowEntry): number;
  /** Notes that a call which goes on has shown that the leg works: what began earlier says nothing any more. */
  works(entry: RowEntry): void;
  /** Notes an answer: what began earlier says nothing any more. The longest row that is left. */
  answered(entry: RowEntry): number;
  /** Forgets a call that told nothing. */
  forget(entry: RowEntry): void;
  /** How many calls are under way that began before this one: they had the time to fail, too. */
  outlived(entry: RowEntry): number;
  /** Whether no call is under way. */
  isIdle(): boolean;
}

/** Calls that are kept in order; a stream that nobody reads to its end must not stay for ever. */
const MAX_CALLS = 10_000;

export function createCallRow(): CallRow {
  /** Those that began after the latest one that was answered. */
  const entries: RowEntry[] = [];
  /** How many of them failed: mostly none, and then nobody has to look for a row. */
  let failures = 0;

  function drop(from: number, count: number): void {
    for (const { hasFailed } of entries.splice(from, count)) if (hasFailed) failures -= 1;
  }

  return {
    isIdle: () => entries.length === failures,
    begin() {
      const entry = { hasFailed: false };
      if (entries.length >= MAX_CALLS) drop(0, 1);
      entries.push(entry);
      return entry;
    },
    failed(entry) {
      const index = entries.indexOf(entry);
      if (index < 0) return 0;
      entry.hasFailed = true;
      failures += 1;
      let first = index;
      let end = index;
      while (entries[first - 1]?.hasFailed) first -= 1;
      while (entries[end]?.hasFailed) end += 1;
      return end - first;
    },
    answered(entry) {
      // A leg that is asked by one call at a time, and works.
      if (entries.length === 1 && failures === 0) {
        if (entries[0] === entry) entries.pop();
        return 0;
      }
      drop(0, entries.indexOf(entry) + 1);
      if (failures === 0) return 0;
      let longest = 0;
      let row = 0;
      for (const { hasFailed } of entries) longest = Math.max(longest, (row = hasFailed ? row + 1 : 0));
      return longest;
    },
    works(entry) {
      drop(0, Math.max(entries.indexOf(entry), 0));
    },
    forget(entry) {
      const index = entries.indexOf(entry);
      if (index >= 0) drop(index, 1);
    },
    outlived(entry) {
      const index = entries.indexOf(entry);
      return entries.slice(0, Math.max(index, 0)).filter(({ hasFailed }) => !hasFailed).length;
    },
  };
}
