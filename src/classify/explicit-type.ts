/**
 * Errors whose envelope says itself what they are: a 4xx with a type that means one kind of refusal, or with the
 * parameter that is at fault. Such an error may quote whatever it refused; only what belongs to its own kind is read
 * from its text.
 */
import type { FailureCategory } from '../failure.ts';
import type { Evidence } from './evidence.ts';

const words = /* @__NO_SIDE_EFFECTS__ */ (list: string): readonly string[] => list.trim().split(/\s+/);

/** Types as vendors and their SDKs name them, without separators and without `error` or `exception`: what each says. */
const TYPES: readonly (readonly [FailureCategory, readonly string[]])[] = [
  ['auth', words('authentication unauthenticated unauthorized')],
  ['permission', words('permission permissiondenied forbidden')],
  ['not-found', words('notfound')],
  [
    'invalid-request',
    words(`invalidrequest badrequest invalidargument invalidparameter invalidvalue invalidtype invalidinput
      missingrequiredparameter validation requestvalidation unprocessableentity`),
  ],
];

/** The bare form of a type: one for `NotFoundError`, `not_found_error` and `not_found`. */
const bare = (word: string): string => word.replaceAll('_', '').replace(/(?:error|exception)$/, '');

/** Statuses that say more than a type of the generic kind, which some vendors set for all of their 4xx. */
const OF_STATUS: Readonly<Record<number, FailureCategory>> = {
  401: 'auth',
  403: 'permission',
  404: 'not-found',
  410: 'not-found',
};

/** Refusals that pass, or that are about money: the type beside them is filler. */
const OTHER_STATUSES: ReadonlySet<number> = new Set([402, 407, 408, 409, 412, 424, 425, 429, 446, 498, 499]);

/** What else an error of this type may turn out to be by its own words: kinds that share its cause. */
const FAMILIES: Readonly<Partial<Record<FailureCategory, readonly FailureCategory[]>>> = {
  'invalid-request': ['invalid-request', 'context-length', 'content-policy', 'not-found'],
  auth: ['auth', 'permission'],
  permission: ['permission', 'auth', 'content-policy', 'not-found'],
  'not-found': ['not-found', 'gateway-config', 'invalid-request'],
};

/**
 * Words that say what kind of refusal this is, or that somebody behind refused, and nothing more precise: a text may
 * know more.
 */
const GENERIC: ReadonlySet<string> = /* @__PURE__ */ (() =>
  new Set([
    ...TYPES.flatMap(([, list]) => list),
    ...words(`unsupportedvalue unsupportedparameter upstream backend provider api badresponse badresponsestatuscode
    dorequestfailed newapi`),
  ]))();

/** The kinds that an error may be whose envelope says what it is; `undefined` for one that does not. */
export function explicitFamily({
  status,
  words: found,
  param,
  isQuoted,
}: Evidence): readonly FailureCategory[] | undefined {
  // The type is of whoever passes on what another said.
  if (isQuoted) return undefined;
  if (status !== undefined && (status < 400 || status > 499 || OTHER_STATUSES.has(status))) return undefined;
  const types = new Set([...found].map(bare));
  const type =
    TYPES.find(([, list]) => list.some(word => types.has(word)))?.[0] ??
    (param !== undefined && status !== undefined ? 'invalid-request' : undefined);
  if (type === undefined) return undefined;
  return FAMILIES[OF_STATUS[status ?? 0] ?? type];
}

/** The class and the type that `@ai-sdk/gateway` gives to every error whose type it does not know. */
const VERCEL_UNKNOWN = 'gatewayinternalservererror';
const OF_VERCEL_UNKNOWN: ReadonlySet<string> = new Set([VERCEL_UNKNOWN, 'internal_server_error']);

/** The words of an envelope that name one failure rather than a kind of refusal. */
export function specificWords(found: ReadonlySet<string>): ReadonlySet<string> {
  const isFiller = (word: string) =>
    GENERIC.has(bare(word)) || (found.has(VERCEL_UNKNOWN) && OF_VERCEL_UNKNOWN.has(word));
  return new Set([...found].filter(word => !isFiller(word)));
}
