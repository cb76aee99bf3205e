/** Portkey: its own statuses, and the mark it sets on exceptions of the gateway itself. */
import { all, from, type Matcher, type Test } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

/** Portkey's own envelope: `{"status":"failure","message":…}`, or its headers. */
const here = (...tests: Test[]): Matcher =>
  all([from('portkey'), /\bportkey\b/i, ({ codes }) => codes.includes('hook_results')], ...tests);

export const portkeyRules: Rules = rules('portkey', [
  // https://portkey.ai/docs/api-reference/inference-api/error-codes
  [
    '446',
    446,
    'content-policy request no-fallback',
    'A guardrail of your own Portkey configuration denied the request.',
  ],
  [
    '412',
    [412, here(/\b(?:budget|usage limits?) (?:is |has been |have been )?(?:exhausted|exceeded|reached)/i)],
    'billing',
    'Raise the budget of this Portkey key or provider.',
  ],
  [
    '429',
    here(
      429,
      /\bportkey\b|\brate limit(?:s)? (?:of|for|on) (?:this |the |your )?(?:api key|virtual key|workspace|integration)/i,
    ),
    'rate-limit gateway',
  ],
  // https://github.com/Portkey-AI/gateway
  ['exception', ({ headers }) => headers['x-portkey-gateway-exception'] === 'true', 'server-error gateway'],
  [
    'invalid-key',
    all(
      /\bportkey\b.{0,200}\b(?:api[- ]?key|virtual key)|\binvalid (?:portkey )?(?:virtual|api) key.{0,200}portkey/i,
      [401, 403],
    ),
    'auth gateway',
  ],
  [
    'invalid-config',
    /\binvalid (?:config|custom host) passed\b|\bx-portkey-(?:config|provider)\b.{0,200}\b(?:required|invalid|missing)\b|\b(?:required|invalid|missing)\b.{0,200}\bx-portkey-(?:config|provider)\b/i,
    'gateway-config 400',
    'Correct the x-portkey-config or x-portkey-provider header.',
  ],
  [
    'unknown-provider',
    /^invalid provider passed$/i,
    'gateway-config provider',
    'Correct the x-portkey-provider header.',
  ],
  // The provider, or what stands before it, answered with something that is no JSON.
  ['html-message', 'html-message', 'upstream-failure 502'],
  ['timeout', /\brequest exceeded the timeout sent in the request\b/i, 'timeout'],
]);
