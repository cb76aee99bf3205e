/** What remains when no word of the envelope is known: the status alone. */
import { all, any, type Matcher, needing, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

/** A status of this hundred. */
const hundred = (first: number): Matcher =>
  needing(
    () => Array.from({ length: 100 }, (_, index) => `status:${first + index}`),
    ({ status: found }) => found !== undefined && found >= first && found < first + 100,
  );

/** 'HTTP 400: HTTP error from vertex: 400', '400 status code (no body)', 'Bad request': a status, in as many words. */
const saysOnlyStatus = (text: string): boolean =>
  text.length < 100 &&
  /\b4\d\d\b|^bad request/i.test(text) &&
  text
    .replace(/\bfrom \w{1,40}/, '')
    .split(/[\s:().,]/)
    .every(word => /^(?:\d{3}|https?|error|status|code|no|body|bad|request|response|failed|with)?$/i.test(word));

/** Somebody behind refused, or nobody says who: another leg may speak another dialect. */
const refusedBehind: Matcher = any(
  ({ isQuoted, page }) => isQuoted || page !== undefined,
  // An envelope of theirs behind a relay's own status.
  ({ wireStatus, words }) => wireStatus !== undefined && wireStatus > 499 && !words.has('invalid_argument'),
  // No reason at all, whether in words, in a code or in the class of an SDK.
  ({ messages, codes, names, param }) =>
    param === undefined &&
    messages.length === 0 &&
    codes.every(code => typeof code === 'number') &&
    names.every(name => /^(?:AI_)?APICallError$|^APIError$|^Error$/.test(name)),
  ({ messages }) => messages.length > 0 && messages.every(saysOnlyStatus),
  ({ shape }) => shape === 'html',
  /\ball (?:\w{1,20} ){0,3}(?:providers|upstreams|targets|models|channels|attempts)\b.{0,20}\bfailed\b/i,
  all(
    `api_error server_error internal_server_error internal_error upstream_error provider_error backend_error
    bad_response bad_response_status_code do_request_failed upstream_failure`,
    not('invalid_argument'),
  ),
);

/** A redirect that was not followed. It has no status of an error, so that its wire decides. */
const redirect: Matcher = ({ wireStatus, status }) =>
  status === undefined && wireStatus !== undefined && ((wireStatus > 299 && wireStatus < 400) || wireStatus < 200);

/** Before anything is said of the answer's shape. */
export const redirectRules: Rules = rules('status', [
  // https://www.rfc-editor.org/rfc/rfc9110#section-15.4
  [
    '3xx',
    [redirect, all(({ status }) => status === undefined, /^(?:error code:|http|status(?: code)?:?) 30[12378]\b/i)],
    'gateway-config provider 404',
    'The base URL redirects: use the address that it leads to.',
  ],
]);

/** Registered statuses, and those that servers and clouds have made up. What is not the request's own is another leg's chance. */
export const httpStatusRules: Rules = rules('status', [
  // https://www.iana.org/assignments/http-status-codes
  ['403', 403, 'permission'],
  ['404', [404, 410], 'not-found'],
  ['405', 405, 'gateway-config provider'],
  ['511', 511, 'auth network'],
  ['409', 409, 'server-error 409'],
  ['421', 421, 'network provider 421'],
  ['423', 423, 'server-error 423'],
  ['424', 424, 'upstream-failure'],
  ['425', 425, 'overloaded'],
  ['451', [418, 451], 'permission provider'],
  ['499', 499, 'upstream-failure'],
  ['501', [501, 505, 506, 510], 'invalid-request model fallback'],
  ['508', 508, 'gateway-config provider'],
  // https://nginx.org/en/docs/http/ngx_http_ssl_module.html#errors
  ['client-certificate', [495, 496], 'auth', 'This host wants a client certificate.'],
  ['plain-http', 497, 'gateway-config provider', 'The base URL must begin with https.'],
  ['connection', [444, 449, 460], 'upstream-failure 502'],
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
  ['protocol', 464, 'gateway-config provider'],
  ['561', 561, 'auth'],
  ['session', [419, 440, 498], 'auth'],
  ['calm', [420, 430], 'rate-limit provider 429'],
  ['bandwidth', 509, 'rate-limit account no-retry 509'],
  ['proxy-timeout', [598, 599], 'timeout'],
  ['529', 529, 'overloaded provider'],
  ['540', 540, 'upstream-failure'],
  ['5xx', hundred(500), 'server-error'],
  ['behind', all([400, 416, 422], refusedBehind), 'invalid-request provider fallback'],
  // Of the connection, the path or the headers: another server takes them.
  ['4xx', all(hundred(400), not([400, 416, 422])), 'invalid-request provider fallback'],
  [
    'invalid-request',
    [
      400,
      416,
      422,
      all(
        not(hundred(500)),
        `invalid_request_error invalid_request bad_request validation_error invalid_parameter invalid_argument
      validation_exception validationexception invalid_value missing_required_parameter bad_request_error`,
      ),
      /^invalid request\b|^bad request\b/i,
    ],
    'invalid-request',
  ],
]);
