/** Cohere. */
import { all, not } from '../../table/matchers.ts';
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
  ['blocked-output', /\bblocked (?:output|input)\b.{0,200}\b(?:usage|guidelines|policy)\b/i, 'content-policy'],
]);
