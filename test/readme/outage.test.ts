import { createOpenAI } from '@ai-sdk/openai';
import { generateText } from 'ai';
import { createFailover } from '../../src/index.ts';
import { fixtures, ok, scenario } from '../../mocks/index.ts';
import { expect, test } from 'vitest';

test('the fallback answers while the gateway reports an outage', async () => {
  const down = scenario([fixtures['cloudflare-2005']]);
  const up = scenario([ok('Hello from the fallback')]);
  const model = createFailover({
    models: [
      createOpenAI({ apiKey: 'test', fetch: down.fetch })('gpt-5'),
      createOpenAI({ apiKey: 'test', fetch: up.fetch })('gpt-5-mini'),
    ],
  });

  const { text } = await generateText({ model, prompt: 'Hello' });

  expect(text).toBe('Hello from the fallback');
  expect(down.count).toBe(2);
});
