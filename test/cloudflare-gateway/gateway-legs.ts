/** The kinds of leg behind Cloudflare AI Gateway, each with its gateway on a real HTTP server or behind a stub of the binding. */
import { createOpenAI } from '@ai-sdk/openai';
import { createAiGateway } from 'ai-gateway-provider';
import { vi } from 'vitest';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { fakeBinding } from '../../mocks/cloudflare/fake-binding.ts';
import { json, startServer, type Answer, type LoopbackServer } from '../support/loopback-server.ts';
import { goodJson, goodStream } from '../support/wire-answers.ts';
import { wires } from '../support/wires.ts';

export const ACCOUNT = '0123456789abcdef0123456789abcdef';

type GatewaySettings = Parameters<typeof createAiGateway>[0];
export type GatewayOptions = NonNullable<GatewaySettings['options']>;

interface ChatBody {
  stream?: boolean;
}

/** Answers as it is asked, streamed or not. */
export const good: Answer = (response, request) => {
  const body = request.body as ChatBody | { query: ChatBody }[];
  const { stream } = Array.isArray(body) ? body[0]!.query : body;
  return (stream === true ? goodStream(wires.openaiChat, ['hel', 'lo']) : goodJson(wires.openaiChat, 'hello'))(
    response,
    request,
  );
};

/** The gateway's own words for a provider that failed. */
export const failed2005 = (headers: Record<string, string> = {}): Answer =>
  json(
    400,
    {
      success: false,
      result: [],
      messages: [],
      error: [{ code: 2005, message: 'Failed to get response from provider' }],
    },
    headers,
  );

/** What a leg of each kind may be given besides. */
export interface LegSettings {
  /** Headers of the provider. */
  headers?: Record<string, string>;
  /** Options of `createAiGateway`. */
  options?: GatewayOptions;
  /** How many models the gateway is given. */
  models?: number;
}

/** The headers of the gateway that one attempt carried: of each model in the request, or else of the request itself. */
export type Sent = Record<string, string>;

export interface GatewayRig extends AsyncDisposable {
  server: LoopbackServer;
  model: LanguageModel;
  /** Of each request, in order, what each of its models was sent. */
  sent(): Sent[][];
  /** What stood on the requests themselves. */
  onRequests(): Sent[];
}

const ours = (headers: object): Sent =>
  Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
      .filter(([name]) => name.startsWith('cf-aig-') && name !== 'cf-aig-authorization')
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );

const { fetch: realFetch } = globalThis;

/** A `fetch` that asks the server in place of Cloudflare's hosts. */
const redirected =
  ({ url }: LoopbackServer): typeof fetch =>
  (input, init) =>
    realFetch(`${url}${new URL(String(input)).pathname}`, init);

type Connect = (server: LoopbackServer, settings: LegSettings) => LanguageModel;

const apiKey = 'placeholder';

const inner = ({ headers, models = 1 }: LegSettings) =>
  Array.from({ length: models }, (_, index) =>
    createOpenAI({ apiKey, ...(headers && { headers }) }).chat(`gpt-${5 + index}`),
  );

const byAddress =
  (baseURL: (server: LoopbackServer) => string, fixed: Record<string, string> = {}): Connect =>
  (server, { headers }) =>
    createOpenAI({
      apiKey,
      baseURL: baseURL(server),
      headers: { ...fixed, ...headers },
      fetch: redirected(server),
    }).chat('gpt-5');

/** Replaces the global `fetch`, which the package asks. */
const byKey: Connect = (server, settings) => {
  vi.stubGlobal('fetch', redirected(server));
  const { options } = settings;
  const connect = createAiGateway({
    accountId: ACCOUNT,
    gateway: 'main',
    apiKey: 'token',
    ...(options && { options }),
  });
  return connect(inner(settings));
};

const byBinding: Connect = (server, settings) => {
  const binding = fakeBinding(async request =>
    realFetch(`${server.url}/binding`, { method: 'POST', body: await request.text(), signal: request.signal }),
  ).gateway('main');
  const { options } = settings;
  return createAiGateway({ binding, ...(options && { options }) })(inner(settings));
};

export type Kind = 'key' | 'binding' | 'base URL' | 'REST' | 'custom domain';

/** Not behind a gateway, unless the call names one. */
type Bare = 'REST without a gateway';

const CONNECT: Readonly<Record<Kind | Bare, Connect>> = {
  key: byKey,
  binding: byBinding,
  'base URL': byAddress(() => `https://gateway.ai.cloudflare.com/v1/${ACCOUNT}/main/openai`),
  REST: byAddress(() => `https://api.cloudflare.com/client/v4/accounts/${ACCOUNT}/ai/v1`, {
    'cf-aig-gateway-id': 'main',
  }),
  'REST without a gateway': byAddress(() => `https://api.cloudflare.com/client/v4/accounts/${ACCOUNT}/ai/v1`),
  // The server's own address: anyone's domain, with the account in its path.
  'custom domain': byAddress(({ url }) => `${url}/v1/${ACCOUNT}/main/openai`),
};

export const KINDS: readonly Kind[] = ['key', 'binding', 'base URL', 'REST', 'custom domain'];
export const ONE_MODEL: readonly Kind[] = ['base URL', 'REST', 'custom domain'];
/** Those of `ai-gateway-provider`, whose headers stand at each model in the body. */
export const UNIVERSAL: readonly Kind[] = ['key', 'binding'];

export async function gatewayRig(
  kind: Kind | Bare,
  answers: Answer[],
  settings: LegSettings = {},
): Promise<GatewayRig> {
  const server = await startServer(...answers);
  return {
    server,
    model: CONNECT[kind](server, settings),
    sent: () =>
      server.requests.map(({ headers, body }) => {
        const { 'cf-aig-gateway-id': _, ...own } = ours(headers);
        return Array.isArray(body) ? body.map((step: { headers: object }) => ours(step.headers)) : [own];
      }),
    onRequests: () => server.requests.map(({ headers }) => ours(headers)),
    [Symbol.asyncDispose]() {
      vi.unstubAllGlobals();
      return server[Symbol.asyncDispose]();
    },
  };
}
