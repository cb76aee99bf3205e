/** Every inner provider that ai-gateway-provider can send on, made by the package's own wrappers where it has one. */
import { createGoogle } from '@ai-sdk/google';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { createAmazonBedrock } from 'ai-gateway-provider/providers/amazon-bedrock';
import { createAnthropic } from 'ai-gateway-provider/providers/anthropic';
import { createAzure } from 'ai-gateway-provider/providers/azure';
import { createCerebras } from 'ai-gateway-provider/providers/cerebras';
import { createCohere } from 'ai-gateway-provider/providers/cohere';
import { createDeepSeek } from 'ai-gateway-provider/providers/deepseek';
import { createFireworks } from 'ai-gateway-provider/providers/fireworks';
import { createVertex } from 'ai-gateway-provider/providers/google-vertex';
import { createGroq } from 'ai-gateway-provider/providers/groq';
import { createMistral } from 'ai-gateway-provider/providers/mistral';
import { createOpenAI } from 'ai-gateway-provider/providers/openai';
import { createOpenRouter } from 'ai-gateway-provider/providers/openrouter';
import { createPerplexity } from 'ai-gateway-provider/providers/perplexity';
import { createUnified } from 'ai-gateway-provider/providers/unified';
import { createXai } from 'ai-gateway-provider/providers/xai';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { wires, type Wire } from '../support/wires.ts';

export interface InnerModel {
  name: string;
  make: () => LanguageModel;
  wire: Wire;
  /** What the gateway calls the provider. */
  gatewayProvider: string;
}

const apiKey = 'placeholder';

export const openaiChat: InnerModel = {
  name: 'openai chat',
  make: () => createOpenAI({ apiKey }).chat('gpt-5'),
  wire: wires.openaiChat,
  gatewayProvider: 'openai',
};

export const anthropic: InnerModel = {
  name: 'anthropic',
  make: () => createAnthropic({ apiKey })('claude-sonnet-4-5'),
  wire: wires.anthropic,
  gatewayProvider: 'anthropic',
};

const azureOptions = { apiKey, resourceName: 'resource', useDeploymentBasedUrls: true };

export const innerModels: readonly InnerModel[] = [
  openaiChat,
  anthropic,
  {
    name: 'openai responses',
    make: () => createOpenAI({ apiKey }).responses('gpt-5'),
    wire: wires.openaiResponses,
    gatewayProvider: 'openai',
  },
  {
    name: 'google',
    make: () => createGoogle({ apiKey })('gemini-2.5-pro'),
    wire: wires.google,
    gatewayProvider: 'google-ai-studio',
  },
  {
    name: 'vertex with an API key',
    make: () => createVertex({ apiKey })('gemini-2.5-pro'),
    wire: wires.google,
    gatewayProvider: 'google-vertex-ai',
  },
  {
    name: 'bedrock with an API key',
    make: () => createAmazonBedrock({ apiKey, region: 'us-east-1' })('anthropic.claude-sonnet-4-5'),
    wire: wires.bedrock,
    gatewayProvider: 'aws-bedrock',
  },
  {
    name: 'bedrock with an access key',
    make: () =>
      createAmazonBedrock({ accessKeyId: 'id', secretAccessKey: 'secret', region: 'us-east-1' })(
        'amazon.nova-pro-v1:0',
      ),
    wire: wires.bedrock,
    gatewayProvider: 'aws-bedrock',
  },
  {
    name: 'azure chat with deployment URLs',
    make: () => createAzure(azureOptions).chat('gpt-5'),
    wire: wires.openaiChat,
    gatewayProvider: 'azure-openai',
  },
  {
    name: 'azure responses with deployment URLs',
    make: () => createAzure(azureOptions).responses('gpt-5'),
    wire: wires.openaiResponses,
    gatewayProvider: 'azure-openai',
  },
  {
    name: 'groq',
    make: () => createGroq({ apiKey })('llama-3.3-70b'),
    wire: wires.openaiChat,
    gatewayProvider: 'groq',
  },
  {
    name: 'mistral',
    make: () => createMistral({ apiKey })('mistral-large-latest'),
    wire: wires.mistral,
    gatewayProvider: 'mistral',
  },
  {
    name: 'xai responses',
    make: () => createXai({ apiKey }).responses('grok-4'),
    wire: wires.openaiResponses,
    gatewayProvider: 'grok',
  },
  {
    name: 'deepseek',
    make: () => createDeepSeek({ apiKey })('deepseek-chat'),
    wire: wires.openaiChat,
    gatewayProvider: 'deepseek',
  },
  { name: 'cohere', make: () => createCohere({ apiKey })('command-a'), wire: wires.cohere, gatewayProvider: 'cohere' },
  {
    name: 'cerebras',
    make: () => createCerebras({ apiKey })('llama-3.3-70b'),
    wire: wires.openaiChat,
    gatewayProvider: 'cerebras',
  },
  {
    name: 'fireworks',
    make: () => createFireworks({ apiKey })('accounts/fireworks/models/llama-v3p3-70b-instruct'),
    wire: wires.openaiChat,
    gatewayProvider: 'fireworks',
  },
  {
    name: 'perplexity',
    make: () => createPerplexity({ apiKey })('sonar'),
    wire: wires.openaiChat,
    gatewayProvider: 'perplexity-ai',
  },
  {
    name: 'openrouter',
    make: () => createOpenRouter({ apiKey })('openai/gpt-5'),
    wire: wires.openrouter,
    gatewayProvider: 'openrouter',
  },
  {
    name: 'openai-compatible on a host the gateway knows',
    make: () => createOpenAICompatible({ name: 'known', apiKey, baseURL: 'https://api.openai.com/v1' })('model'),
    wire: wires.openaiChat,
    gatewayProvider: 'openai',
  },
  {
    name: 'unified',
    make: () => createUnified({ apiKey })('openai/gpt-5'),
    wire: wires.openaiChat,
    gatewayProvider: 'compat',
  },
];
