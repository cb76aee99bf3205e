/** Bifrost. */
import { all, documented, from, type Matcher, type Test } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

/** Its envelope says `is_bifrost_error`. */
const here = (...tests: Test[]): Matcher => all(from('bifrost'), ...tests);

export const bifrostRules: Rules = rules('bifrost', [
  // https://docs.getbifrost.ai/
  ['no-keys', /\bno keys found that support model\b/i, 'gateway-config model'],
  ['provider', here(documented(/\bunsupported provider: /i)), 'gateway-config provider'],
  // https://docs.getbifrost.ai/features/governance/virtual-keys
  ['virtual-key', 'virtual_key_not_found virtual_key_blocked', 'auth gateway'],
  ['limit', here('token_limited request_limited rate_limited'), 'rate-limit account'],
  ['model', here('model_blocked'), 'permission'],
  ['provider-blocked', here('provider_blocked'), 'permission provider'],
  ['tool', here('mcp_tool_blocked'), 'permission request'],
]);
