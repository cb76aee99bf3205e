/** System codes of Node, undici, Bun and OpenSSL in the chain of causes, and the caller's own abort. */
import { hasResponse } from '../evidence.ts';
import { all, any, code, codes, type Matcher, phrase, type Rule, ruleTable } from '../rule.ts';

const UNDICI = 'https://undici.nodejs.org/#/docs/api/Errors';
const NODE = 'https://nodejs.org/api/errors.html#common-system-errors';
const TLS = 'https://nodejs.org/api/tls.html#x509-certificate-error-codes';
const ABORT = 'https://developer.mozilla.org/docs/Web/API/DOMException#aborterror';

/** Some system code reads like this. */
const netLike =
  (pattern: RegExp): Matcher =>
  ({ networkCodes }) =>
    networkCodes.some(found => pattern.test(found));

/** The other side said nothing, so the failure is the connection's. */
export const silent = (...matchers: Matcher[]): Matcher => all(evidence => !hasResponse(evidence), ...matchers);

/** The body had begun: the headers are known, or the words of a runtime say so. */
export const midBody: Matcher = any(
  ({ phase }) => phase === 'stream' || phase === 'body',
  ({ wireStatus }) => wireStatus !== undefined && wireStatus < 400,
  phrase(
    /^terminated$/i,
    /^aborted$/i,
    /^failed to process (?:successful )?response$/i,
    /\bpremature close\b|\bincomplete chunked read\b|\bcontent-length mismatch\b|\bERR_INCOMPLETE_CHUNKED_ENCODING\b/i,
    /\bpeer closed connection without sending complete message body\b/i,
    /\bstream (?:ended|closed|terminated) (?:unexpectedly|prematurely)\b/i,
    /\berror (?:in input stream|reading a body|decoding response body)\b|\bresponse body\b.*\b(?:closed|aborted|reset)\b/i,
  ),
);

const CERTIFICATE_CODE =
  /^(?:CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|HOSTNAME_MISMATCH|ERR_TLS_CERT\w*|ERR_CERT\w*|ERR_SSL_\w+|EPROTO)$/;
const BROKEN =
  /^(?:UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|ECONN\w*|EPIPE|ERR_STREAM_PREMATURE_CLOSE|ERR_HTTP2\w*|NGHTTP2\w*|Connection\w+|ERR_INCOMPLETE\w*|ERR_CONNECTION\w*)$/;
const ANY_CODE =
  /^(?:E(?:CONN\w*|HOST\w*|NET\w*|PIPE|ADDR\w*|AI_\w*|SOCKET\w*)|UND_ERR_\w+|ERR_(?:HTTP2|SOCKET|NETWORK|INTERNET|CONNECTION|TLS|STREAM|NAME)\w*|Connection\w+|FailedToOpenSocket|NGHTTP2\w*)$/;

/** The caller gave up; nobody failed. */
export const abortedRules: readonly Rule[] = ruleTable('aborted', ABORT, [
  [
    'signal',
    silent(any(code('AbortError', 'ResponseAborted', 'APIUserAbortError'), netLike(/^(?:UND_ERR_ABORTED|ABORT_ERR)$/))),
    { category: 'aborted' },
  ],
]);

export const networkCodeRules: readonly Rule[] = [
  ...ruleTable('network', TLS, [
    [
      'certificate',
      silent(
        any(
          netLike(CERTIFICATE_CODE),
          phrase(
            /\bself[- ]signed certificate\b|\bcertificate (?:has expired|verify failed|is not (?:trusted|valid))\b/i,
            /\bunable to (?:verify the first certificate|get local issuer certificate)\b|\binvalid peer certificate\b/i,
            /\bUnknownIssuer\b|\bSSL certificate problem\b/,
          ),
        ),
      ),
      {
        category: 'network',
        retryable: false,
        remedy: "This host's certificate is not trusted here: check the host name, the proxy and the CA bundle.",
      },
    ],
  ]),
  ...ruleTable('network', UNDICI, [
    [
      'timeout',
      silent(
        any(
          netLike(/^(?:ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT|ERR_\w*TIMEOUT)$/),
          codes(`timeouterror connecttimeouterror headerstimeouterror bodytimeouterror apiconnectiontimeouterror
            apitimeouterror connectiontimeouterror readtimeout connecttimeout readtimeouterror`),
        ),
      ),
      { category: 'timeout', scope: 'network' },
    ],
  ]),
  ...ruleTable('network', NODE, [
    [
      'dns',
      silent(netLike(/^ENOTFOUND$/)),
      { category: 'network', retryable: false, remedy: 'The host name does not resolve: check baseURL.' },
    ],
    ['dns-again', silent(netLike(/^EAI_AGAIN$/)), { category: 'network' }],
    ['interrupted', silent(midBody, netLike(BROKEN)), { category: 'stream-interrupted', scope: 'network' }],
    ['connection', silent(netLike(ANY_CODE)), { category: 'network' }],
  ]),
];
