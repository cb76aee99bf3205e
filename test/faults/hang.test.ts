/** A primary that accepts and never answers: the fallback does, nobody waits for more than the limit, and all is closed. */
import { APICallError } from 'ai';
import { describe, expect, it } from 'vitest';
import { callGenerate, callStream, CALLS, type Call } from '../support/calls.ts';
import { dripForever, headers, pause, reply, send, type Script } from '../support/fault-server.ts';
import { packageRows, providerPackages } from '../support/provider-packages.ts';
import type { Wire } from '../support/wires.ts';
import { good, slowly, words } from './scripts.ts';
import { GOOD, setStage, type Cast } from './stage.ts';

const timeouts = { firstContentMs: 20_000 };

/** Ways to say nothing. */
const silences = ({ contentType, stream }: Wire): [string, Script][] => [
  ['without headers', []],
  ['after its headers', [headers(contentType)]],
  ['after its preamble', [headers(contentType), send(...stream(['never']).preamble)]],
];

describe.concurrent.each(packageRows())('%s that never answers', (name, { wire }) => {
  it.each(CALLS)('%s: the fallback answers, it was asked once, its socket is closed', async (_, call) => {
    await Promise.all(
      [silences(wire)[0]!, silences(wire)[2]!].map(async ([, primary]) => {
        await using stage = await setStage({ primary, packages: [name], options: { timeouts }, stepMs: 1_000 });
        expect(await call(stage.model)).toEqual({ text: GOOD, finishReason: 'stop', reported: 0 });
        expect(stage.counts()).toEqual([1, 1]);
        const [request] = stage.primary.requests;
        expect(await request!.ended).toBe('left');
        expect(request!.endedAt! - request!.arrivedAt).toBeGreaterThan(timeouts.firstContentMs - 3_000);
        expect([stage.primary.sockets, stage.fallback.open, stage.time.pending]).toEqual([0, 0, 0]);
      }),
    );
  });
});

const { wire } = providerPackages.anthropic;
const { preamble, parts } = wire.stream(['']);

describe.concurrent.each([
  ...silences(wire),
  ['but for the status of an error, whose body never ends', [headers('application/json', 503), send('{"error":')]],
  ['and sends comments only', [headers(), dripForever(': ping\n\n', 1_000)]],
  ['and sends pings of its API only', [headers(), send(...preamble), dripForever(preamble.at(-1)!, 1_000)]],
  ['and sends empty deltas only', [headers(), send(...preamble), dripForever(parts[0]!, 1_000)]],
] satisfies [string, Script][])('a primary that never answers %s', (_, primary) => {
  it.each(CALLS)('%s: is left at the limit on the first content, and not asked twice', async (_name, call) => {
    // Short enough for a second try, had it failed by itself.
    const ms = 5_000;
    await using stage = await setStage({ primary, options: { timeouts: { firstContentMs: ms } } });
    const begin = stage.time.now();
    expect(await call(stage.model)).toEqual({ text: GOOD, finishReason: 'stop', reported: 0 });
    // Whoever waited for the end of the silence would wait for ever.
    expect(stage.time.now() - begin).toBeGreaterThanOrEqual(ms);
    expect(stage.counts()).toEqual([1, 1]);
    expect(await stage.primary.requests[0]!.ended).toBe('left');
    expect([stage.primary.sockets, stage.time.pending]).toEqual([0, 0]);
    expect(stage.events).toMatchObject([
      { type: 'timeout', limit: 'firstContentMs', ms, observed: false },
      { type: 'failure', failure: { category: 'timeout', rule: 'timeout:firstContentMs', statusCode: 504 } },
      { type: 'failover' },
    ]);
  });

  it.each([
    ['a router without a fallback', 'generateText', callGenerate],
    ['a router without a fallback', 'streamText', callStream],
    ['gatewayErrorMiddleware', 'streamText', callStream],
  ] as const)(
    '%s, %s: without a fallback the call fails at the limit, and may be retried',
    async (around, _call, call) => {
      // Below the hold of gatewayErrorMiddleware, so that it is thrown.
      const limit = { firstContentMs: 8_000 };
      await using stage = await setStage({ primary, around, options: { timeouts: limit } });
      const { error, text } = await call(stage.model);
      expect(text).toBeUndefined();
      expect(APICallError.isInstance(error)).toBe(true);
      expect(error).toMatchObject({
        statusCode: 504,
        isRetryable: true,
        data: { failure: { category: 'timeout', rule: 'timeout:firstContentMs', fallback: true } },
      });
      expect(stage.counts()).toEqual([1, 0]);
      expect(await stage.primary.requests[0]!.ended).toBe('left');
      expect([stage.primary.sockets, stage.time.pending]).toEqual([0, 0]);
    },
  );
});

const fallbackWire = providerPackages['openai responses'].wire;

const kinds: [string, Call, NonNullable<Cast['options']>['generateVia']][] = [
  ['generateText', callGenerate, 'generate'],
  ['generateText via a stream', callGenerate, 'stream'],
  ['streamText', callStream, 'stream'],
];

describe.concurrent.each(kinds)('with nothing set but the legs, %s', (_, call, generateVia) => {
  it.each(silences(wire).slice(0, 2))(
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
      expect(events.map(({ type }) => type)).toEqual([
        'hedge-start',
        'hedge-start',
        'hedge-start',
        'hedge-start',
        'hedge-start',
        'breaker',
      ]);
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
