/** The ways to a provider through Cloudflare AI Gateway, each connected to a scripted upstream. */
import { createOpenAI } from '@ai-sdk/openai';
import { createAiGateway } from 'ai-gateway-provider';
import { setupServer, type SetupServer } from 'msw/node';
import { handlers, type Scenario } from '../../mocks/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';

/** A fresh model each time: one of ai-gateway-provider serves one call at a time. */
type Route = (upstream: Scenario) => LanguageModel;

/** Plays the gateway's public address, which ai-gateway-provider asks through the global `fetch`. */
export const gatewayServer: SetupServer = setupServer();

const apiKey = 'placeholder';
const gateway = (upstream: Scenario) =>
  createOpenAI({
    apiKey,
    baseURL: 'https://gateway.ai.cloudflare.com/v1/account/gateway/openai',
    fetch: upstream.fetch,
  });

export const gatewayRoutes: readonly (readonly [name: string, route: Route])[] = [
  ['base URL, responses', upstream => gateway(upstream).responses('gpt-5')],
  ['base URL, chat', upstream => gateway(upstream).chat('gpt-5')],
  [
    'ai-gateway-provider with a key',
    upstream => {
      gatewayServer.use(...handlers(upstream));
      const connect = createAiGateway({ accountId: 'account', gateway: 'gateway', apiKey: 'gateway-token' });
      return connect(createOpenAI({ apiKey })('gpt-5'));
    },
  ],
  [
    'ai-gateway-provider with a binding',
    upstream => createAiGateway({ binding: upstream.binding().gateway('gateway') })(createOpenAI({ apiKey })('gpt-5')),
  ],
];
