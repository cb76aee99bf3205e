/** Errors, finish reasons and options have each API's own shape, as the real provider packages read it. */

import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogle } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { generateText, streamText, type LanguageModel } from 'ai';
import { describe, expect, test } from 'vitest';
import { ok, scenario, status, type Scenario } from '../../mocks/index.ts';

const models: Record<string, (upstream: Scenario) => LanguageModel> = {
  'openai responses': ({ fetch }) => createOpenAI({ apiKey: 'unused', fetch }).responses('gpt-5'),
  'openai chat': ({ fetch }) => createOpenAI({ apiKey: 'unused', fetch }).chat('gpt-5'),
  compatible: ({ fetch }) =>
    createOpenAICompatible({ name: 'any', baseURL: 'http://localhost:1/v1', fetch })('any-model'),
  anthropic: ({ fetch }) => createAnthropic({ apiKey: 'unused', fetch })('claude-sonnet-4-5'),
  openrouter: ({ fetch }) => createOpenRouter({ apiKey: 'unused', fetch })('z-ai/glm-5.1'),
  google: ({ fetch }) => createGoogle({ apiKey: 'unused', fetch })('gemini-3-pro'),
};

const statuses: [number, RegExp][] = [
  [400, /^Invalid request$/],
  [401, /^Invalid API key$/],
  [404, /^The model does not exist$/],
  [429, /^Rate limit reached$/],
  [500, /^The server had an error/],
  [503, /overloaded/],
  [529, /overloaded/],
];

describe.each(Object.entries(models))('%s', (name, connect) => {
  test.each(statuses)('reads the message of status %i from the body', async (code, message) => {
    const model = connect(scenario([status(code, { retryAfter: 2 })]));
    const failed = generateText({ model, prompt: 'Hi', maxRetries: 0 });
    await expect(failed).rejects.toMatchObject({
      statusCode: code,
      message: expect.stringMatching(message),
      responseHeaders: { 'retry-after': '2', 'content-type': 'application/json' },
    });
  });

  test.each([true, false])('sends a body of its own as it is (text: %s)', async isText => {
    const body = isText ? '<html>Bad gateway</html>' : { odd: true };
    const headers: Record<string, string> = isText ? { 'Content-Type': 'text/html' } : {};
    const failed = generateText({
      model: connect(scenario([status(502, { body, headers })])),
      prompt: 'Hi',
      maxRetries: 0,
    });
    await expect(failed).rejects.toMatchObject({
      statusCode: 502,
      responseBody: isText ? body : '{"odd":true}',
      responseHeaders: { 'content-type': isText ? 'text/html' : 'application/json' },
    });
  });

  test.each(['length', 'content-filter'] as const)('finishes for %s', async finishReason => {
    const model = connect(scenario([ok('hello', { finishReason })]));
    expect((await generateText({ model, prompt: 'Hi', maxRetries: 0 })).finishReason).toBe(finishReason);
    expect(await streamText({ model, prompt: 'Hi', maxRetries: 0 }).finishReason).toBe(finishReason);
  });

  test('names the model and adds the headers that the script says', async () => {
    const model = connect(
      scenario([ok(['hel', 'lo'], { modelId: 'other-model', headers: { 'x-request-id': 'abc' } })]),
    );
    const { text, response } = await generateText({ model, prompt: 'Hi', maxRetries: 0 });
    expect(text).toBe('hello');
    // Google's package does not read the model that answered.
    expect(response.modelId).toBe(name === 'google' ? 'gemini-3-pro' : 'other-model');
    expect(response.headers?.['x-request-id']).toBe('abc');
    const deltas: string[] = [];
    for await (const delta of streamText({ model, prompt: 'Hi', maxRetries: 0 }).textStream) deltas.push(delta);
    expect(deltas.filter(delta => delta !== '')).toEqual(['hel', 'lo']);
  });
});
