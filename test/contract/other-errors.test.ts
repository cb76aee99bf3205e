/** Errors that speak of no request, from the real packages: the same object comes out, and nothing is asked again. */
import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText, wrapLanguageModel, type LanguageModelMiddleware, type ModelMessage } from 'ai';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import { ok, scenario } from '../../mocks/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { gatewayErrorMiddleware } from '../../src/index.ts';

beforeEach(() => {
  for (const name of ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'AWS_REGION']) vi.stubEnv(name, undefined);
});
afterEach(() => void vi.unstubAllEnvs());

/** Writes down what the model itself threw. */
function recorder(): { thrown: unknown[]; middleware: LanguageModelMiddleware } {
  const thrown: unknown[] = [];
  const record = (error: unknown) => {
    thrown.push(error);
    throw error;
  };
  return {
    thrown,
    middleware: {
      specificationVersion: SPECIFICATION,
      wrapGenerate: async ({ doGenerate }) => doGenerate().then(undefined, record),
      wrapStream: async ({ doStream }) => doStream().then(undefined, record),
    },
  };
}

const file = (mediaType: string): ModelMessage[] => [
  { role: 'user', content: [{ type: 'file', data: new Uint8Array([1, 2, 3]), mediaType }] },
];
const hi: ModelMessage[] = [{ role: 'user', content: 'Hi' }];

type Case = [name: string, messages: ModelMessage[], connect: (fetch: typeof globalThis.fetch) => LanguageModel];

const cases: Case[] = [
  ['AI_LoadAPIKeyError', hi, fetch => createOpenAI({ fetch })('gpt-5')],
  ['AI_LoadAPIKeyError', hi, fetch => createAnthropic({ fetch })('claude-sonnet-4-5')],
  ['AI_LoadSettingError', hi, fetch => createAmazonBedrock({ apiKey: 'placeholder', fetch })('anthropic.claude')],
  [
    'AI_UnsupportedFunctionalityError',
    file('audio/flac'),
    fetch => createOpenAI({ apiKey: 'placeholder', fetch }).chat('gpt-5'),
  ],
  [
    'AI_UnsupportedFunctionalityError',
    file('application/zip'),
    fetch => createAnthropic({ apiKey: 'placeholder', fetch })('claude-sonnet-4-5'),
  ],
];

describe.each(cases)('%s', (name, messages, connect) => {
  const setUp = () => {
    const upstream = scenario([ok('never asked')]);
    const { thrown, middleware } = recorder();
    const model = wrapLanguageModel({
      model: connect(upstream.fetch),
      middleware: [gatewayErrorMiddleware(), middleware],
    });
    return { upstream, thrown, model };
  };

  test('generateText throws the object that the package threw', async () => {
    const { upstream, thrown, model } = setUp();
    const error = await generateText({ model, messages, maxRetries: 2 }).catch(caught => caught);
    expect(thrown).toEqual([error]);
    expect(error).toBe(thrown[0]);
    expect(error.name).toBe(name);
    expect(upstream.count).toBe(0);
  });

  test('streamText tells the object that the package threw', async () => {
    const { upstream, thrown, model } = setUp();
    const told: unknown[] = [];
    const result = streamText({ model, messages, maxRetries: 2, onError: ({ error }) => void told.push(error) });
    await result.consumeStream();
    expect(thrown).toHaveLength(1);
    expect(told).toHaveLength(1);
    expect(told[0]).toBe(thrown[0]);
    expect(told[0]).toMatchObject({ name });
    expect(upstream.count).toBe(0);
  });
});

test.each([
  ['AI_NoSuchModelError', Object.assign(new Error('No such languageModel: gpt-x'), { name: 'AI_NoSuchModelError' })],
])('%s of another copy of the SDK passes, too', async (_, error) => {
  Object.assign(error, {
    [Symbol.for('vercel.ai.error')]: true,
    [Symbol.for('vercel.ai.error.AI_NoSuchModelError')]: true,
  });
  const refuse: LanguageModelMiddleware = {
    specificationVersion: SPECIFICATION,
    wrapGenerate: () => Promise.reject(error),
  };
  const model = wrapLanguageModel({
    model: createOpenAI({ apiKey: 'placeholder' })('gpt-5'),
    middleware: [gatewayErrorMiddleware(), refuse],
  });
  await expect(generateText({ model, prompt: 'Hi', maxRetries: 2 })).rejects.toBe(error);
});
