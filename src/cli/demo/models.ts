/** Real provider packages, pointed at the upstream of the demo in place of their own hosts. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import type { wrapLanguageModel } from 'ai';
import { createAiGateway } from 'ai-gateway-provider';

type Fetch = typeof globalThis.fetch;
type Model = Parameters<typeof wrapLanguageModel>[0]['model'];

const apiKey = 'unused';
const GATEWAY = '/v1/account/gateway';

/** What the SDK must be able to ask. */
export const MODELS_SPECIFICATION: string = createOpenAI({ apiKey })('gpt-5').specificationVersion;

/** Connects each package; `url` is where this run is played. */
export const MODELS: Record<
  'gateway' | 'gatewayPackage' | 'openrouter' | 'openai' | 'anthropic',
  (url: string, fetch?: Fetch) => Model
> = {
  /** Through Cloudflare AI Gateway, by the provider's base URL. */
  gateway: (url: string): Model => createOpenAI({ apiKey, baseURL: `${url}${GATEWAY}/openai` })('gpt-5'),
  /** The same gateway through Cloudflare's package, which hands its requests to a binding: on Workers `env.AI.gateway()`. */
  gatewayPackage: (url: string): Model => {
    const run = (requests: unknown, options: { signal?: AbortSignal } = {}) =>
      fetch(`${url}${GATEWAY}`, { method: 'POST', body: JSON.stringify(requests), ...options });
    return createAiGateway({ binding: { run } })(createOpenAI({ apiKey })('gpt-5'));
  },
  openrouter: (url: string): Model =>
    createOpenRouter({ apiKey, baseURL: `${url}/openrouter/api/v1` })(
      'anthropic/claude-sonnet-4.6',
    ) as unknown as Model,
  openai: (url: string, fetch?: Fetch): Model =>
    createOpenAI({ apiKey, baseURL: `${url}/v1`, ...(fetch && { fetch }) })('gpt-5'),
  anthropic: (url: string, fetch?: Fetch): Model =>
    createAnthropic({ apiKey, baseURL: `${url}/v1`, ...(fetch && { fetch }) })('claude-sonnet-4-5'),
};
