/** A server that refuses to stream, as real ones do, and real provider packages that ask it. */
import { wrapLanguageModel, type LanguageModel as AnyModel } from 'ai';
import type { LanguageModel } from '../../src/sdk-types.ts';
import {
  createFailover,
  gatewayErrorMiddleware,
  type FailoverEvent,
  type GatewayErrorOptions,
  type RouterOptions,
} from '../../src/index.ts';
import { json, startServer, type Answer, type ReceivedRequest } from '../support/loopback-server.ts';
import { providerPackages, type PackageName } from '../support/provider-packages.ts';
import { goodJson, goodStream } from '../support/wire-answers.ts';
import { notableIn } from '../support/notable.ts';

/** Whether a request asks for a stream: by its body, or by its path where the API has two, or by a header of Vercel's. */
export const isStream = ({ url, headers, body }: ReceivedRequest): boolean =>
  /stream/i.test(url) ||
  headers['ai-language-model-streaming'] === 'true' ||
  (typeof body === 'object' && body !== null && (body as { stream?: unknown }).stream === true);

const hasTools = ({ body }: ReceivedRequest): boolean => /"tools":\[\{|"toolConfig":\{/.test(JSON.stringify(body));

export interface Refusing {
  /** What a stream request is answered with. */
  refusal: Answer;
  /** Refuses only calls with tools. */
  onlyTools?: boolean;
}

/** Answers whole requests well, and stream requests with a refusal. */
export const refusing =
  (name: PackageName, { refusal, onlyTools = false }: Refusing): Answer =>
  (response, request) => {
    const { wire } = providerPackages[name];
    if (!isStream(request)) return goodJson(wire, 'in one piece')(response, request);
    if (onlyTools && !hasTools(request)) return goodStream(wire, ['over ', 'a stream'])(response, request);
    return refusal(response, request);
  };

export const refuse = (status: number, body: unknown, headers?: Record<string, string>): Answer =>
  json(status, body, headers);

/** A model of a package that asks a server of its own, through one of the middlewares. */
export async function connect(name: PackageName, answer: Answer, options: RouterOptions & GatewayErrorOptions, by: By) {
  const server = await startServer(answer);
  const events: FailoverEvent[] = [];
  const bare = providerPackages[name].connect({ baseURL: server.url });
  const onEvent = notableIn(events);
  const model: AnyModel & LanguageModel =
    by === 'createFailover'
      ? createFailover({ models: [bare], ...options, onEvent })
      : wrapLanguageModel({ model: bare, middleware: gatewayErrorMiddleware({ ...options, onEvent }) });
  return {
    model,
    server,
    events,
    bare,
    /** Of each request, whether it asked for a stream. */
    asked: () => server.requests.map(isStream),
    told: (type: FailoverEvent['type']) => events.filter(event => event.type === type),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

export const BY = ['gatewayErrorMiddleware', 'createFailover'] as const;
export type By = (typeof BY)[number];
