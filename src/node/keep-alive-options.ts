/** What `createKeepAliveFetch` takes, what it does when told nothing, and which values it refuses. */
import { checkBoolean } from '../runtime/check-options.ts';
import { MAX_TIMER_MS } from '../runtime/clock.ts';
import { table, checkRows, filled, number, withDefault, type Rows } from '../runtime/option-rows.ts';

const OWNER = 'createKeepAliveFetch';

/** How connections are kept, given up and replaced. */
export interface KeepAliveFetchOptions {
  /**
   * How long a connection may carry nothing before the operating system sends TCP keep-alive probes, also while a model
   * thinks. Must be shorter than the NAT's memory. Whole seconds; a fraction is cut off. `false` sends none.
   * @default 60_000
   */
  probeAfterMs?: number | false | undefined;
  /**
   * How long an unused connection is kept for the next call. A shorter `Keep-Alive: timeout` of the server wins, less two
   * seconds; a longer one does not. Must be shorter than the NAT's memory and than the server's own limit.
   * @default 50_000
   */
  idleSocketMs?: number | undefined;
  /**
   * Limit for the TCP and TLS handshake. `false` waits for as long as the operating system does.
   * @default 10_000
   */
  connectTimeoutMs?: number | false | undefined;
  /**
   * Limit from the request to its response headers: for a call that does not stream, that is the whole answer. Only a
   * safety net: `timeouts.firstContentMs` of the middleware is the limit that fails over. `false` switches it off.
   * @default 600_000
   */
  headersTimeoutMs?: number | false | undefined;
  /**
   * Limit between two chunks of a body. Only a safety net, as above: `timeouts.idleMs` is the limit that fails over.
   * `false` switches it off.
   * @default 300_000
   */
  bodyTimeoutMs?: number | false | undefined;
  /**
   * Whether a call is sent once more, at once and on a new connection, when the pooled connection that it was given turns
   * out to be dead: it was used before, it broke within 5 seconds of the request, and no byte of an answer came. A body
   * that cannot be read twice (a stream) is never sent again.
   * @default true
   */
  retryStaleSocket?: boolean | undefined;
}

const duration = { integer: true, min: 1, unit: 'milliseconds' };

const OPTIONS: Rows<KeepAliveFetchOptions, keyof KeepAliveFetchOptions> = /* @__PURE__ */ table(() => ({
  // Below a second Node hands the system a delay of 0, which means the system's own: two hours.
  probeAfterMs: withDefault(60_000, number({ ...duration, min: 1_000, orFalse: true })),
  idleSocketMs: withDefault(50_000, number(duration)),
  connectTimeoutMs: withDefault(10_000, number({ ...duration, orFalse: true })),
  headersTimeoutMs: withDefault(600_000, number({ ...duration, orFalse: true })),
  bodyTimeoutMs: withDefault(300_000, number({ ...duration, orFalse: true })),
  retryStaleSocket: withDefault(true, checkBoolean),
}));

/** What holds when an option is left out. */
export const keepAliveDefaults: KeepAliveSettings = Object.freeze(filled({}, OPTIONS));

/** The options in force. */
export type KeepAliveSettings = {
  readonly [Name in keyof KeepAliveFetchOptions]-?: Exclude<KeepAliveFetchOptions[Name], undefined>;
};

const cut = (value: number | false): number | false => (value === false ? false : Math.min(value, MAX_TIMER_MS));

/** Checks the options and fills in the defaults; a number too long for a timer is cut to the longest one. */
export function keepAliveSettings(options: KeepAliveFetchOptions): KeepAliveSettings {
  checkRows(OWNER, '', options, OPTIONS);
  const { idleSocketMs, retryStaleSocket, ...limits } = filled(options, OPTIONS);
  return Object.freeze({
    idleSocketMs: Math.min(idleSocketMs, MAX_TIMER_MS),
    retryStaleSocket,
    probeAfterMs: cut(limits.probeAfterMs),
    connectTimeoutMs: cut(limits.connectTimeoutMs),
    headersTimeoutMs: cut(limits.headersTimeoutMs),
    bodyTimeoutMs: cut(limits.bodyTimeoutMs),
  });
}
