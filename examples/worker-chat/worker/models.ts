/** The models, made for each request, since keys come with it. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import type { LanguageModel } from 'ai';
import type { LegName } from '../shared/faults.ts';
import type { Env } from './env.ts';

type Fetch = typeof globalThis.fetch;

export interface Leg {
  name: LegName;
  model: Exclude<LanguageModel, string>;
  /** Whether it goes on from the beginning of an answer. Claude does; GPT would begin anew. */
  assistantPrefill: boolean;
}

interface Upstream {
  apiKey: string;
  /** Of Cloudflare AI Gateway; without it the provider is asked itself. */
  gateway?: string | undefined;
  headers?: Record<string, string>;
  fetch?: Fetch;
}

const at = (gateway: string | undefined, path: string) => (gateway === undefined ? {} : { baseURL: gateway + path });

const MAKE: Readonly<Record<LegName, (upstream: Upstream) => Leg>> = {
  claude: ({ gateway, ...settings }) => ({
    name: 'claude',
    model: createAnthropic({ ...settings, ...at(gateway, '/anthropic/v1') })('claude-sonnet-4-5'),
    assistantPrefill: true,
  }),
  openrouter: ({ apiKey, fetch }) => ({
    name: 'openrouter',
    model: createOpenRouter({ apiKey, ...(fetch && { fetch }) }).chat('anthropic/claude-sonnet-4.5'),
    assistantPrefill: true,
  }),
  gpt: ({ gateway, ...settings }) => ({
    name: 'gpt',
    model: createOpenAI({ ...settings, ...at(gateway, '/openai') })('gpt-5'),
    assistantPrefill: false,
  }),
};

const NO_KEY = 'no-key';
const PLAYED_GATEWAY = 'https://gateway.ai.cloudflare.com/v1/account/gateway';

/** The real upstreams, as far as there are keys. */
export function realLegs(env: Env): Leg[] {
  const { CLOUDFLARE_ACCOUNT_ID: account, CLOUDFLARE_AI_GATEWAY: name, CLOUDFLARE_AI_GATEWAY_TOKEN: token } = env;
  const gateway = account && name ? `https://gateway.ai.cloudflare.com/v1/${account}/${name}` : undefined;
  const headers: Record<string, string> = gateway && token ? { 'cf-aig-authorization': `Bearer ${token}` } : {};
  const keys: [LegName, string | undefined][] = [
    ['claude', env.ANTHROPIC_API_KEY],
    ['openrouter', env.OPENROUTER_API_KEY],
    ['gpt', env.OPENAI_API_KEY],
  ];
  return keys.flatMap(([leg, apiKey]) => (apiKey ? [MAKE[leg]({ apiKey, gateway, headers })] : []));
}

/** The same packages and addresses, with a `fetch` that leads nowhere. */
export const playedLegs = (fetchOf: (leg: LegName) => Fetch): Leg[] =>
  (['claude', 'openrouter', 'gpt'] as const).map(leg =>
    MAKE[leg]({ apiKey: NO_KEY, gateway: PLAYED_GATEWAY, fetch: fetchOf(leg) }),
  );
