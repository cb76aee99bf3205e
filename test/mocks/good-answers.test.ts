/** Every good answer is parsed by the real provider packages into a finished result, as a `fetch` and through MSW. */

import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogle } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { generateText, streamText, tool, type LanguageModel } from 'ai';
import { createAiGateway } from 'ai-gateway-provider';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createWorkersAI } from 'workers-ai-provider';
import { z } from 'zod';
import { handlers, ok, scenario, type Scenario } from '../../mocks/index.ts';

type Connect = (fetch: typeof globalThis.fetch | undefined) => LanguageModel;

const gatewayURL = 'https://gateway.ai.cloudflare.com/v1/account/gateway';
const keyed = (fetch: typeof globalThis.fetch | undefined) => ({ apiKey: 'unused', ...(fetch === undefined ? {} : { fetch }) });

/** Each real provider package against each address that a scenario plays. */
const routes: Record<string, Connect> = {
  'openai responses': fetch => createOpenAI(keyed(fetch)).responses('gpt-5'),
  'openai chat': fetch => createOpenAI(keyed(fetch)).chat('gpt-5'),
  anthropic: fetch => createAnthropic(keyed(fetch))('claude-sonnet-4-5'),
  openrouter: fetch => createOpenRouter(keyed(fetch))('z-ai/glm-5.1'),
  google: fetch => createGoogle(keyed(fetch))('gemini-3-pro'),
  'gateway openai responses': fetch => createOpenAI({ ...keyed(fetch), baseURL: `${gatewayURL}/openai` }).responses('gpt-5'),
  'gateway openai chat': fetch => createOpenAI({ ...keyed(fetch), baseURL: `${gatewayURL}/openai` }).chat('gpt-5'),
  'gateway anthropic': fetch => createAnthropic({ ...keyed(fetch), baseURL: `${gatewayURL}/anthropic/v1` })('claude-sonnet-4-5'),
  'gateway openrouter': fetch => createOpenRouter({ ...keyed(fetch), baseURL: `${gatewayURL}/openrouter/v1` })('z-ai/glm-5.1'),
  'gateway compat': fetch =>
    createOpenAICompatible({ ...keyed(fetch), name: 'compat', baseURL: `${gatewayURL}/compat` })('openai/gpt-5'),
};

async function expectGoodText(model: LanguageModel): Promise<void> {
  const generated = await generateText({ model, prompt: 'Hi', maxRetries: 0 });
  expect(generated).toMatchObject({ text: 'Hello, big world', finishReason: 'stop' });
  expect(generated.usage).toMatchObject({ inputTokens: 7, outputTokens: 4 });

  const streamed = streamText({ model, prompt: 'Hi', maxRetries: 0 });
  const deltas: string[] = [];
  for await (const delta of streamed.textStream) deltas.push(delta);
  expect(deltas.filter(delta => delta !== '')).toEqual(['Hello,', ' big', ' world']);
  expect(await streamed.finishReason).toBe('stop');
  expect(await streamed.usage).toMatchObject({ inputTokens: 7, outputTokens: 4 });
}

const goodText = () => scenario([ok('Hello, big world', { usage: { inputTokens: 7, outputTokens: 4 } })]);

const weather = tool({ description: 'weather', inputSchema: z.object({ city: z.string() }), execute: ({ city }) => `rain in ${city}` });

async function expectToolCall(model: LanguageModel): Promise<void> {
  const options = { model, prompt: 'Hi', maxRetries: 0, tools: { weather } };
  const generated = await generateText(options);
  expect(generated.finishReason).toBe('tool-calls');
  expect(generated.toolResults[0]).toMatchObject({ toolName: 'weather', input: { city: 'Oslo' }, output: 'rain in Oslo' });

  const streamed = streamText(options);
  await streamed.consumeStream();
  expect(await streamed.finishReason).toBe('tool-calls');
  expect((await streamed.toolResults)[0]).toMatchObject({ toolName: 'weather', input: { city: 'Oslo' }, output: 'rain in Oslo' });
}

describe.each(Object.entries(routes))('%s', (_, connect) => {
  test('parses text as a provider fetch', async () => {
    const upstream = goodText();
    await expectGoodText(connect(upstream.fetch));
    expect(upstream.requests.map(({ isStream, isDone, isCancelled }) => ({ isStream, isDone, isCancelled }))).toEqual([
      { isStream: false, isDone: true, isCancelled: false },
      { isStream: true, isDone: true, isCancelled: false },
    ]);
  });

  test('parses a tool call as a provider fetch', async () => {
    await expectToolCall(connect(scenario([ok('Let me see', { toolCalls: [{ name: 'weather', input: { city: 'Oslo' } }] })]).fetch));
    await expectToolCall(connect(scenario([ok('', { toolCalls: [{ name: 'weather', input: { city: 'Oslo' } }] })]).fetch));
  });
});

describe('through MSW', () => {
  const server = setupServer();
  beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
  afterEach(() => server.resetHandlers());
  afterAll(() => server.close());
  const play = (upstream: Scenario) => server.use(...handlers(upstream));

  test.each(Object.entries(routes))('%s parses text', async (_, connect) => {
    play(goodText());
    await expectGoodText(connect(undefined));
  });

  test('ai-gateway-provider parses text over the universal endpoint', async () => {
    const upstream = goodText();
    play(upstream);
    const gateway = createAiGateway({ accountId: 'account', gateway: 'gateway', apiKey: 'unused' });
    await expectGoodText(gateway(createOpenAI(keyed(undefined)).responses('gpt-5')));
    await expectGoodText(gateway(createOpenAI(keyed(undefined)).chat('gpt-5')));
    await expectGoodText(gateway(createAnthropic(keyed(undefined))('claude-sonnet-4-5')));
    expect(upstream.requests[0]).toMatchObject({ gatewayStep: 0, api: 'openai-responses', modelId: 'gpt-5' });
  });

  test('workers-ai-provider parses text over REST', async () => {
    play(goodText());
    await expectGoodText(createWorkersAI({ accountId: 'account', apiKey: 'unused' })('@cf/openai/gpt-oss-120b'));
  });
});

describe('as a binding', () => {
  const inners: [string, () => LanguageModel][] = [
    ['openai responses', () => createOpenAI(keyed(undefined)).responses('gpt-5')],
    ['openai chat', () => createOpenAI(keyed(undefined)).chat('gpt-5')],
    ['anthropic', () => createAnthropic(keyed(undefined))('claude-sonnet-4-5')],
    ['openrouter', () => createOpenRouter(keyed(undefined))('z-ai/glm-5.1')],
    ['google', () => createGoogle(keyed(undefined))('gemini-3-pro')],
  ];

  test.each(inners)('ai-gateway-provider parses %s', async (_, inner) => {
    const gateway = createAiGateway({ binding: goodText().binding().gateway('my-gateway') });
    await expectGoodText(gateway(inner() as never));
    await expectToolCall(
      createAiGateway({
        binding: scenario([ok('', { toolCalls: [{ name: 'weather', input: { city: 'Oslo' } }] })])
          .binding()
          .gateway('my-gateway'),
      })(inner() as never),
    );
  });

  test('workers-ai-provider parses text', async () => {
    const binding = goodText().binding();
    await expectGoodText(createWorkersAI({ binding: binding as never })('@cf/openai/gpt-oss-120b'));
  });
});
