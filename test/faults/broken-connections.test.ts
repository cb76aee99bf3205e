/** Streams that break off: no truncated answer ever looks finished. Connections that die all at once: every call recovers. */
import { APICallError } from 'ai';
import { describe, expect, it } from 'vitest';
import { hear, unwrapped } from '../support/ask.ts';
import { callGenerate, CALLS } from '../support/calls.ts';
import {
  drop,
  end,
  headers,
  pause,
  reset,
  send,
  type FaultRequest,
  type Script,
  type Step,
} from '../support/fault-server.ts';
import { packageRows, providerPackages, type PackageName } from '../support/provider-packages.ts';
import { broken, good, words } from './scripts.ts';
import { GOOD, setStage, type Around } from './stage.ts';

const ENDS = ['dropped', 'ended'] as const;
const BREAKS = [0, 1, 20, 59].flatMap(parts => ENDS.map(how => ({ parts, how })));
const ALONE: Around[] = ['a router without a fallback', 'gatewayErrorMiddleware'];

const interrupted = {
  isRetryable: true,
  data: { failure: { category: expect.stringMatching(/^(?:stream-interrupted|network)$/), fallback: true } },
};

const packages = packageRows(['anthropic', 'openai responses', 'vercel gateway']);

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

const CALLERS = Array.from({ length: 10 }, (_, index) => String(index));
const caller = ({ headers: sent }: FaultRequest) => String(sent['x-call']);

const names: PackageName[] = ['anthropic', 'openai responses'];

/** Holds the first request of each caller until all of them are there; then `die` ends them in one tick. */
function allAtOnce(die: Step, name: PackageName) {
  const seen = new Set<string>();
  const all = Promise.withResolvers<void>();
  return (request: FaultRequest): Script => {
    const who = caller(request);
    if (seen.has(who)) return good(`answer to ${who}`, providerPackages[name].wire)(request);
    seen.add(who);
    if (seen.size === CALLERS.length) all.resolve();
    return [() => all.promise, die];
  };
}

const deaths: [string, Step][] = [
  ['closed', drop],
  ['reset', reset],
];

describe.concurrent.each(packageRows(names))('%s', name => {
  describe.each(deaths)('ten connections that are %s before a byte', (_, die) => {
    it.each(CALLS)('%s: ten answers, by the same model', async (_name, call) => {
      await using stage = await setStage({
        primary: allAtOnce(die, name),
        packages: [name],
        options: { random: () => 0.9 },
      });
      const answers = await Promise.all(CALLERS.map(who => call(stage.model, { headers: { 'x-call': who } })));
      expect(answers.map(({ text }) => text)).toEqual(CALLERS.map(who => `answer to ${who}`));
      expect(stage.counts()).toEqual([20, 0]);
      for (const who of CALLERS)
        expect(stage.primary.requests.filter(request => caller(request) === who).map(({ fate }) => fate)).toEqual([
          'cut',
          'answered',
        ]);
      // The second try follows at once.
      expect(stage.events.filter(({ type }) => type === 'retry')).toMatchObject(CALLERS.map(() => ({ waitMs: 0 })));
      expect([stage.primary.open, stage.time.pending]).toEqual([0, 0]);
    });
  });
});

describe.concurrent.each(CALLS)('%s', (_, call) => {
  it('over kept connections that die when they are used again, ten calls recover', async () => {
    const seen = new Map<string, number>();
    const primary = (request: FaultRequest): Script => {
      const who = caller(request);
      seen.set(who, (seen.get(who) ?? 0) + 1);
      // The first call of each is answered, and the second one's first request finds the same connection dead.
      return seen.get(who) === 2 ? [reset] : good(`answer to ${who}`, providerPackages.anthropic.wire)(request);
    };
    await using stage = await setStage({ primary });
    const askAll = () => Promise.all(CALLERS.map(who => call(stage.model, { headers: { 'x-call': who } })));
    await askAll();
    const kept = stage.primary.sockets;
    expect(kept).toBeGreaterThan(0);
    const answers = await askAll();
    expect(answers.map(({ text }) => text)).toEqual(CALLERS.map(who => `answer to ${who}`));
    expect(stage.counts()).toEqual([30, 0]);
    expect(stage.primary.fates.filter(fate => fate === 'cut')).toHaveLength(10);
  });

  it('when every try dies the fallback answers, and nobody is asked a third time', async () => {
    await using stage = await setStage({ primary: [reset] });
    const answers = await Promise.all(CALLERS.map(() => call(stage.model)));
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['answer of the fallback']));
    expect(stage.counts()).toEqual([20, 10]);
    expect(stage.primary.sockets).toBe(0);
  });

  it('ten connections that die in their preamble are asked again, too', async () => {
    const seen = new Set<string>();
    const primary = (request: FaultRequest): Script => {
      const who = caller(request);
      if (seen.has(who)) return good(`answer to ${who}`, providerPackages.anthropic.wire)(request);
      seen.add(who);
      return [headers(), pause(1_000), drop];
    };
    await using stage = await setStage({ primary });
    const answers = await Promise.all(CALLERS.map(who => call(stage.model, { headers: { 'x-call': who } })));
    expect(answers.map(({ text }) => text)).toEqual(CALLERS.map(who => `answer to ${who}`));
    expect(stage.counts()).toEqual([20, 0]);
  });
});
