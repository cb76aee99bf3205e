/** Gateways that mark errors of their own with `source: gateway`. */
import { all, codeLike, from, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const namingGatewayRules: Rules = rules('gateway', [
  // https://docs.merge.dev/merge-gateway/errors
  // Gateways that say which side failed.
  ['auth', all(from('gateway'), 401), 'auth gateway'],
  ['virtual-key', codeLike(/missing_virtual_key|invalid_virtual_key/), 'auth gateway'],
  ['rate-limit', all(from('gateway'), 429, not(codeLike(/budget|quota|credit/))), 'rate-limit gateway'],
  ['server-error', all(from('gateway'), 500), 'server-error gateway'],
  // https://github.com/Wei-Shaw/claude-relay-service
  // https://docs.hatz.ai/
  [
    'organization',
    /\bllm gateway is not enabled for your organization\b|\byour role does not include llm gateway access\b/i,
    'permission account',
  ],
]);
