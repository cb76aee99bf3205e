/** Overlapping requests keep to the order of arrival, and with keys to their own scripts. */

import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText, type LanguageModel } from 'ai';
import { createAiGateway } from 'ai-gateway-provider';
import { setupServer } from 'msw/node';
import { describe, expect, test } from 'vitest';
import { handlers, ok, passthrough, scenario, status, type Scenario, type ScenarioRequest } from '../../mocks/index.ts';

const callers = Array.from({ length: 100 }, (_, index) => `caller-${index}`);
const atOnce = { headers: { 'retry-after-ms': '0' } };

/** Every third caller fails first, every fifth fails twice; each is answered with its own name. */
const scripts = (key: string) => {
  const index = Number(key.split('-')[1]);
  const failures = index % 5 === 0 ? [status(503, atOnce), status(429, atOnce)] : [passthrough(500, atOnce)];
  return [...(index % 5 === 0 || index % 3 === 0 ? failures : []), ok(`for ${key}`)];
};
const tries = (key: string) => scripts(key).length;
const byCaller = { byKey: (request: ScenarioRequest) => request.headers['x-caller'] ?? '' };

async function askAll(model: LanguageModel, how: 'generate' | 'stream'): Promise<string[]> {
  return Promise.all(
    callers.map(async caller => {
      const options = { model, prompt: caller, maxRetries: 2, headers: { 'x-caller': caller } };
      return how === 'generate' ? (await generateText(options)).text : streamText(options).text;
    }),
  );
}

const expectedTexts = callers.map(caller => `for ${caller}`);
const stepsByCaller = (upstream: Scenario) =>
  callers.map(caller => upstream.requests.filter(request => request.key === caller).map(request => request.step));
const expectedSteps = callers.map(caller => Array.from({ length: tries(caller) }, (_, index) => index));

describe.each(['generate', 'stream'] as const)('100 calls in one tick, %s', how => {
  test.each([
    ['openai', (upstream: Scenario) => createOpenAI({ apiKey: 'unused', fetch: upstream.fetch })('gpt-5')],
    [
      'anthropic',
      (upstream: Scenario) => createAnthropic({ apiKey: 'unused', fetch: upstream.fetch })('claude-sonnet-4-5'),
    ],
  ])('as a fetch of %s', async (_, connect) => {
    const upstream = scenario(scripts, byCaller);
    expect(await askAll(connect(upstream), how)).toEqual(expectedTexts);
    expect(stepsByCaller(upstream)).toEqual(expectedSteps);
    expect(upstream.requests.every(request => request.isDone && !request.isCancelled)).toBe(true);
  });

  test('through MSW', async () => {
    const upstream = scenario(scripts, byCaller);
    const server = setupServer(...handlers(upstream));
    server.listen({ onUnhandledFrame: 'error' });
    try {
      expect(await askAll(createOpenAI({ apiKey: 'unused' })('gpt-5'), how)).toEqual(expectedTexts);
      expect(stepsByCaller(upstream)).toEqual(expectedSteps);
    } finally {
      server.close();
    }
  });

  test('as a binding, with a model for each caller', async () => {
    const upstream = scenario(scripts, byCaller);
    const binding = upstream.binding().gateway('my-gateway');
    const texts = await Promise.all(
      callers.map(async caller => {
        const model = createAiGateway({ binding })(createOpenAI({ apiKey: 'unused' })('gpt-5'));
        const options = { model, prompt: caller, maxRetries: 2, headers: { 'x-caller': caller } };
        return how === 'generate' ? (await generateText(options)).text : streamText(options).text;
      }),
    );
    expect(texts).toEqual(expectedTexts);
    expect(stepsByCaller(upstream)).toEqual(expectedSteps);
  });
});

test('without keys overlapping requests take their steps in order of arrival', async () => {
  const upstream = scenario(callers.map(caller => ok(caller)));
  const texts = await Promise.all(
    callers.map(async caller => {
      // Bodies of different length are read in different time; the order is that of the calls all the same.
      const body = JSON.stringify({
        model: 'gpt-5',
        padding: 'x'.repeat(Math.abs(50 - Number(caller.split('-')[1])) * 5_000),
      });
      const response = await upstream.fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body });
      return ((await response.json()) as { choices: [{ message: { content: string } }] }).choices[0].message.content;
    }),
  );
  expect(texts).toEqual(callers);
  expect(upstream.requests.map(request => request.number)).toEqual(callers.map((_, index) => index));
});

test('past its end a script repeats its last step, for each key', async () => {
  const upstream = scenario([status(503), ok('hello')], byCaller);
  const ask = (caller: string) =>
    upstream.fetch('https://api.openai.com/v1/responses', {
      method: 'POST',
      body: '{}',
      headers: { 'x-caller': caller },
    });
  const statuses = [];
  for (const caller of ['anna', 'anna', 'anna', 'bert', 'bert']) statuses.push((await ask(caller)).status);
  expect(statuses).toEqual([503, 200, 200, 503, 200]);
  expect(upstream.requests.map(request => [request.key, request.step])).toEqual([
    ['anna', 0],
    ['anna', 1],
    ['anna', 1],
    ['bert', 0],
    ['bert', 1],
  ]);
});

test('two overlapping readings of one script do not disturb each other', async () => {
  const upstream = scenario([ok('one two three four')]);
  const ask = () =>
    upstream.fetch('https://api.openai.com/v1/chat/completions', {
      method: 'POST',
      body: '{"stream":true,"model":"m"}',
    });
  const [first, second] = await Promise.all([ask(), ask()]);
  const reader = (first.body as ReadableStream<Uint8Array>).getReader();
  await reader.read();
  expect(await second.text()).toContain('[DONE]');
  await reader.cancel();
  expect(upstream.requests.map(request => request.isCancelled)).toEqual([true, false]);
});
