/** Good answers in unusual responses: other statuses of success, headers that failures have. */
import type { AnswerRow } from '../row.ts';
import { ENVELOPE_429 } from '../sayings.ts';
import { completion } from './write.ts';

const said = { text: ENVELOPE_429 };

const HEADERS: readonly Record<string, string>[] = [
  { 'retry-after': '120' },
  { 'retry-after-ms': '90000' },
  { 'retry-after': 'Wed, 31 Dec 2031 23:59:59 GMT' },
  { 'x-should-retry': 'true' },
  { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '6m0s' },
  { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-limit-tokens': '1', 'x-ratelimit-reset-tokens': '1h' },
  { 'anthropic-ratelimit-requests-remaining': '0', 'anthropic-ratelimit-requests-reset': '2031-12-31T23:59:59Z' },
  { 'ratelimit-remaining': '0', 'ratelimit-reset': '3600' },
  { warning: '299 - "this model is deprecated and will fail with 410 Gone"' },
  { 'cf-aig-step': '1', 'cf-aig-log-id': '01LOG', 'cf-aig-cache-status': 'MISS' },
  { 'cf-aig-step': '0', 'cf-aig-cache-status': 'HIT', 'cf-aig-dlp': '{"findings":[{"policy":"x"}],"action":"FLAG"}' },
  { 'x-portkey-retry-attempt-count': '3', 'x-portkey-last-used-option-index': 'config.targets[1]' },
  { 'x-litellm-attempted-retries': '2', 'x-litellm-attempted-fallbacks': '1', 'x-litellm-response-cost': '0.0' },
  { 'helicone-status': 'success', 'helicone-fallback-index': '1', 'helicone-ratelimit-remaining': '0' },
  { 'x-vercel-error': '', 'x-vercel-id': 'fra1::abc' },
  { 'x-error': 'none', 'x-error-code': '0' },
  { 'content-type': 'application/json; charset=utf-8' },
  { 'content-type': 'text/plain; charset=utf-8' },
  { 'content-type': 'application/octet-stream' },
];

const named = (headers: Record<string, string>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');

export const RESPONSE_ROWS: readonly AnswerRow[] = [
  ...[201, 202, 203, 206, 207, 226, 246, 299].map(status =>
    completion('openai-compatible', `status ${status}`, said, { status }),
  ),
  ...HEADERS.flatMap(headers =>
    (['openai chat', 'openai-compatible'] as const).map(door => completion(door, named(headers), said, { headers })),
  ),
];
