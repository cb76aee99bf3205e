/** Novita. */
import { all, from } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const novitaRules: Rules = rules('novita', [
  // https://novita.ai/docs/guides/error
  // A throttle here, too long a prompt elsewhere.
  ['identity', all(from('novita'), 'ACCESS_DENY'), 'permission'],
]);
