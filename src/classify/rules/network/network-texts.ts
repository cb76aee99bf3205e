/** Texts of runtimes whose connection errors have no code: browsers, workerd, Bun, Deno, React Native, Python, gRPC. */
import { type Rules, rules } from '../../table/rules.ts';
import { midBody, silent } from './network-codes.ts';

const TIMEOUT = [
  /\b(?:request|connection|connect|headers|body|socket|operation|fetch|read|response)\b.{0,20}\btime(?:d)?[- ]?out\b/i,
  /\btimed[- ]out\b|\btimeout (?:of \d{1,9} ?ms )?exceeded\b|\bexceeded\b.{0,20}\btimeout\b|^timeout\b|\baborted due to timeout\b/i,
];

const UNRESOLVED =
  /\bgetaddrinfo ENOTFOUND\b|\bname or service not known\b|\bcould not resolve host\b|\bERR_NAME_NOT_RESOLVED\b|\bserver with the specified hostname could not be found\b|\bdns error\b|\bnodename nor servname provided\b/i;

/** The connection died; with the body begun this is half an answer. */
const DIED = [
  /^terminated$/i,
  /^aborted$/i,
  /^failed to process successful response$/i,
  /\bpremature close\b|\bincomplete chunked read\b|\bother side closed\b|\bpeer closed connection\b|\bserver disconnected\b/i,
  /\bnetwork connection (?:was )?lost\b|\bsocket (?:hang up|connection was closed)\b|\bnetwork error\b|\bload failed\b/i,
  /\berror (?:reading a body|decoding response body|in input stream)\b|\bGOAWAY\b|\bERR_INCOMPLETE_CHUNKED_ENCODING\b/i,
  /\bconnection (?:was )?(?:closed|reset|lost|dropped)\b|\bstream (?:ended|closed|terminated) (?:unexpectedly|prematurely)\b/i,
];

const UNREACHED = [
  /^cannot connect to api\b|\bfetch failed\b|\bfailed to fetch\b|^load failed\b|^networkerror\b|^network request failed$/i,
  /^\s{0,20}a network error occurred\.?$|^network (?:error|failure|connection (?:was )?lost)\b|\bthe network connection was lost\b/i,
  /\binternet connection appears to be offline\b|^error sending request\b|^client error \(connect\)|\bnet::ERR_\w+/i,
  /\bunable to connect\. is the computer able to access the url\b|\bwas there a typo in the url or port\b/i,
  /\bsocket connection was closed unexpectedly\b|\bsocket hang up\b|\bother side closed\b|\bGOAWAY\b/i,
  /^connection error\b|\bconnection (?:was )?(?:reset|refused|closed|aborted|terminated|dropped|lost)\b|\bserver disconnected\b/i,
  /\b(?:ECONN(?:RESET|REFUSED|ABORTED)|EPIPE|EHOSTUNREACH|ENETUNREACH|NGHTTP2_\w{1,60}|ERR_HTTP2\w{0,60})\b/,
  /\bcould not connect to the server\b|\bbroken pipe\b|\btcp connect error\b|\btls handshake eof\b|\bunexpected (?:eof|end of file)\b/i,
];

export const networkTextRules: Rules = rules('network', [
  // https://developers.cloudflare.com/workers/observability/errors/
  [
    'subrequests',
    /\btoo many subrequests\b/i,
    'network request no-retry no-fallback',
    'This Worker invocation has used up its subrequests: no further fetch can succeed in it.',
  ],
  ['workerd-internal', silent(/\binternal error; reference = /i), 'network'],
  // https://github.com/sindresorhus/is-network-error
  ['timeout-text', silent([...TIMEOUT]), 'timeout network'],
  ['dns-text', silent(UNRESOLVED), 'network no-retry', 'The host name does not resolve: check baseURL.'],
  ['dns-again-text', silent(/\bEAI_AGAIN\b|\btemporary failure in name resolution\b/i), 'network'],
  ['died', silent(midBody, [...DIED]), 'stream-interrupted network'],
  [
    'unreached',
    silent([
      `apiconnectionerror fetcherror networkerror connectionerror failedtoopensocket connectionrefused
      connecterror`,
      ...UNREACHED,
    ]),
    'network',
  ],
  // https://grpc.io/docs/guides/status-codes/
  ['grpc', /^14 UNAVAILABLE: .{0,200}\bconnect/i, 'network'],
]);
