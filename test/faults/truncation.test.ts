/** A stream of 60 parts that breaks off: no truncated answer ever looks finished, and no text is ever said twice. */
import { APICallError } from 'ai';
import { describe, expect, it } from 'vitest';
import { hear, unwrapped } from '../support/ask.ts';
import { callGenerate } from '../support/calls.ts';
import { drop, end, headers, send, type Step } from '../support/fault-server.ts';
import { packageRows } from '../support/provider-packages.ts';
import { broken, words } from './scripts.ts';
import { GOOD, setStage, type Around } from './stage.ts';

const ENDS = ['dropped', 'ended'] as const;
const BREAKS = [0, 1, 20, 59].flatMap(parts => ENDS.map(how => ({ parts, how })));
const ALONE: Around[] = ['a router without a fallback', 'gatewayErrorMiddleware'];

const interrupted = {
  isRetryable: true,
  data: { failure: { category: expect.stringMatching(/^(?:stream-interrupted|network)$/), fallback: true } },
};

const packages = packageRows(['anthropic', 'openai responses', 'bedrock', 'vercel gateway']);

describe.concurrent.each(packages)('%s', (name, { wire }) => {
  describe.each(BREAKS)('whose answer is $how after $parts of 60 parts', ({ parts, how }) => {
    const primary = broken(wire, parts, how);
    const shown = words(parts);

    it('streamText: before its content the fallback answers, after it the break is told once', async () => {
      await using stage = await setStage({ primary, packages: [name] });
      const heard = await hear(stage.model, { maxRetries: 0 });
      if (parts === 0) {
        expect(heard).toMatchObject({ text: GOOD, finishReason: 'stop', told: [], thrown: undefined });
        expect(stage.counts()).toEqual([2, 1]);
      } else {
        expect(heard).toMatchObject({ deltas: shown, text: shown.join(''), finishReason: 'error', thrown: undefined });
        expect(heard.told).toMatchObject([interrupted]);
        expect(stage.counts()).toEqual([1, 0]);
      }
      expect([stage.primary.open, stage.time.pending]).toEqual([0, 0]);
    });

    it('generateText via a stream: the fallback has the whole answer', async () => {
      await using stage = await setStage({ primary, packages: [name] });
      expect(await callGenerate(stage.model)).toEqual({ text: GOOD, finishReason: 'stop', reported: 0 });
      expect(stage.counts()).toEqual([2, 1]);
      expect([stage.primary.open, stage.time.pending]).toEqual([0, 0]);
    });

    it.each(ALONE)('streamText, %s: no finished answer', async around => {
      await using stage = await setStage({ primary, packages: [name], around });
      const heard = await hear(stage.model, { maxRetries: 0 });
      expect(heard).toMatchObject(
        parts === 0
          ? { deltas: [], text: undefined, finishReason: undefined }
          : { deltas: shown, text: shown.join(''), finishReason: 'error', thrown: undefined },
      );
      expect(heard.told.map(unwrapped)).toMatchObject([interrupted]);
      expect(APICallError.isInstance(unwrapped(heard.told[0]))).toBe(true);
      expect(stage.counts()).toEqual([1, 0]);
    });

    it('generateText via a stream, without a fallback: an error, and none of the text', async () => {
      await using stage = await setStage({ primary, packages: [name], around: 'a router without a fallback' });
      const { error, text } = await callGenerate(stage.model);
      expect(text).toBeUndefined();
      expect(error).toMatchObject(interrupted);
      expect(stage.counts()).toEqual([1, 0]);
    });
  });
});

/** Packages that say the finish when they hear of it; the others keep it until the end of the stream. */
const SAY_AT_ONCE: ReadonlySet<string> = new Set(['anthropic', 'vercel gateway']);

describe.concurrent.each(packageRows())('%s, whose answer was whole', (name, { wire }) => {
  const { preamble, parts, finish } = wire.stream(words(60));
  const ends: [string, Step][] = [['nothing more comes, not even what marks the end of the stream', end]];
  if (SAY_AT_ONCE.has(name)) ends.push(['the connection dies', drop]);

  it.each(ends)('is finished when %s', async (_, last) => {
    const sent = finish.filter(chunk => !String(chunk).includes('[DONE]'));
    const primary = [headers(wire.contentType), send(...preamble, ...parts, ...sent), last];
    await using streamed = await setStage({ primary, packages: [name] });
    await using generated = await setStage({ primary, packages: [name] });
    const heard = await hear(streamed.model, { maxRetries: 0 });
    expect(heard).toMatchObject({ text: words(60).join(''), finishReason: 'stop', told: [], thrown: undefined });
    expect(await callGenerate(generated.model)).toEqual({ text: heard.text, finishReason: 'stop', reported: 0 });
    expect([streamed.counts(), generated.counts()]).toEqual([
      [1, 0],
      [1, 0],
    ]);
  });
});
