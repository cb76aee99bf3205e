/** Runs measurements in processes of their own, several times, and collects their numbers. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Effort } from './effort.ts';
import type { Rows } from './in-process.ts';

/** Table → contender → the numbers of all runs. */
export type Collected = Map<string, Map<string, number[]>>;

/** What a process is asked for. */
export interface Order {
  what: string;
  contender?: string;
}

export const ORDER = '--order=';

function collect(collected: Collected, rows: Rows): void {
  for (const [table, row] of Object.entries(rows)) {
    let numbers = collected.get(table);
    if (!numbers) collected.set(table, (numbers = new Map()));
    for (const [name, value] of Object.entries(row)) numbers.set(name, [...(numbers.get(name) ?? []), value]);
  }
}

/** An exposed collector makes every call slower: only where memory is measured. */
const NEEDS_GC: ReadonlySet<string> = new Set(['memory']);

/** Compiled once for all processes: there are a hundred of them. */
const env = {
  ...process.env,
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../node_modules/.cache/bench', import.meta.url)),
};

function runOrder(script: string, flags: readonly string[], order: Order): Rows {
  const node = NEEDS_GC.has(order.what) ? ['--expose-gc'] : [];
  const output = execFileSync(process.execPath, [...node, script, ...flags, ORDER + JSON.stringify(order)], {
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output) as Rows;
}

/**
 * Runs each order as often as the effort says, all of them in every round: so that a busy minute of the machine falls on
 * one run of each and not on all runs of one.
 */
export function runAll(
  script: string,
  flags: readonly string[],
  { runs }: Effort,
  repeated: readonly Order[],
  single: readonly Order[],
): Collected {
  const collected: Collected = new Map();
  for (let run = 0; run < runs; run++) for (const order of repeated) collect(collected, runOrder(script, flags, order));
  for (const order of single) collect(collected, runOrder(script, flags, order));
  return collected;
}
