/** A caller's signal that lives longer than its calls, as an application's own does. */
import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { cut, hang, ok, slowFirstToken, stall, status, type Step } from '../../mocks/index.ts';
import { setUp, type Setting } from './set-up.ts';
import { startCall } from './start-call.ts';

const BOTH = ['doGenerate', 'doStream'] as const;
const hedge = { afterMs: 5_000 };

describe('a signal that lives longer than its calls', () => {
  const ENDS: [string, Step[][], Setting, number][] = [
    ['healthy', [[ok(['a', 'b'])], [ok()]], {}, 0],
    ['hedged, won by the second', [[hang()], [slowFirstToken(1_000)]], {}, 6_000],
    ['hedged, won by the first', [[slowFirstToken(6_000)], [hang()]], {}, 6_000],
    ['tried twice', [[status(503), ok()], [ok()]], {}, 125],
    ['failed over', [[status(401)], [ok()]], {}, 0],
    ['failed', [[status(401)], [status(401)]], {}, 0],
    ['cut', [[hang()], [hang()]], { timeouts: { attemptMs: 1_000 } }, 2_000],
    ['out of time', [[hang()], [hang()]], { timeouts: { totalMs: 8_000 } }, 8_000],
    ['broken off', [[cut({ afterParts: 2 })], [ok()]], {}, 125],
    [
      'continued',
      [[cut({ afterParts: 2 })], [ok('more')]],
      { afterContent: 'continue', legs: [{}, { assistantPrefill: true }] },
      125,
    ],
    ['collected', [[stall({ afterParts: 2 })], [ok()]], { generateVia: 'stream', timeouts: { idleMs: 4_000 } }, 4_000],
  ];

  it.each(ENDS.flatMap(row => BOTH.map(kind => [row[0], kind, row] as const)))(
    'keeps no listener of a call that was %s: %s',
    async (_, kind, [, scripts, setting, ms]) => {
      const { signal } = new AbortController();
      const { model, clock } = setUp(scripts, { hedge, ...setting });
      const call = startCall(kind, model, { abortSignal: signal });
      await clock.advance(ms);
      expect([call.isOver, getEventListeners(signal, 'abort'), clock.pending]).toEqual([true, [], 0]);
    },
  );

  it.each(BOTH)('has one listener while a %s runs, however many legs are asked', async kind => {
    const { signal } = new AbortController();
    const { model, clock } = setUp([slowFirstToken(6_000), slowFirstToken(6_000)], { hedge });
    const call = startCall(kind, model, { abortSignal: signal });
    await clock.advance(1_000);
    const alone = getEventListeners(signal, 'abort').length;
    await clock.advance(4_500);
    const side = getEventListeners(signal, 'abort').length;
    expect([call.isOver, alone, side]).toEqual([false, 1, 1]);
    await clock.advance(1_000);
    expect([call.isOver, getEventListeners(signal, 'abort')]).toEqual([true, []]);
  });
});
