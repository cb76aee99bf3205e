/** `totalMs` and `attemptMs` are absolute: what takes longer ends there, before and after the first content, all closed. */
import { APICallError } from 'ai';
import { describe, expect, it } from 'vitest';
import { FailoverError } from '../../src/index.ts';
import { hear, unwrapped } from '../support/ask.ts';
import { callGenerate, callStream, type Call } from '../support/calls.ts';
import { drip, headers, pause, reply, send, type Script } from '../support/fault-server.ts';
import { providerPackages } from '../support/provider-packages.ts';
import { words } from './scripts.ts';
import { GOOD, setStage, type Around, type Cast, type Stage } from './stage.ts';

const { wire } = providerPackages.anthropic;
const { preamble, parts } = wire.stream(words(200));
/** Never silent and never at its end. */
const endless: Script = [headers(), send(...preamble), drip(parts, 2_000)];

const kinds: [string, Call, NonNullable<Cast['options']>['generateVia']][] = [
  ['generateText', callGenerate, 'generate'],
  ['generateText via a stream', callGenerate, 'stream'],
  ['streamText', callStream, 'stream'],
];

async function expectAllClosed({ primary, fallback, time }: Stage): Promise<void> {
  await Promise.all([...primary.requests, ...fallback.requests].map(({ ended }) => ended));
  expect([...primary.fates, ...fallback.fates].filter(fate => fate !== 'left')).toEqual([]);
  expect([primary.sockets, fallback.sockets, time.pending]).toEqual([0, 0, 0]);
}

describe.concurrent.each(kinds)('%s', (_, call, generateVia) => {
  const limits: [string, NonNullable<Cast['options']>][] = [
    [
      'one after the other',
      {
        hedge: false,
        timeouts: { [generateVia === 'stream' ? 'firstContentMs' : 'attemptMs']: 20_000, totalMs: 30_000 },
      },
    ],
    ['both at a time', { hedge: { afterMs: 12_000 }, timeouts: { totalMs: 30_000 } }],
  ];

  it.each(limits)('legs that hang %s: the call ends at its total, for good', async (_how, options) => {
    await using stage = await setStage({ primary: [], fallback: [], options: { ...options, generateVia } });
    const begin = stage.time.now();
    const { error } = await call(stage.model, { maxRetries: 2 });
    expect(stage.time.now() - begin).toBeGreaterThanOrEqual(30_000);
    expect(stage.time.now() - begin).toBeLessThan(40_000);
    // Nor did the SDK retry it.
    expect(error).toBe(unwrapped(error));
    expect(FailoverError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ statusCode: 504, isRetryable: false });
    expect((error as FailoverError).attempts.at(-1)?.failure).toMatchObject({
      category: 'timeout',
      rule: 'timeout:totalMs',
    });
    expect(stage.counts()).toEqual([1, 1]);
    await expectAllClosed(stage);
  });

  it('a leg is not started in the last moment', async () => {
    const options = { hedge: false, generateVia, timeouts: { totalMs: 30_000, minAttemptMs: 10_000 } } as const;
    await using stage = await setStage({ primary: [pause(25_000), reply(401, '{}')], options });
    const { error } = await call(stage.model, { maxRetries: 2 });
    expect(error).toMatchObject({ statusCode: 401, isRetryable: false });
    expect([stage.counts(), stage.time.pending]).toEqual([[1, 0], 0]);
  });
});

const AROUND: Around[] = ['a router with a fallback', 'a router without a fallback', 'gatewayErrorMiddleware'];

describe.concurrent.each(['attemptMs', 'totalMs'] as const)('%s', limit => {
  const timeouts = { [limit]: 20_000 };
  const expired = {
    statusCode: 504,
    isRetryable: limit === 'attemptMs',
    data: { failure: { rule: `timeout:${limit}` } },
  };

  it.each(AROUND)('streamText, %s: a stream without end is told of it once', async around => {
    await using stage = await setStage({ primary: endless, around, options: { timeouts } });
    const heard = await hear(stage.model, { maxRetries: 2 });
    expect(heard).toMatchObject({ finishReason: 'error', told: [expired], thrown: undefined });
    // Two seconds apart, and so about ten of them.
    expect(heard.deltas.length).toBeGreaterThanOrEqual(7);
    expect(heard.deltas.length).toBeLessThanOrEqual(10);
    expect(heard.deltas).toEqual(words(heard.deltas.length));
    expect(stage.counts()).toEqual([1, 0]);
    await expectAllClosed(stage);
  });

  it('generateText via a stream, without a fallback: an error', async () => {
    await using stage = await setStage({
      primary: endless,
      around: 'a router without a fallback',
      options: { timeouts },
    });
    const { error } = await callGenerate(stage.model);
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject(expired);
    expect(stage.counts()).toEqual([1, 0]);
    await expectAllClosed(stage);
  });
});

describe.concurrent('generateText', () => {
  it.each([
    ['via a stream', 'stream', endless],
    ['as it is', 'generate', []],
    [
      'as it is, with a body that never ends',
      'generate',
      [headers('application/json'), send('{"id":'), drip([' '], 2_000)],
    ],
  ] as const)(
    '%s: the fallback answers when the attempt at the primary took too long',
    async (_, generateVia, primary) => {
      await using stage = await setStage({
        primary,
        options: { generateVia, hedge: false, timeouts: { attemptMs: 20_000 } },
      });
      expect(await callGenerate(stage.model)).toEqual({ text: GOOD, finishReason: 'stop', reported: 0 });
      expect([stage.counts(), stage.primary.fates, stage.time.pending]).toEqual([[1, 1], ['left'], 0]);
    },
  );

  it('with gatewayErrorMiddleware: an error that may be retried', async () => {
    await using stage = await setStage({
      primary: [],
      around: 'gatewayErrorMiddleware',
      options: { timeouts: { attemptMs: 20_000 } },
    });
    const { error } = await callGenerate(stage.model);
    expect(error).toMatchObject({
      statusCode: 504,
      isRetryable: true,
      data: { failure: { rule: 'timeout:attemptMs' } },
    });
    await expectAllClosed(stage);
  });
});
