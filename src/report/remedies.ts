/** What to do about a failure where its rule says nothing: by what is known of it, else by its category. */
import type { Failure, FailureCategory } from '../failure.ts';

const BY_CATEGORY: Readonly<Record<FailureCategory, string>> = {
  'rate-limit': 'Wait until the limit opens, have it raised, or use an account with a limit of its own for this leg.',
  overloaded: 'Ask again in a minute. If it lasts, use another model, region or account for this leg.',
  timeout:
    'Check that the host and the model are up and not still loading, and that no proxy on the way swallows the answer.',
  'upstream-failure':
    'Ask again in a minute. If it never works, check the route to the provider and the key stored there.',
  'server-error':
    "Ask again in a minute. If it lasts, give the provider's support the log id, and use another model for this leg.",
  auth: 'Check the key: that it is set here, is whole, has not expired and belongs to this host.',
  permission: 'Ask for access to this model, or use a model, region or account that has it.',
  'not-found': 'Check the model id, the deployment and the region, and whether the model was retired.',
  billing: 'Add credit, pay what is due, or raise the budget.',
  'invalid-request':
    'Read the message: it names what this model does not take. Change the providerOptions, headers or settings of this leg.',
  'context-length': 'Use a shorter prompt, or a model that takes more.',
  'content-policy': 'Read the message: the filter or guardrail that refused even this prompt is set too strictly.',
  'gateway-config': 'Check baseURL, and the settings of the gateway.',
  network: 'Check host, port and scheme of baseURL, and whether a proxy, firewall or DNS stands between.',
  'stream-interrupted': 'Ask again. If it lasts, check proxies that cut long responses, and whether the model streams.',
  aborted: 'Nothing: it was aborted.',
  unknown: 'Read the message; `originalError()` of the error of a call has more.',
};

const DNS = 'The host name could not be looked up: check baseURL, and the DNS of this machine.';

/** Limits and what else a category is too wide for, by the rule of the failure that names them. */
const BY_RULE: Readonly<Record<string, string>> = {
  'timeout:firstContentMs':
    'Nothing came, and no refusal: check that the host and the model are up, and that host and port are right. If the model is only slow, raise firstContentMs or timeoutMs.',
  'timeout:idleMs':
    'The answer began and stood still: check that the host is up. If the model pauses for long, raise idleMs.',
  'timeout:attemptMs':
    'No whole answer came: check that the host and the model are up. If the answer only takes long, raise attemptMs or timeoutMs.',
  'network:dns-again': DNS,
  'network:dns-again-text': DNS,
  'timeout:totalMs': 'A call would end before this leg has answered: raise timeouts.totalMs, or use a faster model.',
};

/** What no waiting mends, though it mends most failures of the category. */
const LASTING: Readonly<Partial<Record<FailureCategory, string>>> = {
  overloaded: 'Start the model, or use another one for this leg.',
  'upstream-failure': 'Mend the way to the provider: certificate, address or route.',
  'server-error': 'Mend the server: its memory, its build or its limits. Use another leg meanwhile.',
};
const NOT_THE_MODEL =
  'Read the message: it says what this key, account, address or client may not do. Have it allowed, or use another account or host.';

const REFUSED_CODES: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ConnectionRefused']);

/** One line that a person can act on. */
export function remedyOf(failure: Omit<Failure, 'cause'>): string {
  const { remedy, rule, category, scope, code, retryable, retryAfterMs } = failure;
  if (remedy !== undefined) return remedy;
  if (REFUSED_CODES.has(code))
    return 'Nothing listens at this address: check host and port of baseURL, and whether the server runs.';
  if (category === 'permission' && scope !== 'model') return NOT_THE_MODEL;
  const passes = retryable || retryAfterMs !== undefined;
  return BY_RULE[rule] ?? (passes ? undefined : LASTING[category]) ?? BY_CATEGORY[category];
}
