/** The model of the real provider package that would have met a case, over a `fetch` of ours. */
import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createAzure } from '@ai-sdk/azure';
import { createCohere } from '@ai-sdk/cohere';
import { createDeepSeek } from '@ai-sdk/deepseek';
import { createGateway } from '@ai-sdk/gateway';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createGroq } from '@ai-sdk/groq';
import { createMistral } from '@ai-sdk/mistral';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { createXai } from '@ai-sdk/xai';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import type { LanguageModel } from 'ai';
import { createWorkersAI } from 'workers-ai-provider';
import type { Case } from './case.ts';
import { fetchOf } from './fake-fetch.ts';

/** A model object, not a model id. */
export type Model = Extract<LanguageModel, { specificationVersion: 'v4' }>;

const apiKey = 'test';

/** Cases whose bodies are the Responses API's. */
function usesResponses({ wire }: Case): boolean {
  if (wire.kind === 'sse') return wire.events.some(event => /"type": ?"response\./.test(event));
  return wire.kind === 'http' && /"object": ?"response"/.test(wire.body);
}

/** The model; OpenAI's kind of API where the origin has no package of its own. */
export function modelOf(item: Case): Model {
  const fetch = fetchOf(item);
  switch (item.origin) {
    case 'openai':
    case 'cloudflare-edge':
    case 'network': {
      const openai = createOpenAI({ apiKey, fetch });
      return (usesResponses(item) ? openai.responses('m') : openai.chat('m')) as Model;
    }
    case 'azure-openai':
      return createAzure({ apiKey, resourceName: 'r', fetch }).chat('m') as Model;
    case 'anthropic':
      return createAnthropic({ apiKey, fetch })('m') as Model;
    case 'aws-bedrock':
      return createAmazonBedrock({ apiKey, region: 'us-east-1', fetch })('m') as Model;
    case 'google':
      return createGoogleGenerativeAI({ apiKey, fetch })('m') as Model;
    case 'groq':
      return createGroq({ apiKey, fetch })('m') as Model;
    case 'mistral':
      return createMistral({ apiKey, fetch })('m') as Model;
    case 'xai':
      return createXai({ apiKey, fetch }).responses('m') as Model;
    case 'deepseek':
      return createDeepSeek({ apiKey, fetch })('m') as Model;
    case 'cohere':
      return createCohere({ apiKey, fetch })('m') as Model;
    case 'openrouter':
      return createOpenRouter({ apiKey, fetch }).chat('m') as unknown as Model;
    case 'vercel-ai-gateway':
      return createGateway({ apiKey, fetch })('m') as Model;
    case 'cloudflare-workers-ai':
      return createWorkersAI({ accountId: 'a', apiKey, fetch })('@cf/m') as unknown as Model;
    case 'cloudflare-ai-gateway':
      return createOpenAI({ apiKey, fetch, baseURL: 'https://gateway.ai.cloudflare.com/v1/a/g/openai' }).chat(
        'm',
      ) as Model;
    default:
      return createOpenAICompatible({ name: item.origin, apiKey, fetch, baseURL: 'https://api.example.com/v1' })(
        'm',
      ) as Model;
  }
}
