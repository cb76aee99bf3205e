/**
 * Which names say that their value is a credential: one list for header names, JSON keys, URL parameters and names in
 * running text. A name is read as words, so that `x-api-key`, `apiKey`, `API_KEY` and "API key" are the same.
 */

/** How a value under such a name is written, and so where it ends. */
export type SecretKind =
  /** May be any text, spaces included. */
  | 'password'
  /** A list of pairs. */
  | 'cookie'
  /** A scheme and what belongs to it. */
  | 'authorization'
  /** One token. */
  | 'key'
  /** One token, but the name also stands before harmless values: counts, states, names. */
  | 'weak';

/** Longest name that is read. */
const MAX_NAME = 80;

/** What any name of a credential contains; most names are dismissed by it. */
const HINT =
  /pass|pwd|pin$|pin[\W_]|key|token|secret|cred|auth|cookie|jwt|jws|dpop|sess|sid$|sig|otp|cvv|ssn|csrf|xsrf|bearer|assertion|ticket|mnemonic|seed|connection|hmac|private|code|pgp|pem$|saml/i;

const PASSWORD = /(?:password|passwd|passphrase|passcode|seedphrase|mnemonic|pwd)s?$/;
const PASSWORD_WORD = /^(?:pass|pw|pin)$/;
const COOKIE = /cookies?2?$/;
const AUTHORIZATION = /authori[sz]ation(?:header)?$/;
/** Names of one token, their words joined. */
const KEY =
  /(?:(?:api|access|secret|private|auth|authentication|signing|encryption|subscription|client|account|storage|service|master|admin|license|licence|shared|deploy|webhook|hmac|ssh|gpg|pgp|pem|sas|app|user|project|team|org|organization|provider|gateway|server|consumer|session|bearer|session|security|instrumentation|functions|host)keys?|accesskeyid|secrets?|secretvalue|secretstring|credentials?|bearer|jwt|jws|dpop|(?:one)?time(?:pass)?code|otp|totp|cvv|cvc|ssn|(?:csrf|xsrf)|assertion|connection(?:string|uri|url)|(?:access|auth|authentication|refresh|id|api|bearer|session|security|csrf|xsrf|bot|user|app|personal|service|deploy|device|push|secret|private|registration|client|oauth|oidc|github|gitlab|slack|hf|huggingface|cf|cloudflare|aws|vercel|openai|anthropic|replicate|gateway|provider|team|org|project|account|admin|master|invite|reset|verification|upload|download|sas|vault|consul|npm|pat)tokens?|privatekeydata|codeverifier|samlresponse|samlrequest|authdata|basicauth|proxyauth|hmac)$/;
/** Words that make a harmless name of a `key`: of maps, tables and caches. */
const PLAIN_KEY =
  /(?:primary|foreign|sort|partition|cache|idempotency|object|public|translation|map|dict|dictionary|unknown|missing|duplicate|invalid|required|property|field|param|parameter|json|row|index|lookup|unique|composite|message|label|routing|hash|group|sorting|unrecognized|extra|unexpected|error|i18n|no|not|each|any|every|this|that|the|a|an)key$/;
/** Words that make a count or a place of a `token`. */
const PLAIN_TOKEN =
  /(?:max|min|num|total|prompt|completion|input|output|cached|reasoning|thinking|next|page|continuation|nextpage|pagination|eos|bos|pad|stop|start|end|mask|unk|unexpected|per|first|last|special|image|audio|text|new|no|not|each|any|every|budget)tokens?$/;
/** Last words after which a name speaks about a credential and holds none. */
const ABOUT =
  /(?:type|name|names|count|limit|length|size|usage|status|state|required|missing|invalid|expired|expires|expiry|expiration|expiresat|expiresin|policy|format|path|param|parameter|field|set|present|version|algorithm|alg|denied|error|errors|budget|details|index|logprob|logprobs|validation|failed|failure|mode|method|provider|source|url|rotation|id)$/;
/** Names whose value is often a word or a number. */
const WEAK = /^(?:key|token|session|sessions|auth|sig|signature|sid|ticket|authcode|authinfo)$/;
/** URL parameters that hold what only the receiver may know; elsewhere the same words are everyday ones. */
const URL_ONLY =
  /^(?:code|sig|key|keys|k|token|t|st|auth|access|apikey|se?cret|pw|p|session|s|ticket|state|jwt|h|hash)$/;

/** The letters and digits of a name, its words joined: `X-Api-Key` → `xapikey`. */
const joined = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '');

/** The last word of a name: `x-auth-key` → `key`, `authKey` → `key`. */
function lastWord(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').split(/[^A-Za-z0-9]+/);
  return (words.findLast(word => word !== '') ?? '').toLowerCase();
}

/** What a name says of its value; `undefined` if it is no name of a credential. */
export function secretKind(name: string): SecretKind | undefined {
  if (!HINT.test(name) || name.length > MAX_NAME) return undefined;
  const plain = joined(name);
  if (COOKIE.test(plain)) return 'cookie';
  if (AUTHORIZATION.test(plain)) return 'authorization';
  const last = lastWord(name);
  if (PASSWORD.test(plain) || PASSWORD_WORD.test(last)) return 'password';
  if (/(?:accesskeyid|sessionid|secretid)$/.test(plain)) return 'key';
  if (ABOUT.test(last) && !KEY.test(plain)) return undefined;
  if (PLAIN_KEY.test(plain) || PLAIN_TOKEN.test(plain)) return undefined;
  if (KEY.test(plain)) return 'key';
  // One of its words alone says it: `x-auth-key`, `hf_token`, `db_secret`.
  if (/^(?:key|token)$/.test(last)) return last === plain ? 'weak' : 'key';
  return WEAK.test(last) ? 'weak' : undefined;
}

/** Whether the value of a URL's parameter is never shown. */
export const isSecretParameter = (name: string): boolean =>
  URL_ONLY.test(name.toLowerCase()) || secretKind(name) !== undefined;

/** Words for the absence or the state of a credential, and types: they are no credential. */
const STATE =
  /^(?:missing|invalid|required|expired|revoked|null|none|nil|true|false|undefined|unknown|empty|string|str|number|integer|int|object|boolean|bool|array|bearer|basic|valid|ok|error|failed|denied|rejected|disabled|enabled|active|inactive|unset|absent|malformed|incorrect|wrong|optional|default|auto|user|system|assistant|text|redacted)[.!]?$/i;

/** Whether a whole value under such a name may be shown: a state, or a word where the name is an everyday one. */
export function isHarmlessValue(value: string, kind: SecretKind): boolean {
  const text = value.trim();
  if (text.length < 3 || STATE.test(text)) return true;
  if (kind !== 'weak') return false;
  return /^\d{1,9}$/.test(text) || /^[A-Za-z]{1,12}$/.test(text) || /^[a-z]+(?:_[a-z]+)+$/.test(text);
}
