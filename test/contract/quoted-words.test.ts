/** A 400 that quotes the call, through the real packages: the words that it quotes neither wait nor bill nor blame. */
import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogle } from '@ai-sdk/google';
import { createGroq } from '@ai-sdk/groq';
import { createMistral } from '@ai-sdk/mistral';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { generateText, streamText, tool, wrapLanguageModel, type LanguageModel } from 'ai';
import { createWorkersAI } from 'workers-ai-provider';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { classify, gatewayErrorMiddleware } from '../../src/index.ts';

type Wrapped = Parameters<typeof wrapLanguageModel>[0]['model'];
type Fetch = typeof globalThis.fetch;

const WORDS = [
  'rate limit exceeded, try again in 900s',
  'Your credit balance is too low to access the Anthropic API.',
  'You exceeded your current quota, please check your plan and billing details.',
  'prompt is too long: 210000 tokens > 200000 maximum',
  'Incorrect API key provided: it has been revoked',
  'The model `gpt-9` does not exist or you do not have access to it.',
  'Overloaded. The service is temporarily unavailable, retry after 20 seconds',
  'request was blocked by your guardrail',
  '{"error":{"type":"insufficient_quota","code":"insufficient_quota"}}',
];

const apiKey = 'placeholder';
const invalid = (message: string) => ({ error: { message, type: 'invalid_request_error', param: null, code: null } });

/** Each package with the envelope that its API documents for a refused request. */
const PACKAGES: [name: string, connect: (fetch: Fetch) => unknown, body: (message: string) => object][] = [
  ['openai responses', fetch => createOpenAI({ apiKey, fetch })('m'), invalid],
  ['openai chat', fetch => createOpenAI({ apiKey, fetch }).chat('m'), invalid],
  [
    'anthropic',
    fetch => createAnthropic({ apiKey, fetch })('m'),
    message => ({ type: 'error', error: { type: 'invalid_request_error', message } }),
  ],
  [
    'google',
    fetch => createGoogle({ apiKey, fetch })('m'),
    message => ({ error: { code: 400, message, status: 'INVALID_ARGUMENT' } }),
  ],
  ['bedrock', fetch => createAmazonBedrock({ apiKey, region: 'us-east-1', fetch })('m'), message => ({ message })],
  ['groq', fetch => createGroq({ apiKey, fetch })('m'), invalid],
  [
    'mistral',
    fetch => createMistral({ apiKey, fetch })('m'),
    message => ({ object: 'error', message, type: 'invalid_request_error', param: null, code: null }),
  ],
  [
    'openrouter',
    fetch => createOpenRouter({ apiKey, fetch })('m'),
    message => ({ error: { code: 400, message }, user_id: 'user_1' }),
  ],
  [
    'workers-ai',
    fetch => createWorkersAI({ accountId: 'a', apiKey, fetch })('@cf/m'),
    message => ({ success: false, errors: [{ code: 5006, message: `AiError: Bad input: ${message}` }] }),
  ],
];

const SENTENCES: ((quoted: string) => string)[] = [
  quoted => `${quoted} is not of type 'array'`,
  quoted => `messages.0.content: '${quoted}' was not expected`,
  quoted => `Invalid value, got: ${quoted}`,
];

async function failuresOf(model: unknown, words: string) {
  const errors: unknown[] = [];
  const wrapped = wrapLanguageModel({ model: model as Wrapped, middleware: gatewayErrorMiddleware() }) as LanguageModel;
  const tools = { look: tool({ description: words, inputSchema: z.object({ id: z.string().describe(words) }) }) };
  const settings = { model: wrapped, prompt: `Explain this line of my log: ${words}`, tools, maxRetries: 0 };
  await generateText(settings).catch((error: unknown) => errors.push(error));
  await streamText({ ...settings, onError: ({ error }) => void errors.push(error) }).consumeStream();
  return errors.map(error => {
    const { category, scope, retryable, fallback, retryAfterMs } = classify(error);
    return { category, scope, retryable, fallback, retryAfterMs };
  });
}

describe.each(PACKAGES)('%s', (name, connect, body) => {
  test.each(WORDS)('quotes: %s', async words => {
    for (const sentence of SENTENCES) {
      const fetch: Fetch = async () =>
        Response.json(body(sentence(words)), {
          status: 400,
          headers: name === 'bedrock' ? { 'x-amzn-errortype': 'ValidationException' } : {},
        });
      const expected = { category: 'invalid-request', scope: 'request', retryable: false, fallback: false };
      expect(await failuresOf(connect(fetch), words)).toEqual([
        { ...expected, retryAfterMs: undefined },
        { ...expected, retryAfterMs: undefined },
      ]);
    }
  });
});
