/** `observe: true`: the limits are only watched. Nothing is cut, and events say what would have been. */
import { describe, expect, it } from 'vitest';
import { CALLS } from '../support/calls.ts';
import { drip, end, headers, pause, reply, send, type Script } from '../support/fault-server.ts';
import { packageRows, providerPackages, type PackageName } from '../support/provider-packages.ts';
import { good, words } from './scripts.ts';
import { GOOD, setStage, type Around } from './stage.ts';

const timeouts = { firstContentMs: 12_000, idleMs: 12_000 };
const text = words(8).join('');

const names: PackageName[] = ['anthropic', 'google'];
const AROUND: Around[] = ['a router with a fallback', 'a router without a fallback', 'gatewayErrorMiddleware'];

describe.concurrent.each(packageRows(names))('%s', (name, { wire }) => {
  const { preamble, parts, finish } = wire.stream(words(8));
  const slow: Script = [
    headers(wire.contentType),
    send(...preamble),
    pause(40_000),
    send(...parts.slice(0, 2)),
    pause(40_000),
    send(...parts.slice(2, 4)),
    drip(parts.slice(4, 6), 5_000),
    pause(40_000),
    send(...parts.slice(6), ...finish),
    end,
  ];
  const late: Script = [pause(40_000), ...slow.slice(0, 2), send(...parts, ...finish), end];
  const wouldCut = (limit: string) => ({
    type: 'timeout',
    limit,
    ms: 12_000,
    observed: true,
    provider: expect.any(String),
  });

  describe.each(AROUND)('%s', around => {
    // Without streams there is nothing to watch.
    it.each(around === 'gatewayErrorMiddleware' ? CALLS.slice(1) : CALLS)(
      '%s: each silence is told once',
      async (_, call) => {
        await using stage = await setStage({
          primary: slow,
          packages: [name],
          around,
          options: { timeouts: { ...timeouts, observe: true } },
          stepMs: 1_000,
        });
        expect(await call(stage.model)).toEqual({ text, finishReason: 'stop', reported: 0 });
        expect(stage.events).toMatchObject([wouldCut('firstContentMs'), wouldCut('idleMs'), wouldCut('idleMs')]);
        expect([stage.counts(), stage.primary.fates, stage.time.pending]).toEqual([[1, 0], ['answered'], 0]);
      },
    );
  });

  it.each(CALLS)('%s: a wait for the headers is told, too', async (_, call) => {
    await using stage = await setStage({
      primary: late,
      packages: [name],
      options: { timeouts: { ...timeouts, observe: true } },
      stepMs: 1_000,
    });
    expect(await call(stage.model)).toEqual({ text, finishReason: 'stop', reported: 0 });
    expect(stage.events).toMatchObject([wouldCut('firstContentMs')]);
    expect([stage.counts(), stage.primary.fates, stage.time.pending]).toEqual([[1, 0], ['answered'], 0]);
  });

  it.each(CALLS)('%s: absolute limits cut nothing either', async (_, call) => {
    const absolute = { attemptMs: 30_000, totalMs: 60_000, minAttemptMs: 10_000 };
    await using stage = await setStage({
      primary: slow,
      packages: [name],
      options: { hedge: false, timeouts: { ...absolute, idleMs: false, observe: true } },
    });
    expect(await call(stage.model)).toEqual({ text, finishReason: 'stop', reported: 0 });
    const observed = stage.events.filter(({ type }) => type === 'timeout');
    expect(observed).toMatchObject([
      { limit: 'attemptMs', ms: 30_000, observed: true },
      { limit: 'totalMs', ms: 60_000, observed: true },
    ]);
    expect([stage.counts(), stage.primary.fates, stage.time.pending]).toEqual([[1, 0], ['answered'], 0]);
  });

  it.each(CALLS)('%s: the same without `observe` is cut where it was said', async (_, call) => {
    await using stage = await setStage({ primary: slow, packages: [name], options: { timeouts } });
    expect(await call(stage.model)).toMatchObject({ text: GOOD, finishReason: 'stop' });
    expect(stage.events).toMatchObject([
      { ...wouldCut('firstContentMs'), observed: false },
      { type: 'failure' },
      { type: 'failover' },
    ]);
    expect(await stage.primary.requests[0]!.ended).toBe('left');
  });
});

describe.concurrent.each(CALLS)('%s, with a total that is only observed', (_, call) => {
  const options = { hedge: false, timeouts: { totalMs: 10_000, observe: true } } as const;

  it('lets the next leg start when it has run out', async () => {
    await using stage = await setStage({ primary: [pause(15_000), reply(401, '{}')], options });
    expect(await call(stage.model)).toMatchObject({ text: GOOD, finishReason: 'stop' });
    expect(stage.counts()).toEqual([1, 1]);
    expect(stage.events.find(({ type }) => type === 'timeout')).toMatchObject({ limit: 'totalMs', observed: true });
  });

  it('does not shorten the wait before a second try', async () => {
    const { wire } = providerPackages.anthropic;
    await using stage = await setStage({
      primary: (request, index) => (index === 0 ? [pause(5_000), reply(503, '{}')] : good('second try', wire)(request)),
      options: { ...options, random: () => 0.9, retries: { baseDelayMs: 20_000, maxDelayMs: 20_000 } },
    });
    expect(await call(stage.model)).toMatchObject({ text: 'second try', finishReason: 'stop' });
    expect([stage.counts(), stage.time.pending]).toEqual([[2, 0], 0]);
  });
});
