/** System codes of Node, undici, Bun and OpenSSL in the chain of causes, and requests that somebody ended. */
import { hasResponse } from '../../evidence.ts';
import { all, any, type Matcher, needing, type Test } from '../../table/matchers.ts';
import { classed } from '../../table/class-matcher.ts';
import { type Rules, rules } from '../../table/rules.ts';

/** Some system code reads like this. */
export const netLike = (pattern: RegExp): Matcher =>
  needing(
    () => ['network'],
    ({ networkCodes }) => networkCodes.some(found => pattern.test(found)),
  );

/** The other side said nothing, so the failure is the connection's. */
export const silent = (...tests: Test[]): Matcher => all(evidence => !hasResponse(evidence), ...tests);

/** Words of clients whose body broke off. */
export const BODY_BROKE: readonly RegExp[] = [
  /^terminated$/i,
  /^aborted$/i,
  /^failed to process (?:successful )?response$/i,
  /\bpremature close\b|\bmaxContentLength size of -1\b|\bincomplete chunked read\b|\bcontent-length mismatch\b|\bERR_INCOMPLETE_CHUNKED_ENCODING\b/i,
  /\bpeer closed connection without sending complete message body\b/i,
  /\bstream (?:ended|closed|terminated) (?:unexpectedly|prematurely)\b|\btransfer closed with outstanding read data\b|\bend of file before message length reached\b/i,
  /\berror (?:in input stream|reading (?:a body|(?:from )?(?:the )?(?:stream|response))|decoding response body)\b|\bresponse body\b.{0,200}\b(?:closed|aborted|reset)\b/i,
];

/** The body had begun: the headers are known, or the words of a runtime say so. */
export const midBody: Matcher = any(
  ({ phase }) => phase === 'stream' || phase === 'body',
  ({ wireStatus }) => wireStatus !== undefined && wireStatus < 400,
  netLike(/^ERR_(?:STREAM_PREMATURE_CLOSE|INCOMPLETE\w*)$/),
  ...BODY_BROKE,
);

export const FORBIDDEN_REMEDY =
  'This process may not connect to the host: check the firewall, the sandbox and its permissions.';
const BROKEN =
  /^(?:UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|ECONN\w*|EPIPE|ERR_STREAM_PREMATURE_CLOSE|ERR_HTTP2\w*|NGHTTP2\w*|Connection\w+|ERR_INCOMPLETE\w*|ERR_CONNECTION\w*)$/;

/** The caller gave up; nobody failed. Only the call's own signal proves it. */
export const abortedRules: Rules = rules('aborted', [
  // https://developer.mozilla.org/docs/Web/API/DOMException#aborterror
  [
    'signal',
    needing(
      () => ['aborted'],
      ({ aborted }) => aborted,
    ),
    'aborted',
  ],
]);

/** Something ended the request that the caller did not: a runtime, a proxy's client, a timer around `fetch`. */
const abandoned: Matcher = any(
  classed(/Abort|Cancell?ed/),
  netLike(/^(?:UND_ERR_ABORTED|ABORT_ERR|ERR_CANCELED|ECANCELED)$/),
  /^(?:\[\w{1,20}\] ){0,3}(?:this|the|your) (?:operation|request|signal|fetch|stream|connection) (?:was|has been|is) (?:aborted|cancell?ed)\b/i,
  /^(?:request|operation|fetch|signal|bodystreambuffer) (?:was |is )?(?:aborted|cancell?ed)\b/i,
  /^(?:canceled|cancelled)\.?$|\bsignal is aborted without reason\b|\bthe user aborted a request\b/i,
);

export const networkCodeRules: Rules = rules('network', [
  // https://undici.nodejs.org/#/docs/api/Errors
  [
    'timeout',
    silent([
      netLike(
        /^(?:ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT|ERR_\w*TIMEOUT|ConnectionTimeout)$/,
      ),
      classed(/Time(?:d)?[Oo]ut/),
    ]),
    'timeout network',
  ],
  // https://nodejs.org/api/errors.html#common-system-errors
  [
    'dns',
    silent(netLike(/^(?:DNS_)?E(?:AI_)?(?:NOTFOUND|NO(?:NAME|DATA)|BADNAME)$/)),
    'network no-retry',
    'The host name does not resolve: check baseURL, and whether this machine has a network.',
  ],
  ['dns-again', silent(netLike(/^(?:EAI_(?:AGAIN|FAIL)|(?:DNS_)?E(?:SERVFAIL|TIMEOUT|REFUSED))$/)), 'network'],
  [
    'forbidden',
    silent(netLike(/^(?:EACCES|EPERM|ERR_ACCESS_DENIED|ERR_SOCKET_BAD_PORT)$/)),
    'network no-retry',
    FORBIDDEN_REMEDY,
  ],
  [
    'protocol',
    silent(
      netLike(
        /^(?:(?:UND_ERR_HEADERS|HPE_HEADER)_OVERFLOW|UND_ERR_(?:RES_EXCEEDED_MAX_SIZE|MAX_ORIGINS_REACHED|WS_MESSAGE_SIZE_EXCEEDED|SECURE_PROXY_CONNECTION|PRX_TLS)|ERR_HTTP2_INVALID_PSEUDOHEADER|NGHTTP2_(?:INADEQUATE_SECURITY|HTTP_1_1_REQUIRED))$/,
      ),
    ),
    'network no-retry',
  ],
  [
    'redirects',
    silent(netLike(/^TooManyRedirects$/)),
    'gateway-config provider',
    'The base URL redirects in a circle.',
  ],
  ['calm', silent(netLike(/^NGHTTP2_ENHANCE_YOUR_CALM$/)), 'rate-limit provider'],
  ['interrupted', silent(midBody, netLike(BROKEN)), 'stream-interrupted network'],
  ['abandoned-body', silent(midBody, abandoned), 'stream-interrupted network'],
  ['abandoned', silent(abandoned), 'network'],
]);
