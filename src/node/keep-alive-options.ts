/** What `createKeepAliveFetch` takes, what it does when told nothing, and which values it refuses. */
import { checkBoolean, checkKeys, checkNumber } from '../runtime/check-options.ts';
import { MAX_TIMER_MS } from '../runtime/clock.ts';

const OWNER = 'createKeepAliveFetch';

/** How connections are kept, given up and replaced. */
export interface KeepAliveFetchOptions {
  /**
   * How long a connection may carry nothing before the operating system sends TCP keep-alive probes, also while a model
   * thinks. Must be shorter than the NAT's memory. Whole seconds; a fraction is cut off. `false` sends none.
   * @default 60_000
   */
  probeAfterMs?: number | false;
  /**
   * How long an unused connection is kept for the next call. A shorter `Keep-Alive: timeout` of the server wins, less two
   * seconds; a longer one does not. Must be shorter than the NAT's memory and than the server's own limit.
   * @default 50_000
   */
  idleSocketMs?: number;
  /**
   * Limit for the TCP and TLS handshake. `false` waits for as long as the operating system does.
   * @default 10_000
   */
  connectTimeoutMs?: number | false;
  /**
   * Limit from the request to its response headers: for a call that does not stream, that is the whole answer. Only a
   * safety net: `timeouts.firstContentMs` of the middleware is the limit that fails over. `false` switches it off.
   * @default 600_000
   */
  headersTimeoutMs?: number | false;
  /**
   * Limit between two chunks of a body. Only a safety net, as above: `timeouts.idleMs` is the limit that fails over.
   * `false` switches it off.
   * @default 300_000
   */
  bodyTimeoutMs?: number | false;
  /**
   * Whether a call is sent once more, at once and on a new connection, when the pooled connection that it was given turns
   * out to be dead: it was used before, it broke within 5 seconds of the request, and no byte of an answer came. A body
   * that cannot be read twice (a stream) is never sent again.
   * @default true
   */
  retryStaleSocket?: boolean;
}

/** What holds when an option is left out. */
export const keepAliveDefaults: Readonly<Required<KeepAliveFetchOptions>> = Object.freeze({
  probeAfterMs: 60_000,
  idleSocketMs: 50_000,
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 600_000,
  bodyTimeoutMs: 300_000,
  retryStaleSocket: true,
});

/** The options in force. */
export type KeepAliveSettings = Readonly<Required<KeepAliveFetchOptions>>;

/** Checks the options and fills in the defaults; a number too long for a timer is cut to the longest one. */
export function keepAliveSettings(options: KeepAliveFetchOptions): KeepAliveSettings {
  checkKeys(OWNER, '', options, Object.keys(keepAliveDefaults));
  const duration = { integer: true, min: 1, unit: 'milliseconds' };
  // Below a second Node hands the system a delay of 0, which means the system's own: two hours.
  checkNumber(OWNER, 'probeAfterMs', options.probeAfterMs, { ...duration, min: 1_000, orFalse: true });
  checkNumber(OWNER, 'idleSocketMs', options.idleSocketMs, duration);
  checkNumber(OWNER, 'connectTimeoutMs', options.connectTimeoutMs, { ...duration, orFalse: true });
  checkNumber(OWNER, 'headersTimeoutMs', options.headersTimeoutMs, { ...duration, orFalse: true });
  checkNumber(OWNER, 'bodyTimeoutMs', options.bodyTimeoutMs, { ...duration, orFalse: true });
  checkBoolean(OWNER, 'retryStaleSocket', options.retryStaleSocket);
  const limited = (name: Exclude<keyof KeepAliveFetchOptions, 'retryStaleSocket' | 'idleSocketMs'>): number | false => {
    const value = options[name] ?? keepAliveDefaults[name];
    return value === false ? false : Math.min(value, MAX_TIMER_MS);
  };
  return Object.freeze({
    probeAfterMs: limited('probeAfterMs'),
    idleSocketMs: Math.min(options.idleSocketMs ?? keepAliveDefaults.idleSocketMs, MAX_TIMER_MS),
    connectTimeoutMs: limited('connectTimeoutMs'),
    headersTimeoutMs: limited('headersTimeoutMs'),
    bodyTimeoutMs: limited('bodyTimeoutMs'),
    retryStaleSocket: options.retryStaleSocket ?? keepAliveDefaults.retryStaleSocket,
  });
}
