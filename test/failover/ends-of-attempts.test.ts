/** How attempts end that are cut, continued or odd in the moment in which something else is due. */
import { APICallError } from 'ai';
import { describe, expect, it, vi } from 'vitest';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import { createFailover, type FailoverEvent } from '../../src/index.ts';
import type { RouterOptions } from '../../src/options/router-options.ts';
import type { LanguageModel, StreamPart } from '../../src/sdk-types.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { createPartSource, finish, start, text, textEnd, textStart, type PartSource } from '../support/part-source.ts';
import { notableIn } from '../support/notable.ts';

const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi' }] }];

const unavailable = () =>
  new APICallError({
    message: 'Service Unavailable',
    url: 'https://provider.invalid/v1',
    requestBodyValues: {},
    statusCode: 503,
    isRetryable: true,
  });

const modelOf = (modelId: string, doStream: () => unknown) =>
  ({
    specificationVersion: SPECIFICATION,
    provider: 'test',
    modelId,
    supportedUrls: {},
    doStream: vi.fn(async () => doStream()),
    doGenerate: async () => Promise.reject(unavailable()),
  }) as unknown as LanguageModel;

const sends = (source: PartSource, ...parts: StreamPart[]) => {
  source.push(...parts);
  return source.result;
};
const fails = () => {
  throw unavailable();
};

function setStage(models: Parameters<typeof createFailover>[0]['models'], options: Omit<RouterOptions, 'clock'> = {}) {
  const clock = createManualClock();
  const events: FailoverEvent[] = [];
  const model = createFailover({
    models,
    health: false,
    retries: { perLeg: 0 },
    random: () => 0,
    ...options,
    clock,
    onEvent: notableIn(events),
  });
  return { clock, events, model };
}

/** Reads to the end, in the background. */
function readAll({ doStream }: LanguageModel) {
  const seen = { parts: [] as StreamPart[], isOver: false, error: undefined as unknown };
  void (async () => {
    try {
      const { stream } = await doStream({ prompt });
      const reader = stream.getReader();
      for (let read = await reader.read(); !read.done; read = await reader.read()) seen.parts.push(read.value);
    } catch (error) {
      seen.error = error;
    }
    seen.isOver = true;
  })();
  return seen;
}
const typesOf = ({ parts }: { parts: StreamPart[] }) => parts.map(({ type }) => type);
const shown = ({ parts }: { parts: StreamPart[] }) => parts.map(part => ('delta' in part ? part.delta : '')).join('');

describe('a held part that throws when it is looked at', () => {
  const unreadable = (part: object, name: string) =>
    Object.defineProperty({ ...part }, name, {
      enumerable: true,
      get: () => {
        throw new Error(`no ${name}`);
      },
    });
  it.each([
    ['metadata of a text', unreadable(textStart, 'providerMetadata')],
    ['warnings of a start', unreadable({ type: 'stream-start' }, 'warnings')],
  ])('is a failure of its attempt where the timer hands the stream out: %s', async (_, part) => {
    const source = createPartSource();
    const { clock, model } = setStage([modelOf('a', fails), modelOf('b', () => sends(source, part as StreamPart))], {
      holdBackMs: 30,
    });
    const seen = readAll(model);
    await clock.advance(30);
    expect(seen.isOver).toBe(true);
    expect(seen.error).toMatchObject({ name: 'FailoverError', attempts: [{ leg: 'test/a' }, { leg: 'test/b' }] });
    expect([source.cancelled.length, clock.pending]).toEqual([1, 0]);
  });
});

describe('a text that is continued', () => {
  it('is hedged by no leg: none that cannot go on from it starts anew inside it', async () => {
    const broken = createPartSource();
    const rest = createPartSource();
    const other = modelOf('c', () => sends(createPartSource(), start, textStart, text('Anew'), textEnd, finish()));
    const { clock, model } = setStage(
      [modelOf('a', () => broken.result), { model: modelOf('b', () => rest.result), assistantPrefill: true }, other],
      { afterContent: 'continue', hedge: { afterMs: 20 } },
    );
    broken.push(start, textStart, text('Once upon a time '));
    const seen = readAll(model);
    await clock.advance(1);
    broken.end();
    await clock.advance(200);
    rest.push(start, textStart, text('there was a fox.'), textEnd, finish());
    rest.end();
    await clock.advance(1);
    expect(shown(seen)).toBe('Once upon a time there was a fox.');
    expect(other.doStream).not.toHaveBeenCalled();
    expect([seen.isOver, clock.pending]).toEqual([true, 0]);
  });

  it('and breaks off for good tells of every attempt, the last one included', async () => {
    const ends = createPartSource();
    const broken = createPartSource();
    const { clock, model } = setStage(
      [
        { model: modelOf('a', () => sends(ends, start)), assistantPrefill: true },
        modelOf('b', () => sends(broken, start, textStart, text('a b c'))),
      ],
      { afterContent: 'continue' },
    );
    ends.end();
    const seen = readAll(model);
    await clock.advance(1);
    broken.end();
    await clock.advance(1);
    const last = seen.parts.at(-1);
    expect(last).toMatchObject({ type: 'finish', finishReason: { unified: 'error' } });
    const { attempts } = (
      last as unknown as { providerMetadata: Record<string, { attempts: { leg: string; rule: string }[] }> }
    ).providerMetadata['failover']!;
    expect(attempts.map(({ leg }) => leg)).toContain('test/b');
  });

  it('keeps the limit on silence while the end of a text is held', async () => {
    const source = createPartSource();
    const { clock, model } = setStage(
      [modelOf('a', () => source.result), { model: modelOf('b', fails), assistantPrefill: true }],
      { afterContent: 'continue', timeouts: { idleMs: 50 } },
    );
    source.push(start, textStart, text('a'), textEnd);
    const seen = readAll(model);
    await clock.advance(49);
    expect(seen.isOver).toBe(false);
    await clock.advance(1);
    expect(typesOf(seen).slice(-2)).toEqual(['error', 'finish']);
    expect([seen.isOver, source.cancelled.length, clock.pending]).toEqual([true, 1, 0]);
  });
});

describe('a limit that runs out', () => {
  it('after the whole answer ends the connection, and is no failure', async () => {
    const source = createPartSource();
    const { clock, model, events } = setStage(
      [modelOf('a', () => sends(source, start, finish())), modelOf('b', fails)],
      {
        timeouts: { firstContentMs: 50 },
      },
    );
    const seen = readAll(model);
    await clock.advance(50);
    expect(typesOf(seen)).toEqual(['stream-start', 'finish']);
    expect(seen.isOver).toBe(true);
    expect(events.filter(({ type }) => type === 'failure')).toEqual([]);
  });

  it('after the first content says when that was', async () => {
    const source = createPartSource();
    const { clock, model } = setStage([modelOf('a', () => source.result), modelOf('b', fails)], {
      generateVia: 'stream',
      timeouts: { idleMs: 20 },
    });
    const asked = model.doGenerate({ prompt }).then(
      () => undefined,
      (error: unknown) => error,
    );
    await clock.advance(7);
    source.push(start, textStart, text('a'));
    await clock.advance(100);
    expect(await asked).toMatchObject({ attempts: [{ leg: 'test/a', firstContentMs: 7 }, { leg: 'test/b' }] });
  });
});

it('a first attempt that was waited for begins after the wait, and so do its limits', async () => {
  let asked = 0;
  const later = createPartSource();
  const busy = createPartSource();
  const first = modelOf('a', () => (asked++ === 0 ? busy.result : later.result));
  const { clock, model } = setStage([{ model: first, concurrency: 1 }], {
    timeouts: { firstContentMs: 100 },
    maxWaitMs: 1_000,
  });
  busy.push(start, textStart, text('a'));
  const { stream } = await model.doStream({ prompt });
  const seen = readAll(model);
  await clock.advance(500);
  await stream.cancel();
  await clock.advance(60);
  later.push(start, textStart, text('b'), textEnd, finish());
  later.end();
  await clock.advance(1);
  expect([seen.error, shown(seen), asked, clock.pending]).toEqual([undefined, 'b', 2, 0]);
});

it.each([null, undefined, 7, 'text'])('what a model returns instead of a stream is said to be none: %s', async odd => {
  const { model } = setStage([modelOf('a', () => odd), modelOf('b', () => odd)]);
  const expected = {
    attempts: [{ failure: { rule: 'response:no-stream' } }, { failure: { rule: 'response:no-stream' } }],
  };
  await expect(model.doStream({ prompt })).rejects.toMatchObject(expected);
});

it('a stream whose reader cancels it aborts its request, too', async () => {
  const source = createPartSource();
  let signal: AbortSignal | undefined;
  const primary: LanguageModel = {
    ...modelOf('a', () => source.result),
    doStream: async params => {
      signal = params.abortSignal;
      return source.result;
    },
  };
  const { clock, model } = setStage([primary, modelOf('b', fails)], { timeouts: { attemptMs: 1_000 } });
  source.push(start, textStart, text('a'));
  const { stream } = await model.doStream({ prompt });
  await stream.cancel('enough');
  expect([source.cancelled, signal?.aborted, clock.pending]).toEqual([['enough'], true, 0]);
});
