import { createOpenAI } from '@ai-sdk/openai';
import { generateText } from 'ai';
import { expect, test } from 'vitest';
import { ok, scenario } from '../../../mocks/index.ts';

test('no answer reaches the wrong caller', async () => {
  const upstream = scenario(caller => [ok(`for ${caller}`)], {
    byKey: request => request.headers['x-caller'] ?? '',
  });
  const model = createOpenAI({ apiKey: 'test', fetch: upstream.fetch })('gpt-5');
  const callers = Array.from({ length: 100 }, (_, index) => `caller-${index}`);

  const answers = await Promise.all(
    callers.map(caller => generateText({ model, prompt: 'Hi', headers: { 'x-caller': caller } })),
  );

  expect(answers.map(answer => answer.text)).toEqual(callers.map(caller => `for ${caller}`));
});
