import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createAzure } from '@ai-sdk/azure';
import { createCohere } from '@ai-sdk/cohere';
import { createDeepSeek } from '@ai-sdk/deepseek';
import { createGateway } from '@ai-sdk/gateway';
import { createGoogle } from '@ai-sdk/google';
import { createGroq } from '@ai-sdk/groq';
import { createMistral } from '@ai-sdk/mistral';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { createXai } from '@ai-sdk/xai';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { wrapLanguageModel } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { createCerebras } from 'ai-gateway-provider/providers/cerebras';
import { createFireworks } from 'ai-gateway-provider/providers/fireworks';
import { createVertex } from 'ai-gateway-provider/providers/google-vertex';
import { createPerplexity } from 'ai-gateway-provider/providers/perplexity';
import { createUnified } from 'ai-gateway-provider/providers/unified';
import { describe, expect, it, vi } from 'vitest';
import { gatewayOf } from '../../src/cloudflare/gateway-of.ts';

const apiKey = 'placeholder';

/** Each real package with an address of the caller's choice. */
const packages: [name: string, make: (baseURL: string) => object][] = [
  ['openai responses', baseURL => createOpenAI({ apiKey, baseURL }).responses('gpt-5')],
  ['openai chat', baseURL => createOpenAI({ apiKey, baseURL }).chat('gpt-5')],
  ['openai completion', baseURL => createOpenAI({ apiKey, baseURL }).completion('gpt-5')],
  ['openai embedding', baseURL => createOpenAI({ apiKey, baseURL }).embedding('text-embedding-3-small')],
  ['openai image', baseURL => createOpenAI({ apiKey, baseURL }).image('gpt-image-1')],
  ['anthropic', baseURL => createAnthropic({ apiKey, baseURL })('claude-sonnet-4-5')],
  ['google', baseURL => createGoogle({ apiKey, baseURL })('gemini-2.5-pro')],
  ['vertex', baseURL => createVertex({ apiKey, baseURL })('gemini-2.5-pro')],
  ['bedrock', baseURL => createAmazonBedrock({ apiKey, baseURL })('anthropic.claude-sonnet-4-5')],
  ['azure', baseURL => createAzure({ apiKey, baseURL })('gpt-5')],
  [
    'azure with deployment URLs',
    baseURL => createAzure({ apiKey, baseURL, useDeploymentBasedUrls: true }).chat('gpt-5'),
  ],
  ['mistral', baseURL => createMistral({ apiKey, baseURL })('mistral-large-latest')],
  ['groq', baseURL => createGroq({ apiKey, baseURL })('llama-3.3-70b')],
  ['xai', baseURL => createXai({ apiKey, baseURL }).responses('grok-4')],
  ['deepseek', baseURL => createDeepSeek({ apiKey, baseURL })('deepseek-chat')],
  ['cohere', baseURL => createCohere({ apiKey, baseURL })('command-a')],
  ['perplexity', baseURL => createPerplexity({ apiKey, baseURL })('sonar')],
  ['cerebras', baseURL => createCerebras({ apiKey, baseURL })('llama-3.3-70b')],
  ['fireworks', baseURL => createFireworks({ apiKey, baseURL })('llama')],
  ['openrouter', baseURL => createOpenRouter({ apiKey, baseURL })('openai/gpt-5')],
  ['openai-compatible', baseURL => createOpenAICompatible({ name: 'unified', apiKey, baseURL })('openai/gpt-5')],
];

describe.each(packages)('%s', (_name, make) => {
  it('with an address at the gateway names account and gateway', () => {
    expect(gatewayOf(make('https://gateway.ai.cloudflare.com/v1/acc0/main/provider/v1'))).toBe('cloudflare:acc0/main');
    expect(gatewayOf(make('https://gateway.ai.cloudflare.com/v1/acc0/other/provider/'))).toBe('cloudflare:acc0/other');
  });

  it('with another address names none', () => {
    expect(gatewayOf(make('https://llm.example.com/v1/acc0/main'))).toBeUndefined();
    expect(gatewayOf(make('https://gateway.ai.cloudflare.com.example.com/v1/acc0/main/openai'))).toBeUndefined();
  });
});

describe('addresses that name no gateway', () => {
  it.each([
    ['https://gateway.ai.cloudflare.com'],
    ['https://gateway.ai.cloudflare.com/v1/acc0'],
    ['https://gateway.ai.cloudflare.com/v1/acc0/'],
    ['https://gateway.ai.cloudflare.com/v2/acc0/main/openai'],
    ['https://proxy.example.com/?to=https://gateway.ai.cloudflare.com/v1/acc0/main/openai'],
    ['https://api.cloudflare.com/client/v4/accounts/acc0/ai/v1'],
    ['no address at all'],
  ])('%s', baseURL => {
    expect(gatewayOf(createMistral({ apiKey, baseURL })('mistral-large-latest'))).toBeUndefined();
  });

  it('the defaults of the packages', () => {
    expect(gatewayOf(createOpenAI({ apiKey })('gpt-5'))).toBeUndefined();
    expect(gatewayOf(createAmazonBedrock({ apiKey, region: 'us-east-1' })('nova'))).toBeUndefined();
    expect(gatewayOf(createGateway({ apiKey })('openai/gpt-5'))).toBeUndefined();
    // Its placeholder address has the gateway's host, but neither account nor gateway.
    expect(gatewayOf(createUnified({ apiKey })('openai/gpt-5'))).toBeUndefined();
  });
});

describe('the REST API', () => {
  const account = '0123456789abcdef0123456789abcdef';
  const baseURL = `https://api.cloudflare.com/client/v4/accounts/${account}/ai/v1`;
  const named = (headers: Record<string, string> | undefined, url = baseURL) =>
    createOpenAI({ apiKey, baseURL: url, ...(headers && { headers }) }).chat('openai/gpt-5');
  const main = { 'cf-aig-gateway-id': 'main' };

  it('names account and gateway by the header alone', () => {
    expect(gatewayOf(named(main))).toBe(`cloudflare:${account}/main`);
    expect(gatewayOf(named({ 'CF-AIG-Gateway-ID': ' main ' }))).toBe(`cloudflare:${account}/main`);
    expect(gatewayOf(named(undefined))).toBeUndefined();
    expect(gatewayOf(named({ 'cf-aig-gateway-id': '' }))).toBeUndefined();
    expect(gatewayOf(named(main, 'https://api.cloudflare.com/client/v4/accounts//ai/v1'))).toBeUndefined();
    expect(gatewayOf(named(main, `https://api.cloudflare.com/client/v4/accounts/${account}/images`))).toBeUndefined();
  });

  it('is not taken for one at another host, whose account nobody knows', () => {
    expect(gatewayOf(named(main, 'https://ai.example.com/openai/v1'))).toBeUndefined();
    expect(gatewayOf(named(main, `https://ai.example.com/client/v4/accounts/${account}/ai/v1`))).toBeUndefined();
  });

  it('with the headers of a leg or a call, which stand over those of the model', () => {
    expect(gatewayOf(named(main), { 'Cf-Aig-Gateway-Id': 'other' })).toBe(`cloudflare:${account}/other`);
    expect(gatewayOf(named(main), { 'x-other': 'other' })).toBe(`cloudflare:${account}/main`);
  });

  it('is unknown where the headers are made asynchronously, or cannot be made', () => {
    const config = (headers: unknown) => ({ config: { url: () => `${baseURL}/chat/completions`, headers } });
    expect(gatewayOf(config(() => main))).toBe(`cloudflare:${account}/main`);
    expect(gatewayOf(config(main))).toBe(`cloudflare:${account}/main`);
    const later = vi.fn<() => Promise<object>>(async () => main);
    expect(gatewayOf(config(async () => later()))).toBeUndefined();
    expect(later).not.toHaveBeenCalled();
    expect(gatewayOf(config(() => Promise.reject(new Error('no token'))))).toBeUndefined();
    const refuse = () => {
      throw new Error('no key');
    };
    expect(gatewayOf(config(refuse))).toBeUndefined();
    expect(gatewayOf({ config: { url: () => baseURL, headers: new Proxy({}, { ownKeys: refuse }) } })).toBeUndefined();
  });
});

describe('a domain of one’s own', () => {
  const account = '0123456789abcdef0123456789abcdef';
  const at = (path: string) => createOpenAI({ apiKey, baseURL: `https://ai.example.com${path}` }).chat('gpt-5');

  it('names account and gateway where its path does', () => {
    expect(gatewayOf(at(`/v1/${account}/main/openai`))).toBe(`cloudflare:${account}/main`);
  });

  it.each(['/openai/v1', '/v1', '/v1/chat', `/v2/${account}/main`, `/v1/${account.slice(1)}/main`, `/${account}/main`])(
    'names none by %s',
    path => expect(gatewayOf(at(path))).toBeUndefined(),
  );
});

describe('what it looks at', () => {
  it('hides behind wrapLanguageModel', () => {
    const model = createOpenAI({ apiKey, baseURL: 'https://gateway.ai.cloudflare.com/v1/acc0/main/openai' })('gpt-5');
    expect(gatewayOf(wrapLanguageModel({ model, middleware: {} }))).toBeUndefined();
  });

  it.each([
    undefined,
    null,
    'openai/gpt-5',
    7,
    {},
    [],
    () => {},
    new MockLanguageModelV4(),
    { config: null },
    { config: 'text' },
  ])('finds nothing in %o', value => expect(gatewayOf(value)).toBeUndefined());

  it('runs no getter, makes no call and writes nothing', () => {
    const getter = vi.fn<() => object>(() => ({}));
    const accessors = Object.defineProperties(
      {},
      { config: { get: getter }, models: { get: getter }, settings: { get: getter } },
    );
    expect(gatewayOf(accessors)).toBeUndefined();
    expect(
      gatewayOf({ config: Object.defineProperties({}, { baseURL: { get: getter }, url: { get: getter } }) }),
    ).toBeUndefined();
    expect(getter).not.toHaveBeenCalled();

    const fetch = vi.fn<typeof globalThis.fetch>();
    const key = vi.fn<() => string>(() => 'secret');
    const model = createOpenAI({
      apiKey: key,
      fetch,
      baseURL: 'https://gateway.ai.cloudflare.com/v1/acc0/main/openai',
    }).chat('gpt-5');
    Object.freeze((Object.freeze(model) as unknown as { config: object }).config);
    expect(gatewayOf(model)).toBe('cloudflare:acc0/main');
    expect(fetch).not.toHaveBeenCalled();
    expect(key).not.toHaveBeenCalled();
  });

  it('never throws, whatever an address does when it is built', async () => {
    const refuse = () => {
      throw new Error('no resource name');
    };
    expect(gatewayOf({ config: { url: refuse } })).toBeUndefined();
    expect(gatewayOf({ config: { url: () => Promise.reject(new Error('later')) } })).toBeUndefined();
    expect(gatewayOf(new Proxy({}, { getOwnPropertyDescriptor: refuse }))).toBeUndefined();
    expect(gatewayOf(createAzure({ apiKey }).chat('gpt-5'))).toBeUndefined();
    // An unhandled rejection would fail the run.
    await new Promise(resolve => setTimeout(resolve, 0));
  });
});
