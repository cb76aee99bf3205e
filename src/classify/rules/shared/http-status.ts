/** What remains when no word of the envelope is known: the status alone. */
import { all, type Matcher, needing, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

/** A status of this hundred. */
const hundred = (first: number): Matcher =>
  needing(
    () => Array.from({ length: 100 }, (_, index) => `status:${first + index}`),
    ({ status: found }) => found !== undefined && found >= first && found < first + 100,
  );

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
  ['5xx', hundred(500), 'server-error'],
  [
    'invalid-request',
    [
      hundred(400),
      all(
        not(hundred(500)),
        `invalid_request_error invalid_request bad_request validation_error invalid_parameter invalid_argument
      BadRequest InvalidParameter ValidationException invalid_value missing_required_parameter
      bad_request_error`,
      ),
      /^invalid request\b|^bad request\b/i,
    ],
    'invalid-request',
  ],
]);
