/** Fireworks. */
import { all, from } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const fireworksRules: Rules = rules('fireworks', [
  // https://docs.fireworks.ai/guides/inference-error-codes
  [
    'suspended',
    all(412, /\baccount \S{1,200} is suspended\b|\bspending limit\b|\bunpaid invoices?\b|\bpast invoices\b/i),
    'billing',
    'Pay the invoice, or raise the tier.',
  ],
  ['not-loaded', all(from('fireworks'), 412), 'not-found'],
]);
