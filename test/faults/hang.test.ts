/** A primary that accepts and never answers: the fallback does, nobody waits for more than the limit, and all is closed. */
import { APICallError } from 'ai';
import { describe, expect, it } from 'vitest';
import { callGenerate, callStream, CALLS } from '../support/calls.ts';
import { dripForever, headers, send, type Script } from '../support/fault-server.ts';
import { packageRows, providerPackages } from '../support/provider-packages.ts';
import type { Wire } from '../support/wires.ts';
import { GOOD, setStage } from './stage.ts';

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
      silences(wire).map(async ([, primary]) => {
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
  const rows = CALLS.flatMap(([name, call]) => [20_000, 5_000].map(ms => [name, ms, call] as const));

  it.each(rows)('%s: is left after %i ms without content, and not asked twice', async (_name, ms, call) => {
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
