/** Timeouts, failed upstreams and internal errors of the other side, in shared words. */
import { hasResponse } from '../../evidence.ts';
import { all, type Matcher, not } from '../../table/matchers.ts';
import { BODY_BROKE } from '../network/network-codes.ts';
import { type Rules, rules } from '../../table/rules.ts';

const spoken: Matcher = evidence => hasResponse(evidence);
/** Types that only name the side at fault: beside a client's status they are filler, and the status says more. */
const isClients: Matcher = ({ status }) =>
  status !== undefined && status > 399 && status < 500 && ![408, 424, 425, 429, 499].includes(status);
const filler = (words: string): Matcher => all(words, not(isClients));

export const faultRules: Rules = rules('vocabulary', [
  // https://developers.openai.com/api/docs/guides/error-codes
  [
    'timeout',
    [
      408,
      504,
      522,
      524,
      'timeout',
      all(spoken, not(isClients), [
        /\btimed[- ]?out\b|\bdeadline exceeded\b|\boperation was timeout\b/i,
        /\b(?:request|upstream|gateway|stream|response|read) time-?out\b|\bstalled\b|\bno data (?:was )?received (?:for|within)\b/i,
      ]),
    ],
    'timeout',
  ],
  // An event that names the end of somebody's body.
  ['cut', all(({ status }) => status === undefined, spoken, [...BODY_BROKE]), 'stream-interrupted'],
  // A server that quotes a dead connection speaks of its own upstream.
  [
    'upstream',
    [
      502,
      520,
      521,
      523,
      525,
      527,
      530,
      filler(`upstream_error bad_gateway provider_error upstream_failure upstream_unavailable backend_error
        bad_response_status_code do_request_failed provider_disconnected upstream_connection_error`),
      all(not(isClients), [
        /\bupstream connect error\b|\bdisconnect\/reset before headers\b|\b(?:provider|upstream) disconnected\b/i,
        /\bno healthy upstream\b|\bbad gateway\b|\bupstream (?:request|service|provider|server)\b.{0,20}\b(?:failed|error|unavailable)/i,
        /\bcould not reach the (?:\w{1,40} )?provider\b|\bdownstream unavailable\b/i,
      ]),
      all(
        [500, 503],
        /\bfetch failed\b|\bsocket hang up\b|\bother side closed\b|\bECONN(?:RESET|REFUSED)\b|\bconnection (?:error|refused|reset|closed)\b|\bdial tcp\b|: EOF$/i,
      ),
    ],
    'upstream-failure',
  ],
]);

export const serverErrorRules: Rules = rules('vocabulary', [
  // https://developers.openai.com/api/docs/guides/error-codes
  [
    'server-error',
    [
      filler('server_error internal_server_error internal_error api_error internal inference_error engine_error'),
      all(not(isClients), [
        /\binternal (?:server )?error\b/i,
        /\b(?:system|server|service|we) (?:encountered|had|experienced) an? (?:\w{1,40} )?error\b/i,
        /\ban? (?:unexpected|internal|unknown) error (?:has )?occurr?ed\b|\berror occurr?ed while processing your request\b/i,
      ]),
    ],
    'server-error',
  ],
]);
