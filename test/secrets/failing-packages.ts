/** Models of real provider packages, each failing with the same reply. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogle } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { createAiGateway } from 'ai-gateway-provider';
import type { Wrappable } from './leavings.ts';

export interface Reply {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

/** A `fetch` that always answers the same. */
export const replying =
  ({ status, body, headers = { 'content-type': 'application/json' } }: Reply): typeof globalThis.fetch =>
  async () =>
    new Response(body, { status, headers });

export const openai = (reply: Reply) => createOpenAI({ apiKey: 'unused', fetch: replying(reply) })('gpt-5');

/** Each package, for `it.each`. */
export const PACKAGES: readonly [name: string, connect: (reply: Reply, key?: string) => Wrappable][] = [
  ['openai', (reply, apiKey = 'unused') => createOpenAI({ apiKey, fetch: replying(reply) })('gpt-5')],
  ['openai chat', (reply, apiKey = 'unused') => createOpenAI({ apiKey, fetch: replying(reply) }).chat('gpt-5')],
  ['anthropic', (reply, apiKey = 'unused') => createAnthropic({ apiKey, fetch: replying(reply) })('claude-sonnet-4-5')],
  ['google', (reply, apiKey = 'unused') => createGoogle({ apiKey, fetch: replying(reply) })('gemini-3-pro')],
  [
    'openrouter',
    (reply, apiKey = 'unused') =>
      createOpenRouter({ apiKey, fetch: replying(reply) })('z-ai/glm-5.1') as unknown as Wrappable,
  ],
  [
    'openai-compatible',
    (reply, apiKey = 'unused') =>
      createOpenAICompatible({ name: 'local', apiKey, baseURL: 'http://local.test/v1', fetch: replying(reply) })('m'),
  ],
  [
    'ai-gateway-provider',
    (reply, apiKey = 'unused') =>
      createAiGateway({ binding: { run: async () => replying(reply)('http://gateway.test') } })(
        createOpenAI({ apiKey })('gpt-5'),
      ),
  ],
];
