/** A key that cannot be sent, for a line break in it, is shown by the runtime that refuses it, and by nobody after that. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, wrapLanguageModel } from 'ai';
import { expect, it } from 'vitest';
import { createFailover, gatewayErrorMiddleware } from '../../src/index.ts';
import { redactText } from '../../src/secrets/text.ts';

/** Without a shape by which either half would be known. */
const KEY = 'otter-orange\nlamp-"window"';

const models = {
  openai: createOpenAI({ apiKey: KEY, baseURL: 'http://127.0.0.1:9/v1' }).chat('gpt-5'),
  anthropic: createAnthropic({ apiKey: KEY, baseURL: 'http://127.0.0.1:9/v1' })('claude-sonnet-4-5'),
};

it.each(Object.entries(models))('is in no error and no report: %s', async (_, model) => {
  const wrapped = wrapLanguageModel({ model, middleware: gatewayErrorMiddleware() });
  const error = await generateText({ model: wrapped, prompt: 'hi', maxRetries: 0 }).catch((thrown: unknown) => thrown);
  const { message, cause } = error as Error;
  const { legs } = await createFailover({ models: [model] }).preflight();
  expect(legs[0]?.failure?.rule).toBe('network:unsendable');
  const shown = [message, (cause as Error | undefined)?.message, JSON.stringify(legs)].join('\n');
  expect(shown).toContain('Headers.append: [redacted] is an invalid header value');
  expect(shown).not.toMatch(/otter|lamp/);
});

it.each([
  ['Headers.append: "one two" is an invalid header value.', 'Headers.append: [redacted] is an invalid header value.'],
  ["Header 'authorization' has invalid value: 'one\ntwo'", "Header 'authorization' has invalid value: [redacted]"],
  ['TypeError: Invalid header value: "one\ntwo"', 'TypeError: Invalid header value: [redacted]'],
  ['TypeError: Invalid header value.', 'TypeError: Invalid header value.'],
  ['The field has an invalid value', 'The field has an invalid value'],
])('is removed from %j', (text, expected) => {
  expect(redactText(text)).toBe(expected);
});
