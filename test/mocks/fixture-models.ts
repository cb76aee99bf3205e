/** For each fixture the real provider package that would meet it, connected to a scenario. */

import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createAzure } from '@ai-sdk/azure';
import { createGateway } from '@ai-sdk/gateway';
import { createGoogle } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import type { LanguageModel } from 'ai';
import { vi } from 'vitest';
import { createWorkersAI } from 'workers-ai-provider';
import type { Fixture, FixtureProvider, Scenario } from '../../mocks/index.ts';

/** A model as the provider packages make it. */
export type ProviderModel = Extract<LanguageModel, { specificationVersion: 'v4' }>;

type Connect = (fetch: typeof globalThis.fetch) => ProviderModel;

const gatewayURL = 'https://gateway.ai.cloudflare.com/v1/account/gateway';

const restURL = 'https://api.cloudflare.com/client/v4/accounts/account/ai/v1';

const connections: Record<FixtureProvider, Connect> = {
  'cloudflare-ai-gateway': fetch => createOpenAI({ apiKey: 'unused', fetch, baseURL: `${gatewayURL}/openai` })('gpt-5'),
  'cloudflare-rest-api': fetch => createOpenAI({ apiKey: 'unused', fetch, baseURL: restURL })('openai/gpt-5'),
  'cloudflare-edge': fetch => createAnthropic({ apiKey: 'unused', fetch })('claude-sonnet-4-5'),
  openai: fetch => createOpenAI({ apiKey: 'unused', fetch })('gpt-5'),
  anthropic: fetch => createAnthropic({ apiKey: 'unused', fetch })('claude-sonnet-4-5'),
  openrouter: fetch => createOpenRouter({ apiKey: 'unused', fetch })('z-ai/glm-5.1') as ProviderModel,
  google: fetch => createGoogle({ apiKey: 'unused', fetch })('gemini-3-pro'),
  'amazon-bedrock': fetch => createAmazonBedrock({ apiKey: 'unused', region: 'us-east-1', fetch })('anthropic.claude'),
  'azure-openai': fetch => createAzure({ apiKey: 'unused', resourceName: 'mock', fetch })('gpt-5'),
  'vercel-ai-gateway': fetch => createGateway({ apiKey: 'unused', fetch })('openai/gpt-5') as ProviderModel,
  // This package takes no fetch, so it meets the global one.
  'workers-ai': fetch => {
    vi.stubGlobal('fetch', fetch);
    const workersAi = createWorkersAI({ accountId: 'account', apiKey: 'unused' });
    return workersAi('@cf/meta/llama-3.1-8b-instruct') as ProviderModel;
  },
};

/** The model that meets this fixture. */
export function modelFor(fixture: Fixture, upstream: Scenario): ProviderModel {
  return connections[fixture.provider](upstream.fetch);
}
