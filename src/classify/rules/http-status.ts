/** What remains when no word of the envelope is known: the status alone. */
import { all, any, code, type Matcher, not, phrase, type Rule, ruleTable, status } from '../rule.ts';

const RFC = 'https://www.rfc-editor.org/rfc/rfc9110#section-15';

const between =
  (from: number, to: number): Matcher =>
  ({ status: found }) =>
    found !== undefined && found >= from && found <= to;

export const httpStatusRules: readonly Rule[] = ruleTable('status', RFC, [
  ['403', status(403), { category: 'permission' }],
  ['404', status(404, 410), { category: 'not-found' }],
  ['405', status(405), { category: 'gateway-config', scope: 'provider' }],
  ['407', status(407, 511), { category: 'auth', scope: 'network' }],
  ['409', status(409), { category: 'server-error', statusCode: 409 }],
  ['424', status(424), { category: 'upstream-failure' }],
  ['425', status(425), { category: 'overloaded' }],
  ['451', status(451), { category: 'permission', scope: 'provider' }],
  ['499', status(499), { category: 'upstream-failure' }],
  ['501', status(501, 505), { category: 'invalid-request', scope: 'model', fallback: true }],
  ['5xx', between(500, 599), { category: 'server-error' }],
  [
    'invalid-request',
    any(
      between(400, 499),
      all(
        not(between(500, 599)),
        code(
          'invalid_request_error',
          'invalid_request',
          'bad_request',
          'validation_error',
          'invalid_parameter',
          'invalid_argument',
          'BadRequest',
          'InvalidParameter',
          'ValidationException',
          'invalid_value',
          'missing_required_parameter',
          'bad_request_error',
        ),
      ),
      phrase(/^invalid request\b|^bad request\b/i),
    ),
    { category: 'invalid-request' },
  ],
]);
