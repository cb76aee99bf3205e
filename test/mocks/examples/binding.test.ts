import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText } from 'ai';
import { createAiGateway } from 'ai-gateway-provider';
import { expect, test } from 'vitest';
import { fixtures, ok, scenario } from '../../../mocks/index.ts';

test('the gateway falls back to the second provider by itself', async () => {
  const upstream = scenario([fixtures['openai-503-overloaded'], ok('from Anthropic')]);
  const env = { AI: upstream.binding() };
  const gateway = createAiGateway({ binding: env.AI.gateway('my-gateway') });
  const model = gateway([
    createOpenAI({ apiKey: 'test' })('gpt-5'),
    createAnthropic({ apiKey: 'test' })('claude-sonnet-4-5'),
  ]);

  expect((await generateText({ model, prompt: 'Hi', maxRetries: 0 })).text).toBe('from Anthropic');
  expect(upstream.requests.map(request => request.modelId)).toEqual(['gpt-5', 'claude-sonnet-4-5']);
});
