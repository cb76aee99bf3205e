/** Requests that no runtime would send, proxies that refuse them, and bodies whose encoding is broken. */
import { all, any, type Matcher, needing } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';
import { netLike, silent } from './network-codes.ts';

/** Where clients name the status with which a proxy refused a tunnel. */
const TUNNEL_STATUS: readonly RegExp[] = [
  /\bproxy response \((\d{3})\)/i,
  /\btunnel\w{0,5}\b.{0,60}?\b(?:status ?code|code|response)[=: ]{1,3}(\d{3})\b/i,
  /\btunnel(?: connection failed)?: (\d{3})\b|\bHTTP code (\d{3}) from proxy\b/i,
];

/** A proxy failed to open a tunnel. */
const tunnelFailed: Matcher = any(
  netLike(/^ERR_(?:PROXY|TUNNEL)\w*$/),
  ...TUNNEL_STATUS,
  /\bunsuccessful tunnel\b|\btunnel error\b|\bproxy (?:refused|auth\w{6,10} required)\b|\bERR_(?:TUNNEL|PROXY)_\w/i,
  /\btunnel(?:l?ing)?\b.{0,40}\b(?:could not be established|failed|refused)\b/i,
);

/** A proxy will not open one: its rules or its credentials are against it, and no waiting helps. */
const tunnelRefused: Matcher = any(
  /\bproxy auth\w{6,10} required\b/i,
  needing(
    () => ['text'],
    ({ messages }) =>
      messages.some(message => {
        const status = Number(
          TUNNEL_STATUS.map(pattern => pattern.exec(message)?.slice(1).find(Boolean)).find(
            found => found !== undefined,
          ),
        );
        return status >= 400 && status < 500 && status !== 408 && status !== 429;
      }),
  ),
);

/** Content encodings that could not be undone: what came is not what was sent. */
const undecodable: Matcher = any(
  netLike(/^(?:Z_\w+|ZSTD_\w+|ERR_(?:BROTLI|ZLIB|ZSTD|_ERROR)_\w+|(?:Zlib|\w{1,20}Decompression)Error)$/),
  /\bincorrect (?:header|data|length) check\b|\binvalid (?:gzip|zlib|deflate|brotli|zstd) (?:header|data|stream)\b|\bbrotli error\b/i,
  /\bdecompression (?:failed|error)\b|\bfailed to (?:decompress|decode) (?:the )?(?:response|body|content|gzip|brotli)\b/i,
  /\bERR_CONTENT_DECODING_FAILED\b|\b(?:reached )?unexpected EOF$|\bcorrupt (?:deflate|gzip) stream\b/i,
);

/** A request that no runtime would send: a bad URL, header or argument. */
const unsendable: Matcher = any(
  netLike(
    /^(?:UND_ERR_(?:INVALID_ARG|INVALID_RETURN_VALUE|NOT_SUPPORTED|REQ_CONTENT_LENGTH_MISMATCH)|InvalidURL|ERR_(?:INVALID_\w+|HTTP_INVALID_\w+|UNESCAPED_CHARACTERS))$/,
  ),
  /^invalid header (?:value|name)\b|\bis an invalid header (?:value|name)\b|^header .{0,200} has invalid value$/is,
  /^(?:failed to parse url\b|invalid url\b|fetch\(\) url is invalid|unknown scheme$|unsupported (?:protocol|url scheme)\b|bad port$|url scheme .{1,40} not supported)/i,
  /\bto a ByteString because\b|\bis not a valid ByteString\b|\binvalid character in header content\b|^invalid \S{1,60} header$/i,
  /\bcannot be constructed from a url that includes credentials\b|\brequests? to port \d{1,9} are blocked\b/i,
);

/** A proxy's status is no word of the host behind it, also where a runtime sets it as the error's own. */
const tunnel: Matcher = any(netLike(/^ERR_PROXY_\w+$/), silent(tunnelFailed));

const REFUSED_REMEDY = 'The proxy refuses this connection: check its address, its credentials and its rules.';

export const transportRules: Rules = rules('network', [
  // https://nodejs.org/api/zlib.html#constants
  ['undecodable', silent(undecodable), 'network'],
  // https://undici.nodejs.org/#/docs/api/Errors
  // Only this leg's base URL, key or headers are known to be wrong: another one has its own.
  [
    'unsendable',
    silent(unsendable),
    'invalid-request fallback',
    'The request could not be sent as it is: check baseURL, the key and the headers for stray characters.',
  ],
  // https://www.rfc-editor.org/rfc/rfc9110#name-connect
  ['proxy-refused', all(tunnel, tunnelRefused), 'network no-retry', REFUSED_REMEDY],
  ['proxy', tunnel, 'network'],
  // https://www.rfc-editor.org/rfc/rfc9110#name-407-proxy-authentication-re
  ['proxy-login', 407, 'auth network', REFUSED_REMEDY],
]);

/** Codes that nobody listed: after all that say more. */
export const runtimeRules: Rules = rules('network', [
  // https://nodejs.org/api/errors.html
  ['code', silent(netLike(/./)), 'network'],
]);
