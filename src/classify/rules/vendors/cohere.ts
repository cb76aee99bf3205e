/** Cohere. */
import { all, from, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const cohereRules: Rules = rules('cohere', [
  // https://docs.cohere.com/reference/errors
  ['trial-month', /\btrial key\b.{0,200}(?:\/ ?month|\bper month|\bmonthly)\b/i, 'rate-limit provider no-retry'],
  ['trial-minute', /\btrial key\b.{0,200}\b(?:limited|limit)\b/i, 'rate-limit provider'],
  // A cap per minute is a throttle, though its text advises to pay for more.
  [
    'billing',
    all(
      /\bplease (?:enter|add) (?:a )?(?:valid )?payment method\b|\bbilling limit\b/i,
      not(/\brate limit\b|\bper (?:min|sec)/i),
    ),
    'billing',
  ],
  // One key's allowance for all models.
  [
    'rate',
    [all(from('cohere'), 429), /\bpast the per[- ]minute request limit\b|\btrial token rate limit exceeded\b/i],
    'rate-limit provider',
  ],
  // A token of a deny-list.
  ['498', all(from('cohere'), 498), 'content-policy'],
  ['output-cap', /\btoo many tokens: max tokens must be less than or equal to\b/i, 'invalid-request model fallback'],
  ['not-ready', /\bis not ready for serving\b/i, 'overloaded'],
  ['connector', /\bconnectors failed with continue on failure disabled\b/i, 'invalid-request fallback'],
  ['blocked-output', /\bblocked (?:output|input)\b.{0,200}\b(?:usage|guidelines|policy)\b/i, 'content-policy'],
]);
