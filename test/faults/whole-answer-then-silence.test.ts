/** NOT COMMITTED: as it should be. */
import { describe, expect, it } from 'vitest';
import { CALLS } from '../support/calls.ts';
import { headers, send } from '../support/fault-server.ts';
import { packageRows } from '../support/provider-packages.ts';
import { words } from './scripts.ts';
import { setStage, type Around } from './stage.ts';

const AROUND: Around[] = ['a router with a fallback', 'a router without a fallback'];

// These packages say the finish when they hear of it.
describe.each(packageRows(['anthropic', 'vercel gateway']))(
  '%s, whose whole answer is followed by silence',
  (name, { wire }) => {
    const { preamble, parts, finish } = wire.stream(words(6));
    const primary = [headers(wire.contentType), send(...preamble, ...parts, ...finish)];
    it.each(AROUND.flatMap(around => CALLS.map(([kind, call]) => [kind, around, call] as const)))(
      '%s, %s: ends in good order within idleMs',
      async (_, around, call) => {
        await using stage = await setStage({
          primary,
          packages: [name],
          around,
          options: { timeouts: { idleMs: 12_000 } },
        });
        const patience = stage.time.wait(60_000, new AbortController().signal).then(() => 'still waiting');
        expect(await Promise.race([call(stage.model), patience])).toEqual({
          text: words(6).join(''),
          finishReason: 'stop',
          reported: 0,
        });
        expect(await stage.primary.requests[0]!.ended).toBe('left');
        expect([stage.counts(), stage.time.pending]).toEqual([[1, 0], 0]);
      },
    );
  },
);
