/** A scenario as MSW request handlers, for `setupServer`, `defineNetwork` or `getResponse`. */

import { http, HttpResponse, type HttpHandler } from 'msw';
import { checkNames, optionError } from './check-option.ts';
import { flushHeaders } from './flush-headers.ts';
import { isDisconnect } from './play-step.ts';
import type { Scenario } from './scenario.ts';

/** Options of `handlers`. */
export interface HandlersOptions {
  /**
   * Which hosts the scenario plays: everything that is posted to these addresses or below them.
   * @default the public addresses of OpenAI, Anthropic, OpenRouter, Google, Workers AI and Cloudflare AI Gateway
   * @example baseURL: 'http://localhost:8787/v1'
   */
  baseURL?: string | readonly string[];
}

/** The public addresses of the APIs that a scenario speaks. */
const PUBLIC_ADDRESSES: readonly string[] = [
  'https://api.openai.com/v1/responses',
  'https://api.openai.com/v1/chat/completions',
  'https://api.anthropic.com/v1/messages',
  'https://openrouter.ai/api/v1/chat/completions',
  'https://generativelanguage.googleapis.com/v1beta/models/:call',
  'https://api.cloudflare.com/client/v4/accounts/:account/ai/run/*',
  'https://api.cloudflare.com/client/v4/accounts/:account/ai/v1/*',
  'https://gateway.ai.cloudflare.com/v1/:account/:gateway',
  'https://gateway.ai.cloudflare.com/v1/:account/:gateway/*',
];

function addressesOf(baseURL: HandlersOptions['baseURL']): readonly string[] {
  if (baseURL === undefined) return PUBLIC_ADDRESSES;
  const bases = typeof baseURL === 'string' ? [baseURL] : baseURL;
  if (!Array.isArray(bases) || bases.length === 0)
    throw optionError('handlers baseURL', baseURL, 'a URL or an array of URLs');
  return bases.flatMap((base: unknown) => {
    if (typeof base !== 'string' || !URL.canParse(base)) throw optionError('handlers baseURL', base, 'an absolute URL');
    const trimmed = base.replace(/\/+$/, '');
    return [trimmed, `${trimmed}/*`];
  });
}

/**
 * MSW handlers that answer from the scenario. Two scenarios can play two hosts at once, each with a `baseURL` of its own.
 *
 * @example
 * const server = setupServer(...handlers(scenario([passthrough(503), ok('hello')])));
 */
export function handlers(scenario: Scenario, options: HandlersOptions = {}): HttpHandler[] {
  if (typeof scenario?.respond !== 'function') throw optionError('handlers', scenario, 'a scenario');
  checkNames('handlers', options, ['baseURL']);
  return addressesOf(options.baseURL).map(address =>
    http.post(address, async ({ request }) => {
      try {
        return flushHeaders(await scenario.respond(request as unknown as Request));
      } catch (error) {
        // MSW shows a thrown error as a 500; a lost connection and an aborted request have no response at all.
        if (isDisconnect(error) || request.signal.aborted) return HttpResponse.error();
        throw error;
      }
    }),
  );
}
