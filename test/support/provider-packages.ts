/** Every provider package under contract, each connected to a host of the test's choice. */
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
import type { LanguageModel } from '../../src/sdk-types.ts';
import { createWorkersAI } from 'workers-ai-provider';
import { type Wire, wires } from './wires.ts';

export interface Host {
  baseURL: string;
  fetch?: typeof globalThis.fetch;
}

export interface ProviderPackage {
  connect(host: Host): LanguageModel;
  wire: Wire;
}

const apiKey = 'placeholder';

/** workers-ai-provider takes no base URL: its requests are sent on to the host. */
const sendTo =
  ({ baseURL, fetch = globalThis.fetch }: Host): typeof globalThis.fetch =>
  (input, init) =>
    fetch(`${baseURL}${new URL(input instanceof Request ? input.url : input).pathname}`, init);

const packages = {
  'openai responses': {
    connect: host => createOpenAI({ apiKey, ...host }).responses('gpt-5'),
    wire: wires.openaiResponses,
  },
  'openai chat': { connect: host => createOpenAI({ apiKey, ...host }).chat('gpt-5'), wire: wires.openaiChat },
  anthropic: { connect: host => createAnthropic({ apiKey, ...host })('claude-sonnet-4-5'), wire: wires.anthropic },
  google: { connect: host => createGoogle({ apiKey, ...host })('gemini-2.5-pro'), wire: wires.google },
  bedrock: {
    connect: host => createAmazonBedrock({ apiKey, region: 'us-east-1', ...host })('anthropic.claude-sonnet-4-5'),
    wire: wires.bedrock,
  },
  'openai-compatible': {
    connect: host => createOpenAICompatible({ name: 'compatible', apiKey, ...host })('model'),
    wire: wires.openaiChat,
  },
  openrouter: { connect: host => createOpenRouter({ apiKey, ...host }).chat('openai/gpt-5'), wire: wires.openrouter },
  'workers-ai': {
    connect: host =>
      createWorkersAI({ accountId: 'account', apiKey, fetch: sendTo(host) })('@cf/meta/llama-3.1-8b-instruct'),
    wire: wires.workersAi,
  },
  'azure responses': {
    connect: host => createAzure({ apiKey, ...host }).responses('gpt-5'),
    wire: wires.openaiResponses,
  },
  'azure chat': { connect: host => createAzure({ apiKey, ...host }).chat('gpt-5'), wire: wires.openaiChat },
  mistral: { connect: host => createMistral({ apiKey, ...host })('mistral-large-latest'), wire: wires.mistral },
  groq: { connect: host => createGroq({ apiKey, ...host })('llama-3.3-70b'), wire: wires.openaiChat },
  xai: { connect: host => createXai({ apiKey, ...host }).responses('grok-4'), wire: wires.openaiResponses },
  deepseek: { connect: host => createDeepSeek({ apiKey, ...host })('deepseek-chat'), wire: wires.openaiChat },
  cohere: { connect: host => createCohere({ apiKey, ...host })('command-a'), wire: wires.cohere },
  'vercel gateway': { connect: host => createGateway({ apiKey, ...host })('openai/gpt-5'), wire: wires.vercel },
} satisfies Record<string, ProviderPackage>;

export type PackageName = keyof typeof packages;

export const providerPackages: Readonly<Record<PackageName, ProviderPackage>> = packages;

/** The table as rows of a test, all of it or by name. */
export const packageRows = (names = Object.keys(packages) as PackageName[]): [PackageName, ProviderPackage][] =>
  names.map(name => [name, providerPackages[name]]);
