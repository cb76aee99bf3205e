/** A scripted upstream: what each request gets, in order of arrival, and what was asked. */

import { timerDelay, type Delay } from './body-stream.ts';
import { checkNames, optionError } from './check-option.ts';
import { fakeBinding, type FakeAiBinding } from './cloudflare/fake-binding.ts';
import { endsUniversal, entryUrl, readUniversal, withGatewayHeaders } from './cloudflare/universal-request.ts';
import { playStep } from './play-step.ts';
import type { OpenRequest, ScenarioRequest } from './scenario-request.ts';
import { scriptProgress, type Script } from './script-progress.ts';
import { apiOf, isGatewayUrl, readCall } from './wire/upstream-call.ts';
import type { ApiName } from './wire/wire-api.ts';

/** Options of `scenario`. */
export interface ScenarioOptions {
  /**
   * Gives each caller a script of its own, so that overlapping calls cannot take each other's steps. The key is read from the
   * request, e.g. from a header that the call sets. `key` and `step` of that request are not known yet.
   * @default one script for all requests
   * @example byKey: request => request.headers['x-caller'] ?? ''
   */
  byKey?: (request: ScenarioRequest) => string;
  /** The API that is spoken whatever the URL says, for hosts with unusual paths. @default read from the URL's path */
  api?: ApiName;
  /** How delays pass. It must reject when the signal aborts. @default real timers, which fake timers replace */
  delay?: Delay;
}

/** A scripted upstream. Use it as MSW handlers (`handlers`), as a provider's `fetch`, or as an `env.AI` binding. */
export interface Scenario {
  /** Every upstream request so far, in order of arrival. A universal request counts once for each provider that was asked. */
  readonly requests: readonly ScenarioRequest[];
  /** How many upstream requests there were. */
  readonly count: number;
  /** A `fetch` for a provider's `fetch` option. A request that is no known API's rejects with a `TypeError` saying so. */
  readonly fetch: typeof globalThis.fetch;
  /** Answers one request. Rejects as `fetch` does: with the abort reason, or as a lost connection. */
  respond(request: Request): Promise<Response>;
  /** A fake of the Workers binding `env.AI`. */
  binding(): FakeAiBinding;
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

async function readJson(request: Request): Promise<unknown> {
  const text = await request.text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Scripts an upstream: the first request gets the first step, the next one the second; past the end the last step repeats.
 * Steps are assigned in order of arrival, overlapping requests included.
 *
 * @example
 * const upstream = scenario([rewritten(2005), ok('hello')]);
 * const openai = createOpenAI({ apiKey: 'test', fetch: upstream.fetch });
 */
export function scenario(script: Script, options: ScenarioOptions = {}): Scenario {
  checkNames('scenario', options, ['byKey', 'api', 'delay']);
  const { byKey, api: fixedApi, delay = timerDelay } = options;
  if (byKey !== undefined && typeof byKey !== 'function') throw optionError('scenario byKey', byKey, 'a function');
  if (delay !== undefined && typeof delay !== 'function') throw optionError('scenario delay', delay, 'a function');
  const takeStep = scriptProgress(script);
  const requests: OpenRequest[] = [];
  let lastTurn: Promise<unknown> = Promise.resolve();

  function record({ url, providerUrl, api, headers, body, gatewayStep }: Upstream, method: string): OpenRequest {
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

  async function play(upstream: Upstream, { method, signal }: Request, isLast: boolean): Promise<Response | undefined> {
    const open = record(upstream, method);
    open.key = byKey?.(open) ?? '';
    const { step, index } = takeStep(open.key);
    open.step = index;
    requests.push(open);
    const response = await playStep(step, { request: open, signal, delay });
    if (!isLast && !endsUniversal(step, response)) {
      await response.body?.cancel();
      return undefined;
    }
    const isGateways = step.kind === 'fixture' ? step.provider === 'cloudflare-ai-gateway' : step.kind === 'reply' && step.from !== 'provider';
    const isThrough = upstream.gatewayStep !== undefined || isGatewayUrl(upstream.url) || (step.kind === 'reply' && step.viaGateway);
    return isThrough && !isGateways ? withGatewayHeaders(response, open.number, upstream.gatewayStep ?? 0) : response;
  }

  async function playUniversal(items: readonly unknown[], request: Request): Promise<Response> {
    const entries = readUniversal(items);
    for (const [gatewayStep, entry] of entries.entries()) {
      const providerUrl = entryUrl(entry);
      const api = fixedApi ?? apiOf(providerUrl, entry.provider);
      if (api === undefined) throw unknownApi(`${entry.provider}/${entry.endpoint}`);
      const headers = { ...Object.fromEntries(request.headers), ...entry.headers };
      const isLast = gatewayStep === entries.length - 1;
      const upstream = { url: new URL(request.url), providerUrl, api, headers, body: entry.query, gatewayStep };
      const response = await play(upstream, request, isLast);
      if (response !== undefined) return response;
    }
    throw new Error('unreachable: the last entry always answers');
  }

  async function answer(request: Request, body: unknown): Promise<Response> {
    request.signal.throwIfAborted();
    if (Array.isArray(body)) return playUniversal(body, request);
    const url = new URL(request.url);
    const api = fixedApi ?? apiOf(url);
    if (api === undefined) throw unknownApi(`${request.method} ${request.url}`);
    const upstream = { url, providerUrl: url, api, headers: Object.fromEntries(request.headers), body };
    return (await play(upstream, request, true)) as Response;
  }

  function respond(request: Request): Promise<Response> {
    // Bodies are read side by side, but their requests take their steps in order of arrival.
    const body = readJson(request);
    const turn = lastTurn.then(() => body);
    const response = turn.then(parsed => answer(request, parsed));
    lastTurn = turn.then(noop, noop);
    return response;
  }

  return {
    requests,
    get count() {
      return requests.length;
    },
    fetch: async (input, init) => respond(new Request(input, init)),
    respond,
    binding: () => fakeBinding(respond),
  };
}

function noop(): void {}

function unknownApi(asked: string): TypeError {
  return new TypeError(
    `No API of the scenario answers ${asked}; it knows paths that end in /responses, /chat/completions, /messages, ` +
      ':generateContent, :streamGenerateContent or /ai/run/<model>, and arrays for the universal endpoint. ' +
      "Pass { api: 'openai-chat' } for another path",
  );
}
