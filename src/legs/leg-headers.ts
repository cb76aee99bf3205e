/**
 * Which of a call's own headers a leg gets. To another vendor go only headers that trace a request or say who asks in
 * which language; whatever else a call carries may be a credential, by a name that nobody knows.
 */

type Headers = Record<string, string | undefined>;

/**
 * What goes to any vendor: W3C Trace Context, RFC 9110's description of who asks, and ids of a request. Not `baggage`:
 * applications put their users' data into it.
 */
const TRAVELS: ReadonlySet<string> = new Set([
  'traceparent',
  'tracestate',
  'user-agent',
  'accept-language',
  'content-language',
  'x-request-id',
  'x-correlation-id',
]);

/** What decides which of a call's headers a leg gets. */
export interface HeaderRules {
  /** Whether what a call sends to the primary is received by the same party here. */
  isTrusted: boolean;
  /** Names in lower case that the user lets go to every vendor. */
  forwarded: ReadonlySet<string>;
  /** The headers declared for the leg; they stand in place of the call's, in whatever case they are written. */
  declared: Readonly<Record<string, string>> | undefined;
  /** Receives the name of a header that stays behind. */
  onWithheld: (name: string) => void;
}

/** The call's headers that a leg gets beside those declared for it. */
export function visibleHeaders(headers: Headers | undefined, rules: HeaderRules): Headers | undefined {
  const { isTrusted, forwarded, declared, onWithheld } = rules;
  if (!headers) return undefined;
  const replaced = new Set(Object.keys(declared ?? {}).map(name => name.toLowerCase()));
  const visible: Headers = {};
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (value === undefined || replaced.has(lower)) continue;
    if (isTrusted || TRAVELS.has(lower) || forwarded.has(lower)) visible[name] = value;
    else onWithheld(lower);
  }
  return visible;
}
