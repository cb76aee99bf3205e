/** What a table keeps, and for how long; its rules of changes are those of every store. */
import { describe, expect, it } from 'vitest';
import { MAX_ROWS, RowTable, type Row } from '../../src/store/row-table.ts';
import type { BreakerWrite } from '../../src/store/rows.ts';

const NOW = 1_700_000_000_000;
const write = (id: string, facts: Partial<BreakerWrite> = {}): BreakerWrite => ({
  id,
  base: 0,
  writer: 'a',
  sequence: 1,
  generation: 1,
  isOpen: true,
  openLeftMs: 5_000,
  openMs: 5_000,
  timesOpened: 1,
  probeLeftMs: 0,
  isIsolated: false,
  isByHand: false,
  ...facts,
});

function start(saved: [string, Row][] = []) {
  const kept = new Map<string, Row>(saved);
  const table = new RowTable(saved, (name, row) => void (row ? kept.set(name, row) : kept.delete(name)));
  return { table, kept };
}

describe('a write', () => {
  const present = () => {
    const { table } = start();
    const { version } = table.putBreaker(write('x', { sequence: 5, generation: 3 }), NOW).breakers[0]!;
    return { table, version };
  };
  it.each<[string, Partial<BreakerWrite>, boolean]>([
    ['of the same writer, later', { sequence: 6 }, true],
    ['of the same writer, earlier', { sequence: 4, generation: 9 }, false],
    ['of another one who knows the row', { writer: 'b', base: -1, generation: 3 }, true],
    ['of another one who does not', { writer: 'b', generation: 3 }, false],
    ['of an older generation', { writer: 'b', generation: 2 }, false],
    ['of a newer generation', { writer: 'b', generation: 4 }, true],
    ['by hand', { writer: 'b', generation: 0, isByHand: true }, true],
  ])('%s: is taken: %s', (_, facts, isTaken) => {
    const { table, version } = present();
    const { base } = facts;
    const [row] = table.putBreaker(write('x', { ...facts, ...(base === -1 && { base: version }) }), NOW).breakers;
    expect(row!.version > version).toBe(isTaken);
    if (facts.isByHand) expect(row!.generation).toBe(4);
  });
});

it('answers with what changed since a version, also when its clock was set back', () => {
  const { table } = start();
  const { version } = table.putBreaker(write('x'), NOW).breakers[0]!;
  const later = table.putBreaker(write('y'), NOW - 60_000).breakers[0]!;
  expect(later.version).toBe(version + 1);
  expect(table.changes(version, NOW - 60_000)).toEqual({ now: NOW - 60_000, breakers: [later], waits: [], tokens: [] });
  expect(table.changes(later.version, NOW).breakers).toEqual([]);
});

it('forgets what is over for a quarter of an hour, and never what is isolated', () => {
  const { table, kept } = start();
  table.putBreaker(write('x'), NOW);
  table.putBreaker(write('y', { isIsolated: true, isByHand: true }), NOW);
  table.putWait('z', 10_000, NOW);
  table.putWait('w', 1, NOW + 10_001);
  expect([...kept.keys()]).toEqual(['b:x', 'b:y', 'w:w']);
  table.putWait('v', 1, NOW + 905_001);
  expect([...kept.keys()]).toEqual(['b:y', 'w:v']);
});

it('keeps a thousand rows, without those that would be forgotten first, and goes on where it was', () => {
  const { table, kept } = start();
  table.putBreaker(write('isolated', { isIsolated: true, isByHand: true }), NOW);
  for (let leg = 0; leg < MAX_ROWS + 10; leg += 1) table.putBreaker(write(`${leg}`), NOW + leg);
  expect(kept.size).toBe(MAX_ROWS);
  expect([kept.has('b:isolated'), kept.has('b:0'), kept.has(`b:${MAX_ROWS}`)]).toEqual([true, false, true]);
  const again = start([...kept]).table;
  expect(again.changes(0, NOW).breakers).toHaveLength(MAX_ROWS);
  expect(again.putWait('z', 1_000, NOW - 60_000).waits[0]!.version).toBeGreaterThan(NOW * 1_000);
});

it('never shortens a wait', () => {
  const { table } = start();
  table.putWait('z', 60_000, NOW);
  expect(table.putWait('z', 10, NOW).waits).toMatchObject([{ until: NOW + 60_000 }]);
  expect(table.putWait('z', 10 ** 12, NOW).waits).toMatchObject([{ until: NOW + 900_000 }]);
});
