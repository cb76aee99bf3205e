/** A stream that nobody reads at the moment, or any more: its limits, its caller's abort and its end still close its source. */
import { describe, expect, it } from 'vitest';
import type { StreamPart } from '../../src/sdk-types.ts';
import { drip, headers, send, type Script } from '../support/fault-server.ts';
import { providerPackages } from '../support/provider-packages.ts';
import { slowly, words } from './scripts.ts';
import { setStage, type Around, type Cast, type Stage } from './stage.ts';

const { wire } = providerPackages.anthropic;
const fallbackWire = providerPackages['openai responses'].wire;
const { preamble, parts } = wire.stream(words(100));
const endless: Script = [headers(), send(...preamble), drip(parts, 1_000)];

const wait = ({ time }: Stage, ms: number) => time.wait(ms, new AbortController().signal);

/** Opens a stream and reads as far as its third text. */
async function begin({ model }: Stage, abortSignal?: AbortSignal): Promise<ReadableStreamDefaultReader<StreamPart>> {
  const { stream } = await model.doStream({
    prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    ...(abortSignal && { abortSignal }),
  });
  const reader = stream.getReader();
  for (let texts = 0; texts < 3;) if ((await reader.read()).value?.type === 'text-delta') texts += 1;
  return reader;
}

async function rest(reader: ReadableStreamDefaultReader<StreamPart>): Promise<StreamPart[]> {
  const read: StreamPart[] = [];
  for (let next = await reader.read(); !next.done; next = await reader.read()) read.push(next.value);
  return read;
}

async function expectAllClosed({ primary, fallback, time }: Stage): Promise<void> {
  await Promise.all([...primary.requests, ...fallback.requests].map(({ ended }) => ended));
  expect([...primary.fates, ...fallback.fates].filter(fate => fate !== 'left')).toEqual([]);
  expect([primary.sockets, fallback.sockets, time.pending]).toEqual([0, 0, 0]);
}

const AROUND: Around[] = ['a router with a fallback', 'a router without a fallback', 'gatewayErrorMiddleware'];

describe.concurrent.each(AROUND)('%s', around => {
  it.each(['attemptMs', 'totalMs'] as const)('%s runs while nobody reads, and is told to who reads on', async limit => {
    await using stage = await setStage({ primary: endless, around, options: { timeouts: { [limit]: 20_000 } } });
    const reader = await begin(stage);
    await wait(stage, 30_000);
    await expectAllClosed(stage);
    const read = await rest(reader);
    expect(read.map(({ type }) => type).filter(type => type !== 'text-delta')).toEqual(['text-end', 'error', 'finish']);
    expect(read.at(-2)).toMatchObject({ error: { statusCode: 504, data: { failure: { rule: `timeout:${limit}` } } } });
  });

  it("the caller's abort ends a stream that nobody reads", async () => {
    await using stage = await setStage({ primary: endless, around });
    const controller = new AbortController();
    const reason = new Error('the caller is gone');
    const reader = await begin(stage, controller.signal);
    await wait(stage, 5_000);
    controller.abort(reason);
    await expectAllClosed(stage);
    await expect(reader.read()).rejects.toBe(reason);
  });

  it('a reader who leaves closes the source', async () => {
    await using stage = await setStage({ primary: endless, around });
    const reader = await begin(stage);
    await wait(stage, 5_000);
    await reader.cancel(new Error('enough'));
    await expectAllClosed(stage);
    expect(stage.counts()).toEqual([1, 0]);
    expect(stage.events).toEqual([]);
  });
});

describe.concurrent('a reader who leaves', () => {
  const cases: [string, Pick<Cast, 'primary' | 'fallback' | 'options'>][] = [
    ['a hedge that won', { primary: [], options: { hedge: { afterMs: 3_000 } } }],
    [
      'a primary that won against a hedge',
      { primary: slowly(wire, words(50), 6_000, 1_000), fallback: [], options: { hedge: { afterMs: 3_000 } } },
    ],
    ['a fallback after a limit', { primary: [], options: { timeouts: { firstContentMs: 5_000 } } }],
  ];
  it.each(cases)(
    '%s: both are closed',
    async (_, { fallback = slowly(fallbackWire, words(50), 1_000, 1_000), ...cast }) => {
      await using stage = await setStage({ ...cast, fallback });
      const reader = await begin(stage);
      await reader.cancel(new Error('enough'));
      await expectAllClosed(stage);
      expect(stage.counts()).toEqual([1, 1]);
    },
  );
});
