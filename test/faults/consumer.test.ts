/** A consumer who takes a break is not a silent source: the limit on silence stands still while nobody reads. */
import { streamText } from 'ai';
import { describe, expect, it } from 'vitest';
import type { StreamPart } from '../../src/adapters/sdk-model.ts';
import { drip, end, headers, pause, send, type Script } from '../support/fault-server.ts';
import { providerPackages } from '../support/provider-packages.ts';
import { words } from './scripts.ts';
import { setStage, type Around, type Stage } from './stage.ts';

const timeouts = { idleMs: 12_000 };
const AROUND: Around[] = ['a router with a fallback', 'a router without a fallback', 'gatewayErrorMiddleware'];

const { wire } = providerPackages.anthropic;
const { preamble, parts, finish } = wire.stream(words(60));
const atOnce: Script = [headers(), send(...preamble, ...parts, ...finish), end];
const oneASecond: Script = [headers(), send(...preamble), drip(parts, 1_000), send(...finish), end];

const wait = ({ time }: Stage, ms: number) => time.wait(ms, new AbortController().signal);

describe.concurrent.each(AROUND)('%s', around => {
  it.each([
    ['all at once', atOnce],
    ['one delta a second', oneASecond],
  ])('a caller of streamText who reads %s, with long breaks, gets it all', async (_, primary) => {
    await using stage = await setStage({ primary, around, options: { timeouts } });
    const told: unknown[] = [];
    const { fullStream } = streamText({
      model: stage.model,
      prompt: 'Hi',
      maxRetries: 0,
      onError: ({ error }) => void told.push(error),
    });
    const heard: string[] = [];
    for await (const part of fullStream) {
      if (part.type !== 'text-delta') continue;
      heard.push(part.text);
      // Five times the limit, at the beginning, in the middle and before the end.
      if ([1, 30, 59].includes(heard.length)) await wait(stage, 60_000);
    }
    expect([heard, told]).toEqual([words(60), []]);
    expect(stage.counts()).toEqual([1, 0]);
    expect([stage.primary.fates, stage.time.pending, stage.events]).toEqual([['answered'], 0, []]);
  });

  /** Reads as many texts as there are breaks, with each break after its text, and then the rest. */
  async function readWithBreaks(stage: Stage, breaks: readonly number[]): Promise<StreamPart[]> {
    const { stream } = await stage.model.doStream({
      prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    });
    const rest = [...breaks];
    const read: StreamPart[] = [];
    for await (const part of stream) {
      read.push(part);
      const ms = part.type === 'text-delta' ? rest.shift() : undefined;
      if (ms !== undefined) await wait(stage, ms);
    }
    return read;
  }

  const textOf = (read: readonly StreamPart[]) =>
    read.map(part => (part.type === 'text-delta' ? part.delta : '')).join('');

  /** Silent for 66 s after its first text, which is 6 s for somebody who takes a break of 60 s. */
  const silent: Script = [
    headers(),
    send(...preamble, parts[0]!),
    pause(66_000),
    send(...parts.slice(1, 2), ...finish),
    end,
  ];

  it('a silence counts from where the reader waits again', async () => {
    await using stage = await setStage({ primary: silent, around, options: { timeouts } });
    const read = await readWithBreaks(stage, [60_000]);
    expect(textOf(read)).toBe('w0 w1 ');
    expect(read.at(-1)).toMatchObject({ type: 'finish', finishReason: { unified: 'stop' } });
    expect([stage.primary.fates, stage.time.pending, stage.events]).toEqual([['answered'], 0, []]);
  });

  it.each([
    ['without a break', []],
    ['with a short one', [30_000]],
  ])('and ends a reader of the same silence %s', async (_, breaks) => {
    await using stage = await setStage({ primary: silent, around, options: { timeouts } });
    const read = await readWithBreaks(stage, breaks);
    expect(textOf(read)).toBe('w0 ');
    expect(read.slice(-2)).toMatchObject([
      { type: 'error', error: { statusCode: 504, data: { failure: { rule: 'timeout:idleMs' } } } },
      { type: 'finish', finishReason: { unified: 'error' } },
    ]);
    expect(await stage.primary.requests[0]!.ended).toBe('left');
    expect([stage.counts(), stage.time.pending]).toEqual([[1, 0], 0]);
  });
});
