/** What the project asks of itself. */
import { BARE, FLOOR, OURS } from './contenders.ts';
import { OURS_REJECTED } from './next-leg.ts';

/** Contender → number, of one run. */
export type Numbers = ReadonlyMap<string, number>;

export interface Target {
  /** Whose number it is. */
  readonly of: string;
  readonly says: string;
  /** The number that is compared, and the most that it may be. */
  measured(row: Numbers): number;
  readonly most: number;
}

const timesFloor = (most: number): Target => ({
  of: OURS,
  says: `at most ${most} × the floor`,
  measured: row => row.get(OURS)! / row.get(FLOOR)!,
  most,
});

const KILOBYTE = 1_000;

const above = (other: string, most: number): Target => ({
  of: OURS,
  says: `at most ${most / KILOBYTE} kB above the ${other}`,
  measured: row => row.get(OURS)! - row.get(other)!,
  most,
});

export const TARGETS: Readonly<Record<string, readonly Target[]>> = {
  callGarbage: [timesFloor(1.5)],
  streamGarbage: [timesFloor(1.5)],
  crowds: [timesFloor(1.3)],
  nextLegs: [
    {
      of: OURS_REJECTED,
      says: 'at most 20 µs apart from classification',
      measured: row => row.get(OURS_REJECTED)!,
      most: 20,
    },
  ],
  instances: [{ of: OURS, says: 'at most 8 kB', measured: row => row.get(OURS)!, most: 8 * KILOBYTE }],
  callsInFlight: [above(BARE, 4 * KILOBYTE), above(FLOOR, 4 * KILOBYTE)],
};
