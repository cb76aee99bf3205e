/** System codes of Node, undici, Bun and OpenSSL in the chain of causes, and requests that somebody ended. */
import { hasResponse } from '../../evidence.ts';
import { all, any, type Matcher, needing, type Test } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

/** Some system code reads like this. */
export const netLike = (pattern: RegExp): Matcher =>
  needing(
    () => ['network'],
    ({ networkCodes }) => networkCodes.some(found => pattern.test(found)),
  );

/** The other side said nothing, so the failure is the connection's. */
export const silent = (...tests: Test[]): Matcher => all(evidence => !hasResponse(evidence), ...tests);

/** The body had begun: the headers are known, or the words of a runtime say so. */
export const midBody: Matcher = any(
  ({ phase }) => phase === 'stream' || phase === 'body',
  ({ wireStatus }) => wireStatus !== undefined && wireStatus < 400,
  /^terminated$/i,
  /^aborted$/i,
  /^failed to process (?:successful )?response$/i,
  /\bpremature close\b|\bincomplete chunked read\b|\bcontent-length mismatch\b|\bERR_INCOMPLETE_CHUNKED_ENCODING\b/i,
  /\bpeer closed connection without sending complete message body\b/i,
  /\bstream (?:ended|closed|terminated) (?:unexpectedly|prematurely)\b/i,
  /\berror (?:in input stream|reading a body|decoding response body)\b|\bresponse body\b.{0,200}\b(?:closed|aborted|reset)\b/i,
);

const CERTIFICATE_CODE =
  /^(?:CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|HOSTNAME_MISMATCH|ERR_TLS_CERT\w*|ERR_CERT\w*|ERR_SSL_\w+|EPROTO)$/;
const BROKEN =
  /^(?:UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|ECONN\w*|EPIPE|ERR_STREAM_PREMATURE_CLOSE|ERR_HTTP2\w*|NGHTTP2\w*|Connection\w+|ERR_INCOMPLETE\w*|ERR_CONNECTION\w*)$/;
const ANY_CODE =
  /^(?:E(?:CONN\w*|HOST\w*|NET\w*|PIPE|ADDR\w*|AI_\w*|SOCKET\w*)|UND_ERR_\w+|ERR_(?:HTTP2|SOCKET|NETWORK|INTERNET|CONNECTION|TLS|STREAM|NAME)\w*|Connection\w+|FailedToOpenSocket|HPE_\w+|NGHTTP2\w*)$/;

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
  `aborterror responseaborted apiuserabortederror apiuseraborterror requestabortederror cancelederror
      cancellederror`,
  netLike(/^(?:UND_ERR_ABORTED|ABORT_ERR|ERR_CANCELED|ECANCELED)$/),
  /^(?:this|the|your) (?:operation|request|signal|fetch|stream|connection) (?:was|has been|is) (?:aborted|cancell?ed)\b/i,
  /^(?:request|operation|fetch|signal|bodystreambuffer) (?:was |is )?(?:aborted|cancell?ed)\b/i,
  /^(?:canceled|cancelled)\.?$|\bsignal is aborted without reason\b|\bthe user aborted a request\b/i,
);

export const networkCodeRules: Rules = rules('network', [
  // https://nodejs.org/api/tls.html#x509-certificate-error-codes
  [
    'certificate',
    silent([
      netLike(CERTIFICATE_CODE),
      /\bself[- ]signed certificate\b|\bcertificate (?:has expired|verify failed|is not (?:trusted|valid))\b/i,
      /\bunable to (?:verify the first certificate|get local issuer certificate)\b|\binvalid peer certificate\b/i,
      /\bUnknownIssuer\b|\bSSL certificate problem\b/,
    ]),
    'network no-retry',
    "This host's certificate is not trusted here: check the host name, the proxy and the CA bundle.",
  ],
  // https://undici.nodejs.org/#/docs/api/Errors
  [
    'timeout',
    silent([
      netLike(/^(?:ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT|ERR_\w*TIMEOUT)$/),
      `timeouterror connecttimeouterror headerstimeouterror bodytimeouterror apiconnectiontimeouterror
      apitimeouterror connectiontimeouterror readtimeout connecttimeout readtimeouterror`,
    ]),
    'timeout network',
  ],
  // https://nodejs.org/api/errors.html#common-system-errors
  ['dns', silent(netLike(/^ENOTFOUND$/)), 'network no-retry', 'The host name does not resolve: check baseURL.'],
  ['dns-again', silent(netLike(/^EAI_AGAIN$/)), 'network'],
  ['interrupted', silent(midBody, netLike(BROKEN)), 'stream-interrupted network'],
  ['abandoned-body', silent(midBody, abandoned), 'stream-interrupted network'],
  ['abandoned', silent(abandoned), 'network'],
  ['connection', silent(netLike(ANY_CODE)), 'network'],
]);
