/** Nothing is set but the legs: a primary that hangs costs ninety seconds, and after five such calls nothing any more. */
import { describe, expect, it } from 'vitest';
import { callGenerate, callStream, type Call } from '../support/calls.ts';
import { headers, pause, reply, type Script } from '../support/fault-server.ts';
import { providerPackages } from '../support/provider-packages.ts';
import { good, slowly, words } from './scripts.ts';
import { GOOD, setStage, type Cast } from './stage.ts';

const { wire } = providerPackages.anthropic;
const fallbackWire = providerPackages['openai responses'].wire;

const kinds: [string, Call, NonNullable<Cast['options']>['generateVia']][] = [
  ['generateText', callGenerate, 'generate'],
  ['generateText via a stream', callGenerate, 'stream'],
  ['streamText', callStream, 'stream'],
];

const hangs: [string, Script][] = [
  ['before its headers', []],
  ['after its headers', [headers()]],
];

describe.concurrent.each(kinds)('%s', (_, call, generateVia) => {
  it.each(hangs)(
    'a primary that hangs %s is joined after 90 s, and passed over after five calls',
    async (_how, primary) => {
      await using stage = await setStage({ primary, options: { generateVia }, stepMs: 3_000 });
      const { time, model, events } = stage;
      for (let number = 1; number <= 5; number += 1) {
        const begin = time.now();
        expect(await call(model)).toEqual({ text: GOOD, finishReason: 'stop', reported: 0 });
        expect(time.now() - begin).toBeGreaterThanOrEqual(90_000);
        expect(time.now() - begin).toBeLessThan(120_000);
        expect(stage.counts()).toEqual([number, number]);
      }
      expect(events.map(({ type }) => type)).toEqual(['hedge', 'hedge', 'hedge', 'hedge', 'hedge', 'breaker']);
      expect(events.at(-1)).toMatchObject({ state: 'open' });
      await Promise.all(stage.primary.requests.map(({ ended }) => ended));
      expect(stage.primary.fates).toEqual(Array.from({ length: 5 }, () => 'left'));
      expect([stage.primary.sockets, time.pending]).toEqual([0, 0]);

      const begin = time.now();
      expect(await call(model)).toMatchObject({ text: GOOD });
      expect(time.now() - begin).toBeLessThan(30_000);
      expect(stage.counts()).toEqual([5, 6]);
    },
  );

  it('a primary that is well again is asked again, and closes its breaker', async () => {
    let isWell = false;
    await using stage = await setStage({
      primary: request => (isWell ? good('well again', wire)(request) : []),
      options: { generateVia },
      stepMs: 3_000,
    });
    const { time, model, events } = stage;
    await Promise.all([1, 2, 3, 4, 5].map(() => call(model)));
    isWell = true;
    await time.wait(18_000, new AbortController().signal);
    expect(await call(model)).toMatchObject({ text: 'well again' });
    expect(await call(model)).toMatchObject({ text: 'well again' });
    expect(stage.counts()).toEqual([7, 5]);
    expect(events.filter(({ type }) => type === 'breaker')).toMatchObject([{ state: 'open' }, { state: 'closed' }]);
  });
});

describe.concurrent('the last leg is spared by limits that nobody asked for', () => {
  it.each([
    ['generateText', callGenerate, 'generate', 'attemptMs', 300_000],
    ['streamText', callStream, 'stream', 'firstContentMs', 120_000],
  ] as const)('%s: the primary is cut, and the fallback may take longer', async (_, call, generateVia, limit, ms) => {
    const fallback =
      generateVia === 'stream'
        ? slowly(fallbackWire, words(3), 400_000, 1_000)
        : [pause(400_000), reply(200, fallbackWire.json(words(3).join('')))];
    await using stage = await setStage({
      primary: [],
      fallback,
      options: { generateVia, hedge: false },
      stepMs: 10_000,
    });
    expect(await call(stage.model)).toEqual({ text: words(3).join(''), finishReason: 'stop', reported: 0 });
    expect([stage.counts(), stage.primary.fates]).toEqual([[1, 1], ['left']]);
    expect(stage.events).toMatchObject([
      { type: 'timeout', limit, ms, observed: false },
      { type: 'failure' },
      { type: 'failover' },
    ]);
    expect(stage.time.pending).toBe(0);
  });
});
