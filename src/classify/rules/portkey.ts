/** Portkey: its own statuses, and the mark it sets on exceptions of the gateway itself. */
import { all, any, code, from, type Matcher, phrase, type Rule, ruleTable, status } from '../rule.ts';

const SOURCE = 'https://portkey.ai/docs/api-reference/inference-api/error-codes';
const GATEWAY = 'https://github.com/Portkey-AI/gateway';

/** Portkey's own envelope: `{"status":"failure","message":…}`, or its headers. */
const here = (...matchers: Matcher[]): Matcher =>
  all(
    any(from('portkey'), phrase(/\bportkey\b/i), ({ codes }) => codes.includes('hook_results')),
    ...matchers,
  );

export const portkeyRules: readonly Rule[] = [
  ...ruleTable('portkey', SOURCE, [
    [
      '446',
      status(446),
      {
        category: 'content-policy',
        fallback: false,
        scope: 'request',
        remedy: 'A guardrail of your own Portkey configuration denied the request.',
      },
    ],
    [
      '412',
      any(
        status(412),
        here(phrase(/\b(?:budget|usage limits?) (?:is |has been |have been )?(?:exhausted|exceeded|reached)/i)),
      ),
      {
        category: 'billing',
        remedy: 'Raise the budget of this Portkey key or provider.',
      },
    ],
    [
      '429',
      here(
        status(429),
        phrase(
          /\bportkey\b|\brate limit(?:s)? (?:of|for|on) (?:this |the |your )?(?:api key|virtual key|workspace|integration)/i,
        ),
      ),
      { category: 'rate-limit', scope: 'gateway' },
    ],
  ]),
  ...ruleTable('portkey', GATEWAY, [
    [
      'exception',
      ({ headers }) => headers['x-portkey-gateway-exception'] === 'true',
      { category: 'server-error', scope: 'gateway' },
    ],
    [
      'invalid-key',
      all(
        phrase(
          /\bportkey\b.{0,200}\b(?:api[- ]?key|virtual key)|\binvalid (?:portkey )?(?:virtual|api) key.{0,200}portkey/i,
        ),
        status(401, 403),
      ),
      { category: 'auth', scope: 'gateway' },
    ],
    [
      'invalid-config',
      any(
        phrase(
          /\binvalid (?:config|custom host) passed\b|\bx-portkey-(?:config|provider)\b.{0,200}\b(?:required|invalid|missing)\b|\b(?:required|invalid|missing)\b.{0,200}\bx-portkey-(?:config|provider)\b/i,
        ),
      ),
      {
        category: 'gateway-config',
        statusCode: 400,
        remedy: 'Correct the x-portkey-config or x-portkey-provider header.',
      },
    ],
    [
      'unknown-provider',
      phrase(/^invalid provider passed$/i),
      { category: 'gateway-config', scope: 'provider', remedy: 'Correct the x-portkey-provider header.' },
    ],
    // The provider, or what stands before it, answered with something that is no JSON.
    ['html-message', code('html-message'), { category: 'upstream-failure', statusCode: 502 }],
    ['timeout', phrase(/\brequest exceeded the timeout sent in the request\b/i), { category: 'timeout' }],
  ]),
];
