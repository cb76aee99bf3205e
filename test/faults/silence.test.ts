/** An answer that falls silent in the middle is ended by `idleMs`; one that is slow never is, nor one whose reader takes a break. */
import { streamText } from 'ai';
import { describe, expect, it } from 'vitest';
import { hear } from '../support/ask.ts';
import { callGenerate, CALLS } from '../support/calls.ts';
import { drip, dripForever, end, headers, pause, send, type Script } from '../support/fault-server.ts';
import { packageRows, providerPackages } from '../support/provider-packages.ts';
import { read, type Read, type ReadOptions } from './parts.ts';
import { broken, slowly, words } from './scripts.ts';
import { GOOD, setStage, type Around, type Stage } from './stage.ts';

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
});

describe.concurrent.each(packageRows(['anthropic', 'openai responses', 'google', 'bedrock']))(
  '%s',
  (name, { wire: its }) => {
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
  },
);

const AROUND: Around[] = ['a router with a fallback', ...ALONE];

const sixty = wire.stream(words(60));
const atOnce: Script = [headers(), send(...sixty.preamble, ...sixty.parts, ...sixty.finish), end];
const oneASecond: Script = [headers(), send(...sixty.preamble), drip(sixty.parts, 1_000), send(...sixty.finish), end];

const wait = ({ time }: Stage, ms: number) => time.wait(ms, new AbortController().signal);

describe.concurrent.each(AROUND)('a consumer who takes a break, %s', around => {
  it.each([
    ['all at once', atOnce],
    ['one delta a second', oneASecond],
  ])('a caller of streamText who reads %s, with long breaks, gets it all', async (_, primary) => {
    await using stage = await setStage({ primary, around, options: { timeouts }, stepMs: 1_000 });
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
  function readWithBreaks(stage: Stage, breaks: readonly number[]): Promise<Read> {
    const rest = [...breaks];
    const onPart: ReadOptions['onPart'] = async ({ type }) => {
      const ms = type === 'text-delta' ? rest.shift() : undefined;
      if (ms !== undefined) await wait(stage, ms);
    };
    return read(stage.model, { onPart });
  }

  /** Silent for 66 s after its first text, which is 6 s for somebody who takes a break of 60 s. */
  const silent: Script = [
    headers(),
    send(...sixty.preamble, sixty.parts[0]!),
    pause(66_000),
    send(...sixty.parts.slice(1, 2), ...sixty.finish),
    end,
  ];

  it('a silence counts from where the reader waits again', async () => {
    await using stage = await setStage({ primary: silent, around, options: { timeouts } });
    const { text, parts: heard } = await readWithBreaks(stage, [60_000]);
    expect(text).toBe('w0 w1 ');
    expect(heard.at(-1)).toMatchObject({ type: 'finish', finishReason: { unified: 'stop' } });
    expect([stage.primary.fates, stage.time.pending, stage.events]).toEqual([['answered'], 0, []]);
  });

  it.each([
    ['without a break', []],
    ['with a short one', [30_000]],
  ])('and ends a reader of the same silence %s', async (_, breaks) => {
    await using stage = await setStage({ primary: silent, around, options: { timeouts } });
    const { text, parts: heard } = await readWithBreaks(stage, breaks);
    expect(text).toBe('w0 ');
    expect(heard.slice(-2)).toMatchObject([
      { type: 'error', error: { statusCode: 504, data: { failure: { rule: 'timeout:idleMs' } } } },
      { type: 'finish', finishReason: { unified: 'error' } },
    ]);
    expect(await stage.primary.requests[0]!.ended).toBe('left');
    expect([stage.counts(), stage.time.pending]).toEqual([[1, 0], 0]);
  });
});
