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
const keyed = (fetch: typeof globalThis.fetch | undefined) => ({
  apiKey: 'unused',
  ...(fetch === undefined ? {} : { fetch }),
});

/** Each real provider package against each address that a scenario plays. */
const routes: Record<string, Connect> = {
  'openai responses': fetch => createOpenAI(keyed(fetch)).responses('gpt-5'),
  'openai chat': fetch => createOpenAI(keyed(fetch)).chat('gpt-5'),
  anthropic: fetch => createAnthropic(keyed(fetch))('claude-sonnet-4-5'),
  openrouter: fetch => createOpenRouter(keyed(fetch))('z-ai/glm-5.1'),
  google: fetch => createGoogle(keyed(fetch))('gemini-3-pro'),
  'gateway openai responses': fetch =>
    createOpenAI({ ...keyed(fetch), baseURL: `${gatewayURL}/openai` }).responses('gpt-5'),
  'gateway openai chat': fetch => createOpenAI({ ...keyed(fetch), baseURL: `${gatewayURL}/openai` }).chat('gpt-5'),
  'gateway anthropic': fetch =>
    createAnthropic({ ...keyed(fetch), baseURL: `${gatewayURL}/anthropic/v1` })('claude-sonnet-4-5'),
  'gateway openrouter': fetch =>
    createOpenRouter({ ...keyed(fetch), baseURL: `${gatewayURL}/openrouter/v1` })('z-ai/glm-5.1'),
  'gateway compat': fetch =>
    createOpenAICompatible({ ...keyed(fetch), name: 'compat', baseURL: `${gatewayURL}/compat` })('openai/gpt-5'),
};

const answer = { text: 'Hello, big world', finishReason: 'stop', inputTokens: 7, outputTokens: 4 };
const goodText = () => scenario([ok(answer.text, { usage: { inputTokens: 7, outputTokens: 4 } })]);

/** The answer as `generateText` and as `streamText` give it. */
async function askForText(model: LanguageModel): Promise<unknown> {
  const generated = await generateText({ model, prompt: 'Hi', maxRetries: 0 });
  const streamed = streamText({ model, prompt: 'Hi', maxRetries: 0 });
  const deltas: string[] = [];
  for await (const delta of streamed.textStream) if (delta !== '') deltas.push(delta);
  const streamedUsage = await streamed.usage;
  return {
    generated: {
      text: generated.text,
      finishReason: generated.finishReason,
      inputTokens: generated.usage.inputTokens,
      outputTokens: generated.usage.outputTokens,
    },
    streamed: {
      text: await streamed.text,
      finishReason: await streamed.finishReason,
      inputTokens: streamedUsage.inputTokens,
      outputTokens: streamedUsage.outputTokens,
    },
    deltas,
  };
}
const goodTextTwice = { generated: answer, streamed: answer, deltas: ['Hello,', ' big', ' world'] };

const weather = tool({
  description: 'weather',
  inputSchema: z.object({ city: z.string() }),
  execute: ({ city }) => `rain in ${city}`,
});
const toolCall = (text: string) => scenario([ok(text, { toolCalls: [{ name: 'weather', input: { city: 'Oslo' } }] })]);

/** The tool's results as `generateText` and as `streamText` give them. */
async function askForTool(model: LanguageModel): Promise<unknown> {
  const options = { model, prompt: 'Hi', maxRetries: 0, tools: { weather } };
  const generated = await generateText(options);
  const streamed = streamText(options);
  await streamed.consumeStream();
  return [
    [generated.finishReason, ...generated.toolResults.map(result => result.output)],
    [await streamed.finishReason, ...(await streamed.toolResults).map(result => result.output)],
  ];
}
const rainTwice = [
  ['tool-calls', 'rain in Oslo'],
  ['tool-calls', 'rain in Oslo'],
];

describe.each(Object.entries(routes))('%s', (_, connect) => {
  test('parses text as a provider fetch', async () => {
    const upstream = goodText();
    expect(await askForText(connect(upstream.fetch))).toEqual(goodTextTwice);
    expect(upstream.requests.map(({ isStream, isDone, isCancelled }) => ({ isStream, isDone, isCancelled }))).toEqual([
      { isStream: false, isDone: true, isCancelled: false },
      { isStream: true, isDone: true, isCancelled: false },
    ]);
  });

  test('parses a tool call as a provider fetch', async () => {
    expect(await askForTool(connect(toolCall('Let me see').fetch))).toEqual(rainTwice);
    expect(await askForTool(connect(toolCall('').fetch))).toEqual(rainTwice);
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
    expect(await askForText(connect(undefined))).toEqual(goodTextTwice);
  });

  test('ai-gateway-provider parses text over the universal endpoint', async () => {
    const upstream = goodText();
    play(upstream);
    const gateway = createAiGateway({ accountId: 'account', gateway: 'gateway', apiKey: 'unused' });
    expect(await askForText(gateway(createOpenAI(keyed(undefined)).responses('gpt-5')))).toEqual(goodTextTwice);
    expect(await askForText(gateway(createOpenAI(keyed(undefined)).chat('gpt-5')))).toEqual(goodTextTwice);
    expect(await askForText(gateway(createAnthropic(keyed(undefined))('claude-sonnet-4-5')))).toEqual(goodTextTwice);
    expect(upstream.requests[0]).toMatchObject({ gatewayStep: 0, api: 'openai-responses', modelId: 'gpt-5' });
  });

  test('workers-ai-provider parses text over REST', async () => {
    play(goodText());
    const workersAi = createWorkersAI({ accountId: 'account', apiKey: 'unused' });
    expect(await askForText(workersAi('@cf/openai/gpt-oss-120b'))).toEqual(goodTextTwice);
  });
});

const workersAi = (upstream: Scenario) =>
  createWorkersAI({ binding: upstream.binding() as never })('@cf/openai/gpt-oss-120b');

describe('as a binding', () => {
  const inners: [string, () => LanguageModel][] = [
    ['openai responses', () => createOpenAI(keyed(undefined)).responses('gpt-5')],
    ['openai chat', () => createOpenAI(keyed(undefined)).chat('gpt-5')],
    ['anthropic', () => createAnthropic(keyed(undefined))('claude-sonnet-4-5')],
    ['openrouter', () => createOpenRouter(keyed(undefined))('z-ai/glm-5.1')],
    ['google', () => createGoogle(keyed(undefined))('gemini-3-pro')],
  ];

  test.each(inners)('ai-gateway-provider parses %s', async (_, inner) => {
    const connect = (upstream: Scenario) =>
      createAiGateway({ binding: upstream.binding().gateway('my-gateway') })(inner() as never);
    expect(await askForText(connect(goodText()))).toEqual(goodTextTwice);
    expect(await askForTool(connect(toolCall('Let me see')))).toEqual(rainTwice);
  });

  test('workers-ai-provider parses text and tool calls', async () => {
    expect(await askForText(workersAi(goodText()))).toEqual(goodTextTwice);
    expect(await askForTool(workersAi(toolCall('')))).toEqual(rainTwice);
  });
});
