/**
 * What the tests that are functions ask. They cannot be read, so they are asked themselves: with evidence in which one
 * thing is set, for each thing that they look at.
 */
import type { Asked } from './said.ts';

/** Functions by the name of their constant, or by what their source has in it, in words. */
const KNOWN: readonly (readonly [name: RegExp, words: string])[] = [
  [/^(?:spoken|evidence => hasResponse\(evidence\))$/, 'a response'],
  [/^evidence => !hasResponse\(evidence\)$/, 'no response'],
  [/^noCode$/, 'no code or type of a provider'],
  [/^noEnvelope$/, 'no envelope of an API'],
  [/^gatewayHost$/, 'the page of `gateway.ai.cloudflare.com`'],
  [/^hasPaymentTerms$/, 'the header `payment-required`'],
  [/^blockedByDlp$/, 'the action `BLOCK` in the header `cf-aig-dlp`'],
  [/^namesParameter$/, 'a parameter that is named'],
  [/^\({ shape }\) => shape === 'html'$/, 'a web page'],
  [/^refused$/, 'a 4xx that refuses what is named'],
  [/^aboutGuardrail$/, 'the guardrail that the request names'],
  [/^aboutObject$/, 'an object that the request names'],
  [/^quotesLegsModel$/, "the leg's own model id in the message"],
  [/^saysGone$/, 'a sentence that the model is gone'],
  [/^redirect$/, 'a redirect that was not followed'],
  [/^clientFault$/, '(a 4xx but 429, or no status)'],
  [/^client$/, '(a 4xx or no status)'],
  [/^isClients$/, "a client's status (4xx but 408, 424, 425, 429, 499)"],
  [/^saysNothing$/, 'nothing said'],
  [/^server$|status === undefined \|\| status > 499/, '(a 5xx or no status)'],
  [/status: found \}\) => found === undefined$/, 'no status'],
  [/^\({ phase }\)/, 'an answer that had begun'],
  [/wireStatus !== undefined && wireStatus < 400/, 'a success on the wire'],
  [/wireStatus === 202/, 'status 202'],
  [/isQuoted/, "somebody else's status, quoted"],
  [/byLeg\.has/, "an object that only the leg's own options name"],
  [/byCall\.has|namesStored/, 'something that the request names'],
  [/rate_limit_type/, 'status 429 with the header `rate_limit_type`'],
  [/hook_results/, 'the field `hook_results`'],
  [/x-portkey-gateway-exception/, 'the header `x-portkey-gateway-exception`'],
  [/api\.cloudflare\.com/, 'the host `api.cloudflare.com`'],
  [/headers\[name\]/, 'a header of the platform'],
  [/u4e00/, "the relay's own sentence"],
  [/TUNNEL_STATUS/, "a proxy's 4xx"],
  [/isAboutEvent/, 'one event of a stream that cannot be read'],
];

/** Codes that runtimes give their errors: which of them a test takes is found out by asking. */
const SYSTEM_CODES =
  `ECONNRESET ECONNREFUSED ECONNABORTED EPIPE ETIMEDOUT ESOCKETTIMEDOUT ENOTFOUND EAI_NODATA EAI_AGAIN
  EAI_FAIL ESERVFAIL EHOSTUNREACH ENETUNREACH ENETDOWN EADDRNOTAVAIL EMFILE ENOBUFS EACCES EPERM ERR_ACCESS_DENIED
  UND_ERR_SOCKET UND_ERR_CONNECT_TIMEOUT UND_ERR_HEADERS_TIMEOUT UND_ERR_BODY_TIMEOUT UND_ERR_ABORTED
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH UND_ERR_INVALID_ARG UND_ERR_REQ_CONTENT_LENGTH_MISMATCH UND_ERR_HEADERS_OVERFLOW
  UND_ERR_RES_EXCEEDED_MAX_SIZE UND_ERR_PRX_TLS HPE_HEADER_OVERFLOW HPE_INVALID_CONSTANT ABORT_ERR ERR_CANCELED
  ERR_STREAM_PREMATURE_CLOSE ERR_HTTP2_STREAM_ERROR NGHTTP2_ENHANCE_YOUR_CALM NGHTTP2_INTERNAL_ERROR
  NGHTTP2_HTTP_1_1_REQUIRED TooManyRedirects ConnectionRefused ConnectionClosed ConnectionTimeout FailedToOpenSocket
  CERT_HAS_EXPIRED SELF_SIGNED_CERT_IN_CHAIN DEPTH_ZERO_SELF_SIGNED_CERT UNABLE_TO_VERIFY_LEAF_SIGNATURE
  ERR_TLS_CERT_ALTNAME_INVALID EPROTO ERR_SSL_WRONG_VERSION_NUMBER ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR
  ERR_SSL_BAD_RECORD_MAC Z_DATA_ERROR Z_BUF_ERROR ERR_ZLIB_INITIALIZATION_FAILED ERR_INVALID_URL InvalidURL
  ERR_PROXY_TUNNEL ERR_TUNNEL_CONNECTION_FAILED workerd:overloaded workerd:retryable`.split(/\s+/);

const SHAPES: Readonly<Record<string, string>> = {
  'shape:html': 'a web page',
  'shape:empty': 'an empty body',
  'shape:truncated': 'half a body',
  'shape:not-json': 'a body that is no JSON',
};

const NOTHING = {
  words: new Set<string>(),
  codes: [],
  messages: [],
  sentences: [],
  networkCodes: [],
  cloudflareCodes: [],
  origins: new Set<string>(),
  names: [],
  params: [],
  headers: {},
  shape: 'none',
  aborted: false,
};

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const list = (values: readonly (string | number)[]): string => values.map(value => `\`${value}\``).join(', ');

/** The values with which the test holds. */
const taken = <Value>(test: Asked, values: readonly Value[], evidenceOf: (value: Value) => object): Value[] =>
  values.filter(value => test({ ...NOTHING, ...evidenceOf(value) } as never));

/** Most system codes that are shown: the rest is like them. */
const MOST_CODES = 6;

/** What is asked, by the key without which the test never holds. */
function byKeys(test: Asked, keys: readonly string[]): string | undefined {
  const first = keys[0] ?? '';
  if (first === 'aborted') return "the call's own signal, aborted";
  if (first in SHAPES) return SHAPES[first];
  if (first === 'network') {
    const codes = taken(test, SYSTEM_CODES, code => ({ networkCodes: [code] })).slice(0, MOST_CODES);
    return codes.length === MOST_CODES ? `a system code such as ${list(codes)}` : `the system code ${list(codes)}`;
  }
  if (first === 'edge') {
    const found = taken(test, [...numbers(500, 599), ...numbers(1000, 1299)], edgeCode => ({ edgeCode }));
    return `Cloudflare's error page ${list(found)}`;
  }
  if (first === 'cloudflare') {
    const found = taken(test, numbers(1000, 9999), code => ({ cloudflareCodes: [code] }));
    return `Cloudflare's own code, ${found[0]} to ${found.at(-1)}`;
  }
  if (first === 'word:close') {
    const found = taken(test, numbers(1000, 4999), code => ({ words: new Set(['close', String(code)]) }));
    return `close code ${list(found)}`;
  }
  if (keys.length > 0 && keys.every(key => key.startsWith('word:')))
    return `a code like ${list(keys.map(key => key.slice('word:'.length)))}`;
  const statuses = keys.map(key => /^status:(\d)00$/.exec(key)?.[1]).find(Boolean);
  return keys.length === 100 && statuses !== undefined ? `a ${statuses}xx` : undefined;
}

const PAGES: Readonly<Record<string, string>> = {
  login: "a network's or site's login page",
  filter: "a web filter's page",
  challenge: "a bot protection's page",
};

function byPage(test: Asked): string | undefined {
  if (!/\bpage: /.test(test.toString())) return undefined;
  return taken(test, Object.keys(PAGES), page => ({ page }))
    .map(page => PAGES[page])
    .join(' or ');
}

/** What a function asks, in words; for one that nobody has described, only that there is more to it. */
export function wordsOf(test: Asked): string {
  const source = test.toString().replaceAll(/\s+/g, ' ');
  const known = KNOWN.find(([pattern]) => pattern.test(test.name) || pattern.test(source));
  if (known) return known[1];
  return byKeys(test, [...(test.needs?.() ?? [])]) ?? byPage(test) ?? 'a condition of its own';
}
