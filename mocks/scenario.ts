/** A scripted upstream: what each request gets, in order of arrival, and what was asked. */

import { arrivalOrder } from './arrival-order.ts';
import { timerDelay, type Delay } from './body-stream.ts';
import { checkChoice, checkNames, optionError } from './check-option.ts';
import { fakeBinding, type FakeAiBinding } from './cloudflare/fake-binding.ts';
import { responder } from './respond.ts';
import type { OpenRequest, ScenarioRequest } from './scenario-request.ts';
import { scriptProgress, type Script } from './script-progress.ts';
import { WIRE_APIS } from './wire/upstream-call.ts';
import type { ApiName } from './wire/wire-api.ts';

/** Options of `scenario`. */
export interface ScenarioOptions {
  /**
   * Gives each caller a script of its own, so that overlapping calls cannot take each other's steps. The key is read from
   * the request, e.g. from a header that the call sets; `key` and `step` of that request are not known yet.
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
  /**
   * Every upstream request so far, in order of arrival. A universal request of Cloudflare AI Gateway counts once for each
   * provider that was asked.
   */
  readonly requests: readonly ScenarioRequest[];
  /** How many upstream requests there were. */
  readonly count: number;
  /** A `fetch` for a provider's `fetch` option. A request that no API here takes rejects with a `TypeError` saying so. */
  readonly fetch: typeof globalThis.fetch;
  /** Answers one request. Rejects as `fetch` does: with the abort reason, or as a lost connection. */
  respond(request: Request): Promise<Response>;
  /** A fake of the Workers binding `env.AI`. */
  binding(): FakeAiBinding;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const readJson = async (request: Request): Promise<unknown> => parseJson(await request.text());

function checkOptions({ byKey, api, delay }: ScenarioOptions): void {
  if (byKey !== undefined && typeof byKey !== 'function') throw optionError('scenario byKey', byKey, 'a function');
  if (delay !== undefined && typeof delay !== 'function') throw optionError('scenario delay', delay, 'a function');
  if (api !== undefined) checkChoice('scenario api', api, Object.keys(WIRE_APIS));
}

/**
 * Scripts an upstream: the first request gets the first step, the next one the second; past the end the last step repeats.
 * Steps are given out in order of arrival, also to requests that overlap.
 *
 * @example
 * const upstream = scenario([rewritten(2005), ok('hello')]);
 * const openai = createOpenAI({ apiKey: 'test', fetch: upstream.fetch });
 */
export function scenario(script: Script, options: ScenarioOptions = {}): Scenario {
  checkNames('scenario', options, ['byKey', 'api', 'delay']);
  checkOptions(options);
  const { byKey, api, delay = timerDelay } = options;
  const requests: OpenRequest[] = [];
  const answer = responder({ takeStep: scriptProgress(script), byKey, api, delay, requests });
  const inOrder = arrivalOrder();

  async function respondTo(request: Request, source: unknown, text?: string): Promise<Response> {
    const body = text === undefined ? readJson(request) : parseJson(text);
    // In an object, so that the next request waits for the step to be taken and not for its answer.
    const { response } = await inOrder(body, parsed => ({ response: answer({ request, source }, parsed) }));
    return response;
  }
  const respond = (request: Request) => respondTo(request, request);

  return {
    requests,
    get count() {
      return requests.length;
    },
    async fetch(input, init) {
      const request = new Request(input, init);
      // A `Request` made from another one hears of an abort only as long as that one lives.
      return respondTo(request, [request, input], typeof init?.body === 'string' ? init.body : undefined);
    },
    respond,
    binding: () => fakeBinding((request, text) => respondTo(request, request, text)),
  };
}
