/**
 * What of a call stands for its caller at one leg's vendor or gateway: keys, tokens, accounts and stored keys that the
 * call itself names. What is declared for the leg is its owner's, and a token for a tool's server is neither.
 */
import type { Failure } from '../failure.ts';
import { bothCases } from '../prompt/option-namespaces.ts';
import { targetOf } from '../prompt/target.ts';
import { isSecretHeader } from '../redact/headers.ts';
import type { Leg } from './leg.ts';
import type { CallOptions } from '../sdk-types.ts';

/** Failures by which one caller's own credentials must not bench a leg for all. */
const OF_CREDENTIALS: ReadonlySet<Failure['category']> = new Set([
  'auth',
  'permission',
  'billing',
  'rate-limit',
  // Also said of models that exist, to those who may not use them.
  'not-found',
]);

/**
 * Headers that choose an account, a project or a stored key without being secret: OpenAI's and Google's, Cloudflare's
 * gateway and alias of a key, Portkey's configuration, Vercel's team.
 *
 * @see https://developers.openai.com/api/reference/overview#authentication
 * @see https://developers.cloudflare.com/ai-gateway/configuration/bring-your-own-keys/
 * @see https://portkey.ai/docs/api-reference/inference-api/headers
 */
const CHOOSES_ACCOUNT =
  /^(?:openai-(?:organization|project)|x-goog-user-project|cf-aig-(?:gateway-id|byok-alias)|x-portkey-(?:config|provider|virtual-key|custom-host)|x-vercel-ai-gateway-team)$/i;

/** An Access identity says who asks; the provider's key behind the gateway stays the owner's. */
const IDENTITY = /^cf-access-/i;
const IDENTITY_COOKIE = /^\s*CF_Authorization=[^;]*;?\s*$/;

/**
 * A gateway's own limits, and by what it may split them: one user's used-up budget, told of a call that names its user.
 *
 * @see https://portkey.ai/docs/product/enterprise-offering/budget-policies
 * @see https://vercel.com/docs/ai-gateway/provider-options
 */
const SPLIT_LIMITS: readonly { rules: RegExp; header?: RegExp; option?: string }[] = [
  { rules: /^portkey:(?:412|429)$/, header: /^x-portkey-metadata$/i },
  { rules: /^vercel:budget$/, option: 'quotaEntityId' },
];

/** Options whose keys and tokens are for somebody else, or are labels: tool servers, tools, what a user writes to be found again. */
const OF_OTHERS = /^(?:mcp_?servers?|tools?|metadata|labels|tags|cache_?control|thinking)$/i;
/** Names among those of secrets that are no credentials as options of a call. */
const NO_CREDENTIAL = /signature|session|cache|^key$/i;

const MAX_DEPTH = 6;
const MAX_VALUES = 1_000;

/** Paths of options that hold a credential, e.g. `gateway.byok.openai.0.apiKey`. */
function credentialPaths(value: unknown, found: Set<string>, room: { left: number }, path = '', depth = 0): void {
  if (depth > MAX_DEPTH || room.left <= 0 || typeof value !== 'object' || value === null) return;
  room.left -= 1;
  for (const [key, item] of Object.entries(value)) {
    if (OF_OTHERS.test(key)) continue;
    const at = `${path}.${key}`;
    const isSet = typeof item === 'string' ? item !== '' : typeof item === 'object' && item !== null;
    if (isSet && isSecretHeader(key) && !NO_CREDENTIAL.test(key)) found.add(at);
    // Credentials of a gateway's request, whatever the provider behind it calls them.
    if (key === 'byok' && isSet && Object.keys(item as object).length > 0) found.add(at);
    credentialPaths(item, found, room, at, depth + 1);
  }
}

/** The names under which a leg's package reads options; `undefined` if nothing is known of it. */
function namespacesOf({ facts }: Leg): ReadonlySet<string> | undefined {
  const target = targetOf(facts);
  if (!target) return undefined;
  const [name = ''] = facts.provider.split('.');
  return new Set([...target.namespaces, ...bothCases(name)]);
}

function hasOwnKey({ providerOptions }: CallOptions, leg: Leg): boolean {
  if (!providerOptions) return false;
  const read = namespacesOf(leg);
  const room = { left: MAX_VALUES };
  const declared = new Set<string>();
  credentialPaths(leg.declaration.providerOptions, declared, room);
  for (const [namespace, options] of Object.entries(providerOptions)) {
    if (read && !read.has(namespace)) continue;
    const found = new Set<string>();
    credentialPaths(options, found, room, `.${namespace}`);
    for (const path of found) if (!declared.has(path)) return true;
  }
  return false;
}

/** Names of headers that the leg got from the call. */
function sentHeaders({ headers }: CallOptions, { declaration }: Leg): [name: string, value: string][] {
  const declared = new Set(Object.keys(declaration.headers ?? {}).map(name => name.toLowerCase()));
  return Object.entries(headers ?? {}).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !declared.has(entry[0].toLowerCase()),
  );
}

const isCredential = ([name, value]: [string, string]): boolean => {
  if (IDENTITY.test(name) || (/^cookie$/i.test(name) && IDENTITY_COOKIE.test(value))) return false;
  return isSecretHeader(name);
};

/** Whether headers authenticate somebody, or choose an account. */
export const carriesCredentials = (headers: CallOptions['headers']): boolean =>
  Object.entries(headers ?? {}).some(
    ([name, value]) => value !== undefined && (CHOOSES_ACCOUNT.test(name) || isCredential([name, value])),
  );

/** Whether a gateway's limit may be that of the user whom the call names. */
function isUsersLimit({ rule }: Failure, params: CallOptions, leg: Leg, headers: readonly [string, string][]): boolean {
  const limit = SPLIT_LIMITS.find(({ rules }) => rules.test(rule));
  if (!limit) return false;
  if (limit.header) return headers.some(([name]) => limit.header!.test(name));
  const names = ({ gateway }: NonNullable<CallOptions['providerOptions']>) => gateway?.[limit.option!] !== undefined;
  return names(params.providerOptions ?? {}) && !names(leg.declaration.providerOptions ?? {});
}

/**
 * Whether a failure of a leg speaks of the credentials, or of the user, that the call itself brought to it.
 *
 * @param params the call's options as this leg got them
 */
export function isOfOwnCredentials(failure: Failure, params: CallOptions, leg: Leg): boolean {
  const { category } = failure;
  const isChoice = category === 'gateway-config';
  if (!isChoice && !OF_CREDENTIALS.has(category)) return false;
  try {
    const headers = sentHeaders(params, leg);
    if (isUsersLimit(failure, params, leg, headers)) return true;
    if (headers.some(([name]) => CHOOSES_ACCOUNT.test(name))) return true;
    return !isChoice && (headers.some(isCredential) || hasOwnKey(params, leg));
  } catch {
    // Options that do not let themselves be read hold nothing that a package could have sent.
    return false;
  }
}
