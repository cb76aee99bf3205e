/** The caller's abort, wherever the call is: its own reason comes out, nobody is asked any more, and all is closed. */
import { generateText, streamText } from 'ai';
import { describe, expect, it } from 'vitest';
import type { CallOptions, LanguageModel } from '../../src/sdk-types.ts';
import { drip, headers, reply, send, type Script } from '../support/fault-server.ts';
import { providerPackages } from '../support/provider-packages.ts';
import { broken, words } from './scripts.ts';
import { setStage, type Cast } from './stage.ts';

const { wire } = providerPackages.anthropic;
const { preamble, parts } = wire.stream(words(60));
const fallbackWire = providerPackages['openai responses'].wire;
const failing = (status: number, others?: Record<string, string>): Script => [reply(status, '{}', others)];

/** Where a call is. */
interface Place {
  where: string;
  cast: Pick<Cast, 'primary' | 'fallback'>;
  /** Requests that were made when it is there. */
  counts: [primary: number, fallback: number];
  /** How many requests are open then. @default 1 */
  open?: number | ((ask: string) => number);
  /** Whether this place exists only where an answer is streamed. */
  isStream?: boolean;
  options?: Cast['options'];
}

const limits = { timeouts: { firstContentMs: 300_000, idleMs: 300_000 } };
/** The first wait is random below its ceiling. */
const longWait = { retries: { baseDelayMs: 20_000, maxDelayMs: 20_000 }, random: () => 0.9 };
const hanging: Script = [];

const places: Place[] = [
  { where: 'before the headers', cast: { primary: hanging }, counts: [1, 0] },
  { where: 'after the headers', cast: { primary: [headers()] }, counts: [1, 0] },
  { where: 'in the preamble', cast: { primary: broken(wire, 0) }, counts: [1, 0], isStream: true },
  { where: 'in the middle of content', cast: { primary: broken(wire, 20) }, counts: [1, 0], isStream: true },
  {
    where: 'while content comes',
    cast: { primary: [headers(), send(...preamble), drip(parts, 500)] },
    counts: [1, 0],
    isStream: true,
  },
  {
    where: 'in the middle of a whole answer',
    cast: { primary: [headers('application/json'), send(wire.json('never whole').slice(0, 40))] },
    counts: [1, 0],
  },
  {
    where: 'in the wait before a second try',
    cast: { primary: failing(503) },
    counts: [1, 0],
    open: 0,
    options: longWait,
  },
  {
    where: 'in a wait that the primary asked for',
    cast: { primary: failing(429, { 'retry-after-ms': '20000' }) },
    counts: [1, 0],
    open: 0,
    options: { maxWaitMs: 60_000 },
  },
  { where: 'before the headers of the fallback', cast: { primary: failing(401), fallback: hanging }, counts: [1, 1] },
  {
    where: 'in the preamble of the fallback',
    cast: { primary: failing(401), fallback: broken(fallbackWire, 0) },
    counts: [1, 1],
    isStream: true,
  },
  {
    where: 'in the middle of the content of the fallback',
    cast: { primary: failing(401), fallback: broken(fallbackWire, 20) },
    counts: [1, 1],
    isStream: true,
  },
  {
    where: 'while two legs are asked at a time',
    cast: { primary: hanging, fallback: [headers()] },
    counts: [1, 1],
    open: 2,
    options: { hedge: { afterMs: 2_000 } },
  },
  {
    where: 'in the middle of the content of a leg that was asked in addition',
    cast: { primary: hanging, fallback: broken(fallbackWire, 20) },
    counts: [1, 1],
    // The content of a stream has won; a whole answer still may come from either.
    open: via => (via === 'doStream' || via === 'streamText' ? 1 : 2),
    isStream: true,
    options: { hedge: { afterMs: 2_000 } },
  },
  {
    where: 'with the fallback, when the limit on the primary has run out',
    cast: { primary: hanging, fallback: hanging },
    counts: [1, 1],
    isStream: true,
    options: { timeouts: { firstContentMs: 12_000 } },
  },
];

const prompt: CallOptions['prompt'] = [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }];

type Ask = (model: LanguageModel, abortSignal: AbortSignal) => Promise<unknown>;

/** Each gives what the caller gets for its abort. */
const ASKS: [name: string, generateVia: 'generate' | 'stream', ask: Ask][] = [
  [
    'generateText',
    'generate',
    (model, abortSignal) =>
      generateText({ model, prompt: 'Hi', maxRetries: 2, abortSignal }).catch((error: unknown) => error),
  ],
  [
    'generateText via a stream',
    'stream',
    (model, abortSignal) =>
      generateText({ model, prompt: 'Hi', maxRetries: 2, abortSignal }).catch((error: unknown) => error),
  ],
  [
    'doStream',
    'stream',
    async (model, abortSignal) => {
      try {
        const { stream } = await model.doStream({ prompt, abortSignal });
        for await (const _ of stream);
      } catch (error) {
        return error;
      }
    },
  ],
  [
    'streamText',
    'stream',
    async (model, abortSignal) => {
      const seen: unknown[] = [];
      const { fullStream } = streamText({
        model,
        prompt: 'Hi',
        maxRetries: 2,
        abortSignal,
        onError: ({ error }) => void seen.push(error),
      });
      for await (const part of fullStream) {
        // The SDK's own way to tell an abort; its reason is the text of ours.
        if (part.type === 'abort') seen.push(part.reason);
      }
      return seen.length === 1 ? seen[0] : seen;
    },
  ],
];

class OwnReason extends Error {}

const GONE = 'the caller is gone';
/** As a text, in AI SDK 7 and in AI SDK 6. */
const REASONS: ReadonlySet<unknown> = new Set([String(new OwnReason(GONE)), GONE]);

describe.concurrent.each(ASKS)('%s', (name, generateVia, ask) => {
  const reached = places.filter(({ isStream }) => !isStream || generateVia === 'stream');
  const rows = reached.flatMap(place => [
    { ...place, limited: 'without limits', options: place.options },
    { ...place, limited: 'with limits', options: { ...limits, ...place.options } },
  ]);

  it.each(rows)('$where, $limited', async ({ cast, counts, options, open = 1 }) => {
    await using stage = await setStage({ ...cast, options: { ...options, generateVia }, stepMs: 1_000 });
    const { time, primary, fallback, events } = stage;
    const controller = new AbortController();
    const reason = new OwnReason(GONE);
    const asked = ask(stage.model, controller.signal);
    await Promise.all([primary.arrived(counts[0]), fallback.arrived(counts[1])]);
    await time.wait(4_000, new AbortController().signal);
    const underWay = [...primary.requests, ...fallback.requests].filter(({ fate }) => fate === 'open');
    expect([stage.counts(), underWay.length]).toEqual([counts, typeof open === 'number' ? open : open(name)]);
    const before = events.length;

    const abortedAt = time.now();
    controller.abort(reason);
    expect(await asked).toSatisfy(got => got === reason || (name === 'streamText' && REASONS.has(got)));
    expect(time.pending).toBe(0);
    expect(await Promise.all(underWay.map(({ ended }) => ended))).toEqual(underWay.map(() => 'left'));
    for (const { endedAt } of underWay) expect(endedAt! - abortedAt).toBeLessThan(3_000);

    await time.wait(30_000, new AbortController().signal);
    expect(stage.counts()).toEqual(counts);
    expect([time.pending, events.length, primary.open, fallback.open]).toEqual([0, before, 0, 0]);
  });

  it('before anything is asked', async () => {
    await using stage = await setStage({ primary: hanging, options: { generateVia } });
    const reason = new OwnReason('the caller is gone');
    expect(await ask(stage.model, AbortSignal.abort(reason))).toSatisfy(
      got => got === reason || (name === 'streamText' && got === String(reason)),
    );
    expect([stage.counts(), stage.events, stage.time.pending]).toEqual([[0, 0], [], 0]);
  });
});
