/** Answers requests from a script: takes the next step for each upstream request, records it, and plays it. */

import type { Delay } from './body-stream.ts';
import { endsUniversal, entryUrl, readUniversal, withGatewayHeaders } from './cloudflare/universal-request.ts';
import { playStep } from './play-step.ts';
import type { OpenRequest, ScenarioRequest } from './scenario-request.ts';
import type { TakeStep } from './script-progress.ts';
import type { Step } from './step.ts';
import { apiOf, isGatewayUrl, readCall } from './wire/upstream-call.ts';
import type { ApiName } from './wire/wire-api.ts';

/** What answering needs. */
export interface ResponderOptions {
  readonly takeStep: TakeStep;
  readonly byKey: ((request: ScenarioRequest) => string) | undefined;
  /** The API that is spoken whatever the URL says. */
  readonly api: ApiName | undefined;
  readonly delay: Delay;
  /** Where requests are recorded. */
  readonly requests: OpenRequest[];
}

/** A request as it came in. */
export interface Incoming {
  readonly request: Request;
  /** What the aborts of its signal come through: at least the request itself. */
  readonly source: unknown;
}

/** One upstream request before its step is taken. */
interface Upstream {
  /** Where the request went. */
  readonly url: URL;
  /** Where the provider is asked: the same, but for an entry of a universal request. */
  readonly providerUrl: URL;
  readonly api: ApiName;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly gatewayStep?: number;
}

/** Whether the gateway itself wrote the response; what it only passes on gets its headers added. */
function isGatewayOwn(step: Step): boolean {
  if (step.kind === 'fixture') return step.provider === 'cloudflare-ai-gateway';
  return step.kind === 'reply' && step.from !== 'provider';
}

function unknownApi(asked: string): TypeError {
  return new TypeError(
    `No API of the scenario answers ${asked}; it knows paths that end in /responses, /chat/completions, /messages, ` +
      ':generateContent, :streamGenerateContent or /ai/run/<model>, and arrays for the universal endpoint. ' +
      "Pass { api: 'openai-chat' } for another path",
  );
}

/** Makes the function that answers a request whose body was read. */
export function responder(options: ResponderOptions): (incoming: Incoming, body: unknown) => Promise<Response> {
  const { takeStep, byKey, api: fixedApi, delay, requests } = options;

  function open({ url, providerUrl, api, headers, body, gatewayStep }: Upstream, method: string): OpenRequest {
    return {
      number: requests.length,
      key: '',
      step: -1,
      method,
      url: url.href,
      ...readCall(api, providerUrl, body),
      ...(gatewayStep === undefined ? {} : { gatewayStep }),
      headers,
      body,
      isCancelled: false,
      isDone: false,
    };
  }

  /** `undefined`: the gateway turns to the next entry of the universal request. */
  async function play(upstream: Upstream, incoming: Incoming, isLast: boolean): Promise<Response | undefined> {
    const { method, signal } = incoming.request;
    const request = open(upstream, method);
    request.key = byKey?.(request) ?? '';
    const { step, index } = takeStep(request.key);
    request.step = index;
    requests.push(request);
    const response = await playStep(step, { request, signal, delay, source: incoming.source });
    if (!isLast && !endsUniversal(step, response)) {
      await response.body?.cancel();
      return undefined;
    }
    const isViaGateway =
      upstream.gatewayStep !== undefined || isGatewayUrl(upstream.url) || (step.kind === 'reply' && step.viaGateway);
    if (!isViaGateway || isGatewayOwn(step)) return response;
    return withGatewayHeaders(response, request.number, upstream.gatewayStep ?? 0);
  }

  async function playUniversal(items: readonly unknown[], incoming: Incoming): Promise<Response> {
    const { request } = incoming;
    const entries = readUniversal(items);
    for (const [gatewayStep, entry] of entries.entries()) {
      const providerUrl = entryUrl(entry);
      const api = fixedApi ?? apiOf(providerUrl, entry.provider);
      if (api === undefined) throw unknownApi(`${entry.provider}/${entry.endpoint}`);
      const headers = { ...Object.fromEntries(request.headers), ...entry.headers };
      const upstream = { url: new URL(request.url), providerUrl, api, headers, body: entry.query, gatewayStep };
      const response = await play(upstream, incoming, gatewayStep === entries.length - 1);
      if (response !== undefined) return response;
    }
    throw new Error('unreachable: the last entry always answers');
  }

  return async (incoming, body) => {
    const { request } = incoming;
    request.signal.throwIfAborted();
    if (Array.isArray(body)) return playUniversal(body, incoming);
    const url = new URL(request.url);
    const api = fixedApi ?? apiOf(url);
    if (api === undefined) throw unknownApi(`${request.method} ${request.url}`);
    const upstream = { url, providerUrl: url, api, headers: Object.fromEntries(request.headers), body };
    return (await play(upstream, incoming, true)) as Response;
  };
}
