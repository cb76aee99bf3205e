/** How long a stream is held back, and what that decides. */
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { wrapLanguageModel } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { expect, it } from 'vitest';
import { fixtures, ok, scenario } from '../../mocks/index.ts';
import { gatewayErrorMiddleware, type GatewayErrorOptions } from '../../src/index.ts';
import { atOnce } from '../support/at-once.ts';
import { callStream } from '../support/calls.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { createPartSource, metadata, outline, readAll, start, text, textStart } from '../support/part-source.ts';

function set(options: GatewayErrorOptions) {
  const upstream = scenario([atOnce(fixtures['openrouter-502-first-frame']), ok('hello')]);
  const model = createOpenRouter({ apiKey: 'unused', fetch: upstream.fetch })('z-ai/glm-5.1');
  return { upstream, model: wrapLanguageModel({ model, middleware: gatewayErrorMiddleware(options) }) };
}

it('an error before the first content throws, so that it is retried', async () => {
  const { upstream, model } = set({});
  expect(await callStream(model, { maxRetries: 1 })).toMatchObject({ text: 'hello', reported: 0 });
  expect(upstream.count).toBe(2);
});

it.each([false, 0] as const)('with `holdBackMs: %s` it is told in the stream, classified', async holdBackMs => {
  const { upstream, model } = set({ holdBackMs });
  const outcome = await callStream(model, { maxRetries: 1 });
  expect(outcome).toMatchObject({ text: '', finishReason: 'error', reported: 1 });
  expect(outcome.error).toMatchObject({ statusCode: 502, isRetryable: true });
  expect(upstream.count).toBe(1);
});

const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi' }] }];

function hold(options: GatewayErrorOptions) {
  const clock = createManualClock();
  const source = createPartSource();
  const model = wrapLanguageModel({
    model: new MockLanguageModelV4({ doStream: async () => source.result as never }),
    middleware: gatewayErrorMiddleware({ clock, ...options }),
  });
  const seen: { stream?: ReadableStream } = {};
  const opening = model.doStream({ prompt }).then(({ stream }) => void (seen.stream = stream));
  return { clock, source, seen, opening };
}

it('releases the preamble after exactly `holdBackMs`, and tells a later error in the stream', async () => {
  const { clock, source, seen, opening } = hold({ holdBackMs: 3_000 });
  source.push(start, metadata);
  await clock.advance(2_999);
  expect(seen.stream).toBeUndefined();
  await clock.advance(1);
  await opening;
  source.push({ type: 'error', error: { code: 502, message: 'late' } });
  source.end();
  const parts = await readAll(seen.stream as never);
  expect(outline(parts)).toEqual(['stream-start', 'response-metadata', 'error', 'finish error']);
  expect(parts[2]).toMatchObject({ error: { statusCode: 502 } });
});

it('is ten seconds by default', async () => {
  const { clock, source, seen } = hold({});
  source.push(start);
  await clock.advance(9_999);
  expect(seen.stream).toBeUndefined();
  await clock.advance(1);
  expect(seen.stream).toBeDefined();
});

it('releases the preamble once `maxHeldParts` are held', async () => {
  const { source, seen } = hold({ maxHeldParts: 3, holdBackMs: Infinity });
  source.push(start, metadata);
  await settle();
  expect(seen.stream).toBeUndefined();
  source.push(textStart);
  await settle();
  expect(seen.stream).toBeDefined();
});

it('holds for ever with `Infinity`, until there is content', async () => {
  const { clock, source, seen, opening } = hold({ holdBackMs: Infinity });
  source.push(start, textStart, text(''));
  await clock.advance(1_000_000_000);
  expect(seen.stream).toBeUndefined();
  source.push(text('a'));
  await opening;
  expect(seen.stream).toBeDefined();
});
