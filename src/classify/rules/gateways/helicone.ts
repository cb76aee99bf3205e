/** Helicone AI Gateway. */
import { all, documented, from } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const heliconeRules: Rules = rules('helicone', [
  // https://docs.helicone.ai/gateway/concepts/error-handling
  [
    'route',
    [
      documented(/\brouter id not found\b|\bmissing router id\b/i),
      all(from('helicone'), documented(/\bunsupported (?:provider|endpoint): /i)),
    ],
    'gateway-config',
    'Check the path, the router and the provider of this Helicone gateway.',
  ],
  ['wallet', /\bwallet\b.{0,40}\bsuspended\b/i, 'billing'],
]);
