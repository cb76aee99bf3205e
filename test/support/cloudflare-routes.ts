/** The two ways to Cloudflare AI Gateway that run in workerd, too, and a model wrapped with the middleware. */
import { createOpenAI } from '@ai-sdk/openai';
import { wrapLanguageModel } from 'ai';
import { createAiGateway } from 'ai-gateway-provider';
import type { Scenario } from '../../mocks/index.ts';
import { gatewayErrorMiddleware, type GatewayErrorOptions } from '../../src/index.ts';

export const GATEWAY_URL = 'https://gateway.ai.cloudflare.com/v1/account/gateway/openai';

type Wrappable = Parameters<typeof wrapLanguageModel>[0]['model'];

/** The model with the middleware around it. */
export const wrap = (model: Wrappable, options?: GatewayErrorOptions) =>
  wrapLanguageModel({ model, middleware: gatewayErrorMiddleware(options) });

const byBaseURL = (upstream: Scenario) =>
  createOpenAI({ apiKey: 'unused', baseURL: GATEWAY_URL, fetch: upstream.fetch })('gpt-5');

const byBinding = (upstream: Scenario) =>
  createAiGateway({ binding: upstream.binding().gateway('my-gateway') })(createOpenAI({ apiKey: 'unused' })('gpt-5'));

/** Each route to the gateway, for `describe.each`. */
export const ROUTES: readonly [name: string, connect: (upstream: Scenario) => Wrappable][] = [
  ['a base URL at the gateway', byBaseURL],
  ['ai-gateway-provider with a binding', byBinding],
];
