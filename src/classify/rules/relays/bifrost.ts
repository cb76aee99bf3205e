/** Bifrost. */
import { type Rules, rules } from '../../table/rules.ts';

export const bifrostRules: Rules = rules('bifrost', [
  // https://docs.getbifrost.ai/
  ['no-keys', /\bno keys found that support model\b/i, 'gateway-config model'],
]);
