/** Requests that no runtime would send, proxies that refuse them, and bodies whose encoding is broken. */
import { all, any, type Matcher, phrase, type Rule, ruleTable, status } from '../rule.ts';
import { netLike, silent } from './network-codes.ts';

const UNDICI = 'https://undici.nodejs.org/#/docs/api/Errors';
const CONNECT = 'https://www.rfc-editor.org/rfc/rfc9110#name-connect';
const ENCODING = 'https://nodejs.org/api/zlib.html#constants';

/** A proxy that refuses to open a tunnel, by the status with which it does. */
const tunnelRefused = (statuses: string): Matcher =>
  phrase(
    new RegExp(
      String.raw`\bproxy response \((?:${statuses})\)|\b(?:open|establish)\w*\b.{0,20}\btunnel\b.{0,60}\b(?:${statuses})\b|\btunnel\w*\b.{0,60}\b(?:status ?code|code|http code)[=: ]{1,3}(?:${statuses})\b`,
      'i',
    ),
  );
const tunnelFailed: Matcher = any(
  netLike(/^ERR_(?:PROXY|TUNNEL)\w*$/),
  phrase(
    /\bproxy response \(\d{3}\)|\bunsuccessful tunnel\b|\bproxy (?:refused|authentication required)\b/i,
    /\btunnel(?:l?ing)?\b.{0,40}\b(?:could not be established|failed|refused)\b|\bERR_(?:TUNNEL|PROXY)_\w+\b/i,
  ),
);

/** Content encodings that could not be undone: what came is not what was sent. */
const undecodable: Matcher = any(
  netLike(/^(?:Z_\w+|ZSTD_\w+|ERR_(?:BROTLI|ZLIB|ZSTD|_ERROR)_\w+|(?:Zlib|\w+Decompression)Error)$/),
  phrase(
    /\bincorrect (?:header|data|length) check\b|\binvalid (?:gzip|zlib|deflate|brotli|zstd) (?:header|data|stream)\b|\bbrotli error\b/i,
    /\bdecompression (?:failed|error)\b|\bfailed to (?:decompress|decode) (?:the )?(?:response|body|content|gzip|brotli)\b/i,
    /\bERR_CONTENT_DECODING_FAILED\b|\b(?:reached )?unexpected EOF$|\bcorrupt (?:deflate|gzip) stream\b/i,
  ),
);

/** A request that no runtime would send: a bad URL, header or argument. */
const unsendable: Matcher = any(
  netLike(
    /^(?:UND_ERR_(?:INVALID_ARG|INVALID_RETURN_VALUE|NOT_SUPPORTED)|ERR_(?:INVALID_\w+|HTTP_INVALID_\w+|UNESCAPED_CHARACTERS))$/,
  ),
  phrase(
    /^(?:\w+\.\w+: .{0,4000}|)(?:is an )?invalid header (?:value|name)\b|\bis an invalid header (?:value|name)\b|^header .{0,200} has invalid value$/is,
    /^(?:failed to parse url\b|invalid url\b|fetch\(\) url is invalid|unknown scheme$|bad port$|url scheme .{1,40} not supported)/i,
    /\bto a ByteString because\b|\bis not a valid ByteString\b|\binvalid character in header content\b|^invalid \S{1,60} header$/i,
    /\bcannot be constructed from a url that includes credentials\b|\brequests? to port \d+ are blocked\b/i,
  ),
);

export const transportRules: readonly Rule[] = [
  ...ruleTable('network', UNDICI, [
    [
      'unsendable',
      silent(unsendable),
      // Only this leg's base URL, key or headers are known to be wrong: another one has its own.
      {
        category: 'invalid-request',
        fallback: true,
        remedy: 'The request could not be sent as it is: check baseURL, the key and the headers for stray characters.',
      },
    ],
  ]),
  ...ruleTable('network', CONNECT, [
    [
      'proxy-refused',
      // A proxy's 407 is no word of the host behind it, also where a runtime sets it as the error's status.
      any(
        all(netLike(/^ERR_PROXY_\w+$/), any(status(400, 401, 403, 407), tunnelRefused('40[0137]'))),
        silent(any(tunnelRefused('40[0137]'), phrase(/\bproxy authentication required\b/i))),
      ),
      {
        category: 'network',
        retryable: false,
        remedy: 'The proxy refuses this connection: check its address, its credentials and its rules.',
      },
    ],
    ['proxy', any(netLike(/^ERR_PROXY_\w+$/), silent(tunnelFailed)), { category: 'network' }],
  ]),
  ...ruleTable('network', ENCODING, [['undecodable', silent(undecodable), { category: 'network' }]]),
];
