/** An answer that falls silent in the middle is ended by `idleMs`; one that is slow never is. */
import { describe, expect, it } from 'vitest';
import { hear } from '../support/ask.ts';
import { callGenerate, CALLS } from '../support/calls.ts';
import { dripForever, type Script } from '../support/fault-server.ts';
import { packageRows, providerPackages } from '../support/provider-packages.ts';
import { broken, slowly, words } from './scripts.ts';
import { GOOD, setStage, type Around } from './stage.ts';

const timeouts = { idleMs: 8_000 };
const ALONE: Around[] = ['a router without a fallback', 'gatewayErrorMiddleware'];

const expired = {
  statusCode: 504,
  isRetryable: true,
  data: { failure: { category: 'timeout', rule: 'timeout:idleMs', fallback: true } },
};

const { wire } = providerPackages.anthropic;
const { preamble, parts } = wire.stream(['']);
const stall = broken(wire, 20);
const stalls: [string, Script][] = [
  ['says nothing more', stall],
  ['sends comments only', [...stall, dripForever(': ping\n\n', 1_000)]],
  ['sends pings of its API only', [...stall, dripForever(preamble.at(-1)!, 1_000)]],
  ['sends empty deltas only', [...stall, dripForever(parts[0]!, 1_000)]],
];

describe.concurrent.each(stalls)('a primary that after 20 of 60 parts %s', (_, primary) => {
  it.each(['a router with a fallback', ...ALONE] as const)(
    'streamText, %s: is ended once, in the stream',
    async around => {
      await using stage = await setStage({ primary, around, options: { timeouts } });
      const heard = await hear(stage.model, { maxRetries: 0 });
      expect(heard).toMatchObject({ deltas: words(20), finishReason: 'error', told: [expired], thrown: undefined });
      expect(stage.counts()).toEqual([1, 0]);
      const [request] = stage.primary.requests;
      expect(await request!.ended).toBe('left');
      expect([stage.primary.sockets, stage.time.pending]).toEqual([0, 0]);
      // Not before the limit, and not a multiple of it later.
      const silentMs = request!.endedAt! - request!.arrivedAt;
      expect(silentMs).toBeGreaterThan(7_000);
      expect(silentMs).toBeLessThan(14_000);
    },
  );

  it('generateText via a stream: the fallback has the whole answer', async () => {
    await using stage = await setStage({ primary, options: { timeouts } });
    expect(await callGenerate(stage.model)).toEqual({ text: GOOD, finishReason: 'stop', reported: 0 });
    expect(stage.counts()).toEqual([1, 1]);
    expect(await stage.primary.requests[0]!.ended).toBe('left');
    expect([stage.primary.sockets, stage.time.pending]).toEqual([0, 0]);
  });

  it('generateText via a stream, without a fallback: an error, and none of the text', async () => {
    await using stage = await setStage({ primary, around: 'a router without a fallback', options: { timeouts } });
    const { error, text } = await callGenerate(stage.model);
    expect(text).toBeUndefined();
    expect(error).toMatchObject(expired);
    expect(await stage.primary.requests[0]!.ended).toBe('left');
  });
});

describe.concurrent.each(packageRows())('%s', (name, { wire: its }) => {
  it('that falls silent is ended and its socket is closed', async () => {
    await using stage = await setStage({
      primary: broken(its, 20),
      packages: [name],
      options: { timeouts },
      stepMs: 1_000,
    });
    const heard = await hear(stage.model, { maxRetries: 0 });
    expect(heard).toMatchObject({ deltas: words(20), finishReason: 'error', told: [expired] });
    expect(await stage.primary.requests[0]!.ended).toBe('left');
    expect([stage.counts(), stage.primary.sockets, stage.time.pending]).toEqual([[1, 0], 0, 0]);
  });

  it.each(CALLS)('that is slow is never cut, %s', async (_, call) => {
    // Three times the limit in all, each delta well within it.
    const primary = slowly(its, words(6), 6_000, 6_000);
    const limits = { firstContentMs: 12_000, idleMs: 12_000 };
    await using stage = await setStage({ primary, packages: [name], options: { timeouts: limits }, stepMs: 500 });
    expect(await call(stage.model)).toEqual({ text: words(6).join(''), finishReason: 'stop', reported: 0 });
    expect([stage.counts(), stage.primary.fates, stage.time.pending, stage.events]).toEqual([
      [1, 0],
      ['answered'],
      0,
      [],
    ]);
  });
});
