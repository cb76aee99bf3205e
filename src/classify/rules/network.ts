/** Connections: codes of Node, undici, Bun and OpenSSL, and the texts of runtimes that have no codes. */
import { hasResponse } from '../evidence.ts';
import { all, any, code, type Matcher, not, phrase, type Rule, ruleTable } from '../rule.ts';

const UNDICI = 'https://undici.nodejs.org/#/docs/api/Errors';
const NODE = 'https://nodejs.org/api/errors.html#common-system-errors';
const TLS = 'https://nodejs.org/api/tls.html#x509-certificate-error-codes';
const FETCH = 'https://github.com/sindresorhus/is-network-error';
const WORKERS = 'https://developers.cloudflare.com/workers/observability/errors/';

/** One of these system codes stands in the chain of causes. */
const net =
  (...codes: string[]): Matcher =>
  ({ networkCodes }) =>
    codes.some(wanted => networkCodes.includes(wanted));
const netLike =
  (pattern: RegExp): Matcher =>
  ({ networkCodes }) =>
    networkCodes.some(found => pattern.test(found));
/** The other side said nothing, so the failure is the connection's. */
const silent: Matcher = evidence => !hasResponse(evidence);
const here = (...matchers: Matcher[]): Matcher => all(silent, ...matchers);

/** The body had begun: the headers are known, or the runtime's words say so. */
const midBody: Matcher = any(
  ({ phase }) => phase === 'stream' || phase === 'body',
  ({ wireStatus }) => wireStatus !== undefined && wireStatus < 400,
  phrase(
    /^terminated$/i,
    /\bpremature close\b/i,
    /^aborted$/i,
    /\bincomplete chunked read\b/i,
    /\bstream (?:ended|closed) unexpectedly\b/i,
    /^failed to process (?:successful )?response$/i,
    /\bpeer closed connection without sending complete message body\b/i,
    /\bresponse body\b.*\b(?:closed|aborted|reset)\b/i,
    /\berror (?:in input stream|reading a body|decoding response body)\b/i,
    /\bcontent-length mismatch\b/i,
    /\bERR_INCOMPLETE_CHUNKED_ENCODING\b/,
    /^body (?:is )?(?:unusable|timeout)/i,
  ),
);
const CERTIFICATE =
  /^(?:CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|HOSTNAME_MISMATCH|ERR_TLS_CERT\w*|ERR_CERT\w*|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_\w*ALERT\w*|EPROTO)$/;

/** The caller gave up; nobody failed. */
export const abortedRules: readonly Rule[] = ruleTable(
  'aborted',
  'https://developer.mozilla.org/docs/Web/API/DOMException#aborterror',
  [
    [
      'signal',
      all(silent, any(code('AbortError', 'ResponseAborted', 'APIUserAbortError'), net('UND_ERR_ABORTED', 'ABORT_ERR'))),
      { category: 'aborted' },
    ],
  ],
);

export const networkRules: readonly Rule[] = [
  ...ruleTable('network', TLS, [
    [
      'certificate',
      here(
        any(
          netLike(CERTIFICATE),
          phrase(
            /\bself[- ]signed certificate\b|\bcertificate (?:has expired|verify failed|is not (?:trusted|valid))\b|\bunable to (?:verify the first certificate|get local issuer certificate)\b|\binvalid peer certificate\b|\bUnknownIssuer\b|\bSSL certificate problem\b/i,
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
  ...ruleTable('network', WORKERS, [
    [
      'subrequests',
      phrase(/\btoo many subrequests\b/i),
      {
        category: 'network',
        retryable: false,
        fallback: false,
        scope: 'request',
        remedy: 'This Worker invocation has used up its subrequests: no further fetch can succeed in it.',
      },
    ],
    ['workerd-lost', here(phrase(/^(?:error: )?network connection lost\.?$/i), not(midBody)), { category: 'network' }],
    ['workerd-internal', here(phrase(/\binternal error; reference = /i)), { category: 'network' }],
  ]),
  ...ruleTable('network', UNDICI, [
    [
      'timeout',
      here(
        any(
          net(
            'ETIMEDOUT',
            'UND_ERR_CONNECT_TIMEOUT',
            'UND_ERR_HEADERS_TIMEOUT',
            'UND_ERR_BODY_TIMEOUT',
            'ESOCKETTIMEDOUT',
            'ERR_HTTP2_PING_TIMEOUT',
            'ERR_SOCKET_CONNECTION_TIMEOUT',
          ),
          code(
            'TimeoutError',
            'ConnectTimeoutError',
            'HeadersTimeoutError',
            'BodyTimeoutError',
            'APIConnectionTimeoutError',
            'APITimeoutError',
            'ConnectionTimeoutError',
            'ReadTimeout',
            'ConnectTimeout',
            'ReadTimeoutError',
          ),
          phrase(
            /\b(?:request|connection|connect|headers|body|socket|operation|fetch|read|response)\b.{0,20}\btime(?:d)?[- ]?out\b/i,
            /\btimed[- ]out\b/i,
            /\btimeout (?:of \d+ ?ms )?exceeded\b/i,
            /\bexceeded\b.{0,20}\btimeout\b/i,
            /^timeout\b/i,
            /\baborted due to timeout\b/i,
          ),
        ),
      ),
      { category: 'timeout', scope: 'network' },
    ],
  ]),
  ...ruleTable('network', NODE, [
    [
      'dns',
      here(
        any(
          net('ENOTFOUND'),
          phrase(
            /\bgetaddrinfo ENOTFOUND\b|\bname or service not known\b|\bcould not resolve host\b|\bERR_NAME_NOT_RESOLVED\b|\bserver with the specified hostname could not be found\b|\bdns error\b|\bnodename nor servname provided\b/i,
          ),
        ),
      ),
      {
        category: 'network',
        retryable: false,
        remedy: 'The host name does not resolve: check baseURL.',
      },
    ],
    [
      'dns-again',
      here(any(net('EAI_AGAIN'), phrase(/\bEAI_AGAIN\b|\btemporary failure in name resolution\b/i))),
      { category: 'network' },
    ],
    [
      'interrupted',
      here(
        midBody,
        any(
          netLike(
            /^(?:UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|ECONN\w*|EPIPE|ERR_STREAM_PREMATURE_CLOSE|ERR_HTTP2\w*|NGHTTP2\w*|Connection\w+|ERR_INCOMPLETE\w*|ERR_CONNECTION\w*)$/,
          ),
          phrase(
            /^terminated$/i,
            /\bpremature close\b/i,
            /^aborted$/i,
            /\bincomplete chunked read\b/i,
            /\bother side closed\b/i,
            /\bnetwork connection lost\b/i,
            /\bsocket (?:hang up|connection was closed)\b/i,
            /^failed to process successful response$/i,
            /\bpeer closed connection\b/i,
            /\bnetwork error\b/i,
            /\bload failed\b/i,
            /\berror reading a body\b/i,
            /\berror decoding response body\b/i,
            /\berror in input stream\b/i,
            /\bGOAWAY\b/,
            /\bconnection (?:was )?(?:closed|reset|lost)\b/i,
            /\bERR_INCOMPLETE_CHUNKED_ENCODING\b/,
            /\bstream (?:ended|closed) unexpectedly\b/i,
          ),
        ),
      ),
      { category: 'stream-interrupted', scope: 'network' },
    ],
    [
      'connection',
      here(
        any(
          netLike(
            /^(?:E(?:CONN\w*|HOST\w*|NET\w*|PIPE|ADDR\w*|AI_\w*|SOCKET\w*)|UND_ERR_\w+|ERR_(?:HTTP2|SOCKET|NETWORK|INTERNET|CONNECTION|SSL|TLS|STREAM|NAME)\w*|Connection\w+|FailedToOpenSocket|NGHTTP2\w*)$/,
          ),
          phrase(
            /\b(?:ECONN(?:RESET|REFUSED|ABORTED)|EPIPE|EHOSTUNREACH|ENETUNREACH|NGHTTP2_\w+|ERR_HTTP2\w*)\b/,
            /\bGOAWAY\b/,
            /\bsocket hang up\b/i,
            /\bother side closed\b/i,
          ),
        ),
      ),
      { category: 'network' },
    ],
  ]),
  ...ruleTable('network', FETCH, [
    [
      'fetch',
      here(
        any(
          code(
            'APIConnectionError',
            'FetchError',
            'NetworkError',
            'ConnectionError',
            'FailedToOpenSocket',
            'ConnectionRefused',
            'ConnectError',
          ),
          phrase(
            /^cannot connect to api\b/i,
            /\bfetch failed\b/i,
            /\bfailed to fetch\b/i,
            /^load failed\b/i,
            /^networkerror\b/i,
            /^network request failed$/i,
            /^\s*a network error occurred\.?$/i,
            /^network (?:error|failure|connection (?:was )?lost)\b/i,
            /\bthe network connection was lost\b/i,
            /\binternet connection appears to be offline\b/i,
            /^error sending request\b/i,
            /^client error \(connect\)/i,
            /\bunable to connect\. is the computer able to access the url\b/i,
            /\bsocket connection was closed unexpectedly\b/i,
            /\bwas there a typo in the url or port\b/i,
            /^connection (?:error|refused|reset|closed|aborted)\b/i,
            /\bconnection (?:reset|refused|closed|aborted|terminated)(?: by peer| before)?\b/i,
            /\bserver disconnected\b/i,
            /\bnet::ERR_\w+/,
            /\bcould not connect to the server\b/i,
            /\bbroken pipe\b/i,
            /\btcp connect error\b/i,
            /\btls handshake eof\b/i,
            /\bunexpected (?:eof|end of file)\b/i,
          ),
        ),
      ),
      { category: 'network' },
    ],
  ]),
];
