/** The router against an independent model of its semantics: random legs, failures, delays, aborts, overlapping calls. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sized } from '../support/run-length.ts';
import { scenario } from './arbitrary.ts';
import { simulate } from './model.ts';
import { play } from './play.ts';

/** A seed of an earlier failure replays it: `MODEL_SEED=… npm test -- test/failover-model`. */
const seed = process.env['MODEL_SEED'];
const numRuns = Number(process.env['MODEL_RUNS'] ?? sized({ usual: 1_000, bounded: 2_000, full: 12_000 }));

it('routes as the model says', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async given => {
      const expected = simulate(given);
      fc.pre(expected !== undefined);
      expect(await play(given)).toEqual(expected);
    }),
    { numRuns, ...(seed !== undefined && { seed: Number(seed) }) },
  );
});
