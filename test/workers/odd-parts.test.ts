/** Odd parts in the runtime of Cloudflare Workers: one answer or one error, and nothing is left. One cell of each kind. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { briefly } from '../odd-parts/calls.ts';
import { cellsOf, ODD_PARTS, titleOf, type Cell, type OddKind } from '../odd-parts/cells.ts';
import { judge } from '../odd-parts/judge.ts';
import { playCell } from '../odd-parts/play-cell.ts';
import type { WatchedProcess } from '../odd-parts/watched.ts';
import { seeded } from '../support/concurrently.ts';

// That a fallback served is expected here.
globalThis.AI_SDK_LOG_WARNINGS = false;

const unhandled: string[] = [];
const note = ({ reason }: PromiseRejectionEvent) => void unhandled.push(briefly(reason));
beforeAll(() => addEventListener('unhandledrejection', note));
afterAll(() => removeEventListener('unhandledrejection', note));

/** workerd only logs what a timer throws: neither its events nor the test runner tell of it. */
const uncaught: string[] = [];
const watched: WatchedProcess = {
  runTimer(callback) {
    try {
      callback();
    } catch (error) {
      uncaught.push(briefly(error));
    }
  },
  take: () => ({ uncaught: uncaught.splice(0), unhandled: unhandled.splice(0) }),
};

const random = seeded(20_261_206);

function one(kind: OddKind): Cell {
  const cells = cellsOf(kind);
  return cells[Math.floor(random() * cells.length)]!;
}

it.each(ODD_PARTS.map(kind => [kind.name, one(kind)] as const))(
  'a stream with an odd part is one answer or one error: %s',
  async (_, cell) => {
    const bare = await playCell({ ...cell, call: 'streamText' }, watched, true);
    const found = judge(cell, await playCell(cell, watched), bare);
    expect(found.map(({ what, detail }) => `${what}: ${titleOf(cell)}: ${detail}`)).toEqual([]);
  },
);
