/** Texts of runtimes whose connection errors have no code: browsers, workerd, Bun, Deno, React Native, Python, gRPC. */
import { type Rules, rules } from '../../table/rules.ts';
import { BODY_BROKE, FORBIDDEN_REMEDY, midBody, silent } from './network-codes.ts';

const TIMEOUT = [
  /\b(?:request|connection|connect|headers|body|socket|operation|fetch|read|response)\b.{0,20}\btime(?:d)?[- ]?out\b/i,
  /\btimed[- ]out\b|\bdeadline exceeded\b|\b(?:idle|handshake) time-?out\b|\bno (?:response|reply|answer|output|data)\b.{0,40}\b(?:after|within|for) \d{1,9} ?(?:s|sec|seconds|ms|minutes)\b|\btimeout (?:of \d{1,9} ?ms )?exceeded\b|\bexceeded\b.{0,20}\btimeout\b|^timeout\b|\baborted due to timeout\b/i,
  /\bi\/o timeout\b|\bETIMEDOUT\b|\bnet::ERR_(?:CONNECTION_)?TIMED_OUT\b|\bNSURLErrorDomain\b.{0,20}-1001\b/,
];

const UNRESOLVED =
  /\bgetaddrinfo ENOTFOUND\b|\bname or service not known\b|\bcould not resolve host\b|\bERR_NAME_NOT_RESOLVED\b|\bserver with the specified hostname could not be found\b|\bnodename nor servname provided\b|\bno (?:such host|address associated with hostname|records? found for)\b|\bUnknownHostException\b|\bcould not resolve proxy\b|\bNSURLErrorDomain\b.{0,20}-1003\b/i;

/** The connection died; with the body begun this is half an answer. */
const DIED = [
  ...BODY_BROKE,
  /\b(?:other side|peer|remote end|server) (?:closed|disconnected)\b|\bload failed\b|\bGOAWAY\b/i,
  /\bsocket hang up\b|\bnetwork error\b|\bconnection (?:was )?(?:closed|reset|lost|dropped)\b/i,
];

/** This process, or the browser that runs it, may not connect. */
const FORBIDDEN =
  /\bnet::ERR_(?:BLOCKED_BY_(?:CLIENT|ADMINISTRATOR|RESPONSE)|UNSAFE_PORT)\b|\brequires net access to\b|\bnot allowed to request resource\b|\bnot allowed on the configured scope\b|\bis not allowed by access-control-allow-origin\b/i;

const UNREACHED = [
  /\bfetch failed\b|\bfailed to fetch\b|^load failed\b|^networkerror\b|^\s{0,20}(?:a )?network (?:request failed|error|failure)\b/i,
  /\binternet connection appears to be offline\b|\berror sending request\b|\bnet::ERR_\w+/i,
  /\bwas there a typo in the url or port\b|\bsocket hang up\b|\b(?:other side|peer|remote end|server) (?:closed|disconnected)\b|\bGOAWAY\b/i,
  /\bconnection (?:error\b|(?:was )?(?:reset|refused|closed|aborted|terminated|dropped|lost)\b)/i,
  /\b(?:ECONN(?:RESET|REFUSED|ABORTED)|EPIPE|EHOSTUNREACH|ENETUNREACH|(?:NGHTTP2_|ERR_HTTP2)\w{0,60})\b/,
  /\b(?:unable to|could not|cannot|couldn.t|failed to) (?:reach|connect)\b|\bcould not be reached\b|\b(?:stream|connection)\b.{0,20}\binterrupted\b|\bbroken pipe\b|\btcp connect error\b|\bunexpected (?:eof|end of file)\b/i,
  // libcurl, Go, hyper, Apple
  /\bno route to host\b|\bnetwork is unreachable\b|^dial tcp\b|\bempty reply from server\b|\btoo many open files\b/i,
  /\bSSL_ERROR_SYSCALL\b|\bbefore secure TLS connection was established\b|\bssl connection could not be established\b|\bhandshake[_ ]?(?:fail|eof\b)|\bterminated the handshake\b/i,
  // HTTP/2 of Node, undici, hyper, Go.
  /\bstream error(?:: stream id| received)\b|\bhttp\/?2 (?:error|stream|request did not get a response)\b|\bstream no longer needed\b|^http\/2: "\w/i,
  /\bpending stream has been cancell?ed\b|\bstream (?:was |has been )?(?:reset|destroyed)\b|\b(?:stream|session) closed with error code\b|\bsocket (?:is |was |has been )?(?:closed|ended by)\b/i,
  // hyper's client, its connection and rustls beneath it.
  /\bclient error \((?:(?:proxy)?connect|sendrequest|cancell?ed|channelclosed)\)|\berror (?:trying to connect|writing a body to connection)\b|\binvalid http version parsed\b|^channel closed$|\breceived (?:fatal alert|corrupt message)\b/i,
  /\bNSURLErrorDomain\b.{0,20}-100[459]\b/,
];

export const networkTextRules: Rules = rules('network', [
  // https://github.com/sindresorhus/is-network-error
  ['timeout-text', silent([...TIMEOUT]), 'timeout network'],
  [
    'dns-text',
    silent(UNRESOLVED),
    'network no-retry',
    'The host name does not resolve: check baseURL, and whether this machine has a network.',
  ],
  [
    'dns-again-text',
    silent(
      /\bEAI_AGAIN\b|\btemporary failure in name resolution\b|\bserver misbehaving\b|\bERR_NAME_RESOLUTION_FAILED\b|\bdns error\b/i,
    ),
    'network',
  ],
  ['forbidden-text', silent(['NotCapable', FORBIDDEN]), 'network no-retry', FORBIDDEN_REMEDY],
  [
    'redirects-text',
    silent([
      'TooManyRedirects',
      /\bmaximum redirects? (?:reached|exceeded)\b|\bredirect mode is set to error\b|\bexceeded \d{1,5} redirects\b|\btoo many redirects\b|\bredirected too many times\b|\bERR_TOO_MANY_REDIRECTS\b|\bredirect count exceeded\b/i,
    ]),
    'gateway-config provider',
    'The base URL redirects in a circle.',
  ],
  ['calm-text', silent(/\bENHANCE_YOUR_CALM\b|\btoo_many_pings\b/), 'rate-limit provider'],
  ['protocol-text', silent(/\b(?:HTTP_1_1_REQUIRED|INADEQUATE_SECURITY)\b/), 'network no-retry'],
  ['died', silent(midBody, [...DIED]), 'stream-interrupted network'],
  ['unreached', silent([...UNREACHED]), 'network'],
  // https://grpc.io/docs/guides/status-codes/
  // What Connect has no better word for is the line's.
  ['connect', silent(/^(?:\[\w{1,20}\] ){0,2}\[(?:internal|unknown|aborted|canceled)\] /), 'network'],
  ['grpc', /^14 UNAVAILABLE: .{0,200}\bconnect/i, 'network'],
]);
