/** A missing key: what the SDK and its packages say of it is how one finds out, and stays readable. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createAzure } from '@ai-sdk/azure';
import { createCohere } from '@ai-sdk/cohere';
import { createDeepSeek } from '@ai-sdk/deepseek';
import { createGateway } from '@ai-sdk/gateway';
import { createGoogle } from '@ai-sdk/google';
import { createGroq } from '@ai-sdk/groq';
import { createMistral } from '@ai-sdk/mistral';
import { createOpenAI } from '@ai-sdk/openai';
import { createXai } from '@ai-sdk/xai';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFailover, FailoverError, type AttemptRecord } from '../../src/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { redactText } from '../../src/secrets/text.ts';
import { SHAPED } from '../support/planted-secrets.ts';

const PACKAGES: readonly (readonly [name: string, make: () => unknown])[] = [
  ['openai', () => createOpenAI()('gpt-5')],
  ['anthropic', () => createAnthropic()('claude-sonnet-4-5')],
  ['azure', () => createAzure({ resourceName: 'resource' })('gpt-5')],
  ['cohere', () => createCohere()('command-a')],
  ['deepseek', () => createDeepSeek()('deepseek-chat')],
  ['gateway', () => createGateway()('openai/gpt-5')],
  ['google', () => createGoogle()('gemini-2.5-pro')],
  ['groq', () => createGroq()('llama-3.3-70b')],
  ['mistral', () => createMistral()('mistral-large-latest')],
  ['xai', () => createXai()('grok-4')],
];

/** What other packages say, and what those say in other places. */
const TEXTS = [
  "Perplexity API key is missing. Pass it using the 'apiKey' parameter or the PERPLEXITY_API_KEY environment variable.",
  "Cerebras API key API key is missing. Pass it using the 'apiKey' parameter or the CEREBRAS_API_KEY environment variable.",
  "Fireworks API key API key is missing. Pass it using the 'apiKey' parameter or the FIREWORKS_API_KEY environment variable.",
  "OpenAI API key is missing. Pass it using the 'apiKey' parameter or the OPENAI_API_KEY environment variable.",
  "OpenAI API key is missing. Pass it using the 'apiKey' parameter. Environment variables is not supported in this environment.",
  'OpenAI API key must be a string. The value of the OPENAI_API_KEY environment variable is not a string.',
  "AI Gateway authentication failed: No authentication provided.\n\nOption 1 - API key:\nCreate an API key: https://vercel.com/d?to=%2F%5Bteam%5D%2F%7E%2Fai%2Fapi-keys\nProvide via 'apiKey' option or 'AI_GATEWAY_API_KEY' environment variable.\n\nOption 2 - OIDC token:\nRun 'npx vercel link' to link your project, then 'vc env pull' to fetch the token.",
  "AI Gateway authentication failed: Invalid API key or token.\n\nCreate a new API key: https://vercel.com/d?to=%2F%5Bteam%5D%2F%7E%2Fai%2Fapi-keys\n\nProvide an API key or Vercel access token via 'apiKey' option or 'AI_GATEWAY_API_KEY' environment variable.",
  "AI Gateway authentication failed: Invalid OIDC token.\n\nRun 'npx vercel link' to link your project, then 'vc env pull' to fetch the token.\n\nAlternatively, use an API key: https://vercel.com/d?to=%2F%5Bteam%5D%2F%7E%2Fai%2Fapi-keys\nor pass a Vercel access token via the 'apiKey' option.",
  'AWS SigV4 authentication requires AWS credentials. Please provide either:\n1. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY environment variables\n2. Provide accessKeyId and secretAccessKey in options\n3. Use a credentialProvider function\n4. For API key authentication, set AWS_BEARER_TOKEN_BEDROCK environment variable or pass apiKey option',
  "AWS secret access key setting is missing. Pass it using the 'secretAccessKey' parameter or the AWS_SECRET_ACCESS_KEY environment variable.",
];

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (/KEY|TOKEN|SECRET|OIDC/.test(name)) vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

const PROMPT = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Set up my API key, please' }] }];

async function errorOf(make: () => unknown): Promise<Error> {
  try {
    await (make() as LanguageModel).doGenerate({ prompt: PROMPT });
  } catch (error) {
    return error as Error;
  }
  throw new Error('It did not fail');
}

it.each(PACKAGES)('%s says which key is missing, also through the router', async (_, make) => {
  const bare = await errorOf(make);
  expect(bare.message).toMatch(/API key|authentication/);
  const failed = async () => {
    const legs = ['one', 'two'].map(name => ({ model: make() as LanguageModel, name }));
    return errorOf(() => createFailover({ models: legs, retries: { perLeg: 0 } }));
  };
  const error = await failed();
  const said = FailoverError.isInstance(error)
    ? error.attempts.map((attempt: AttemptRecord) => (attempt.error as Error).message)
    : [error.message];
  // The rule, the log id and the remedy stand behind it, and all is one line.
  const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
  for (const message of said) expect(oneLine(message)).toContain(oneLine(bare.message).replace(/\.$/, ''));
  expect([JSON.stringify(error), String(error)].filter(text => text.includes('[redacted]'))).toEqual([]);
});

const FORMS: readonly (readonly [name: string, form: (text: string) => string])[] = [
  ['as it is', text => text],
  ['on one line', text => text.replaceAll(/\s+/g, ' ')],
  ['in JSON', text => JSON.stringify({ error: { message: text } })],
  ['in JSON in JSON', text => JSON.stringify({ message: JSON.stringify({ error: { message: text } }) })],
  ['in a URL', text => encodeURIComponent(text)],
];

it.each(FORMS)('nothing of it is taken for a key: %s', (_, form) => {
  for (const text of TEXTS) expect(redactText(form(text))).toBe(form(text));
});

it.each(FORMS)('a real key beside it is taken out: %s', (_, form) => {
  for (const text of TEXTS) {
    for (const secret of Object.values(SHAPED)) {
      expect(redactText(form(`${text} API key: ${secret}`))).not.toContain(secret);
      expect(redactText(form(`Option 1 - API key: ${secret}. ${text}`))).not.toContain(secret);
    }
  }
});
