/** What one upstream request asks for: read from its URL and body, whatever host it goes to. */

import { anthropicMessages } from './anthropic-messages.ts';
import { googleGenerate } from './google-generate.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiResponses } from './openai-responses.ts';
import { openrouterChat } from './openrouter-chat.ts';
import type { ApiName, WireApi } from './wire-api.ts';
import { workersAi } from './workers-ai.ts';

/** Each API's shapes. */
export const WIRE_APIS: Readonly<Record<ApiName, WireApi>> = {
  'openai-responses': openaiResponses,
  'openai-chat': openaiChat,
  'openrouter-chat': openrouterChat,
  'anthropic-messages': anthropicMessages,
  'google-generate': googleGenerate,
  'workers-ai': workersAi,
};

/** What an upstream request asks for. */
export interface UpstreamCall {
  readonly api: ApiName;
  readonly isStream: boolean;
  /** The model asked for. */
  readonly modelId: string;
}

const GATEWAY_HOST = 'gateway.ai.cloudflare.com';

/** `/v1/{account}/{gateway}/{provider}/...` as at the gateway, for one that is mocked on another host. */
const GATEWAY_PATH =
  /^\/v1\/[^/]+\/[^/]+\/(?:openai|anthropic|openrouter|compat|google-ai-studio|workers-ai|azure-openai)\//;

/** Whether a request goes through Cloudflare AI Gateway. */
export function isGatewayUrl(url: URL): boolean {
  return url.hostname === GATEWAY_HOST || GATEWAY_PATH.test(url.pathname);
}

/** The API behind a URL, or `undefined` for a path that none of them has. `hint` is the provider a gateway request names. */
export function apiOf(url: URL, hint?: string): ApiName | undefined {
  const { pathname } = url;
  const isOpenRouter = hint === 'openrouter' || url.hostname === 'openrouter.ai' || pathname.includes('/openrouter/');
  if (pathname.endsWith('/responses')) return 'openai-responses';
  if (pathname.endsWith('/chat/completions')) return isOpenRouter ? 'openrouter-chat' : 'openai-chat';
  if (pathname.endsWith('/messages')) return 'anthropic-messages';
  if (/:(?:stream)?[gG]enerateContent$/.test(pathname)) return 'google-generate';
  if (/\/ai\/run\/.+$/.test(pathname) || pathname.includes('/workers-ai/')) return 'workers-ai';
  return undefined;
}

function field(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
}

/** What a request to this API asks for. */
export function readCall(api: ApiName, url: URL, body: unknown): UpstreamCall {
  const model = field(body, 'model');
  const pathModel = /\/(?:models|ai\/run|workers-ai)\/(.+?)(?::\w+)?$/.exec(decodeURIComponent(url.pathname))?.[1];
  return {
    api,
    isStream:
      api === 'google-generate' ? url.pathname.endsWith(':streamGenerateContent') : field(body, 'stream') === true,
    modelId: typeof model === 'string' ? model : (pathModel ?? 'mock-model'),
  };
}
