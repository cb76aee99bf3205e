/**
 * Cloudflare AI Gateway's universal request: an array of provider requests in one POST. The gateway asks them in order until
 * one succeeds and names its place in `cf-aig-step`.
 */

import type { Step } from '../step.ts';

/** One provider request inside a universal request. */
export interface ProviderRequest {
  readonly provider: string;
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: unknown;
}

function lowerCased(headers: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

/** Reads the array; a slip in it is a mistake of the code under test, so it is loud. */
export function readUniversal(items: readonly unknown[]): readonly ProviderRequest[] {
  if (items.length === 0) throw new TypeError('The universal request is an empty array, so no provider is asked');
  return items.map((item, index) => {
    const { provider, endpoint, headers, query } = (item ?? {}) as Record<string, unknown>;
    if (typeof provider !== 'string' || typeof endpoint !== 'string')
      throw new TypeError(`Entry ${index} of the universal request has no provider or no endpoint`);
    return { provider, endpoint, headers: lowerCased(headers), query };
  });
}

/** A URL from which the API can be told: only its path and the provider's name count. */
export function entryUrl({ provider, endpoint }: ProviderRequest): URL {
  return new URL(`https://${provider.replaceAll(/[^a-z0-9-]/gi, '-')}.invalid/${endpoint.replace(/^\//, '')}`);
}

/** Whether the gateway stops here instead of asking the next provider: a good answer, or its own final word. */
export function endsUniversal(step: Step, response: Response): boolean {
  if (response.ok) return true;
  if (step.kind === 'reply') return step.from === 'gateway-final';
  return step.kind === 'fixture' && step.provider === 'cloudflare-ai-gateway' && step.stopsGateway === true;
}

/** The response with the headers that the gateway adds to what passes through it; its own are never changed. */
export function withGatewayHeaders(response: Response, requestNumber: number, step: number): Response {
  const headers = new Headers(response.headers);
  const logId = `01MOCKLOG${String(requestNumber).padStart(17, '0')}`;
  if (!headers.has('cf-aig-log-id')) headers.set('cf-aig-log-id', logId);
  if (!headers.has('cf-aig-step')) headers.set('cf-aig-step', String(step));
  return new Response(response.body, { status: response.status, headers });
}
