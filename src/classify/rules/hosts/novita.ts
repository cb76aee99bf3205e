/** Novita. */
import { all, from } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const novitaRules: Rules = rules('novita', [
  // https://novita.ai/docs/guides/error
  ['balance', 'NOT_ENOUGH_BALANCE', 'billing'],
  // A throttle here, too long a prompt elsewhere.
  ['token-rate', all(429, 'TOKEN_LIMIT_EXCEEDED'), 'rate-limit'],
  ['identity', all(from('novita'), 'ACCESS_DENY'), 'permission'],
]);
