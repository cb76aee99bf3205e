/** What remains when no word of the envelope is known: the status alone. */
import { all, type Matcher, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

const between =
  (from: number, to: number): Matcher =>
  ({ status: found }) =>
    found !== undefined && found >= from && found <= to;

export const httpStatusRules: Rules = rules('status', [
  // https://www.rfc-editor.org/rfc/rfc9110#section-15
  ['403', 403, 'permission'],
  ['404', [404, 410], 'not-found'],
  ['405', 405, 'gateway-config provider'],
  ['407', [407, 511], 'auth network'],
  ['409', 409, 'server-error 409'],
  ['424', 424, 'upstream-failure'],
  ['425', 425, 'overloaded'],
  ['451', 451, 'permission provider'],
  ['499', 499, 'upstream-failure'],
  ['501', [501, 505], 'invalid-request model fallback'],
  ['5xx', between(500, 599), 'server-error'],
  [
    'invalid-request',
    [
      between(400, 499),
      all(
        not(between(500, 599)),
        `invalid_request_error invalid_request bad_request validation_error invalid_parameter invalid_argument
      BadRequest InvalidParameter ValidationException invalid_value missing_required_parameter
      bad_request_error`,
      ),
      /^invalid request\b|^bad request\b/i,
    ],
    'invalid-request',
  ],
]);
