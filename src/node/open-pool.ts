/** Pooled HTTP/1.1 connections with TCP keep-alive, and the calls on them. Shares nothing with other pools. */
import { Agent, Client, type Dispatcher, fetch as undiciFetch, Pool } from 'undici';
import type { KeepAliveSettings } from './keep-alive-options.ts';
import type { OwnRequest } from './own-request.ts';
import { type Attempt, newLine, notingConnector, watchAttempt, watchClient } from './watch-socket.ts';

export interface ConnectionPool {
  /** Sends a request; resolves with its headers. */
  fetch(request: OwnRequest, attempt: Attempt): Promise<Response>;
  /** Lets the calls under way end, bodies included, and closes the connections. */
  drain(): Promise<void>;
}

export function openPool(settings: KeepAliveSettings): ConnectionPool {
  const openClient = (origin: URL, options: Client.Options): Dispatcher => {
    const line = newLine();
    const { connect } = options;
    const connector = typeof connect === 'function' ? notingConnector(connect, line) : connect;
    return watchClient(new Client(origin, { ...options, connect: connector! }), line, settings.idleSocketMs);
  };
  const agent = new Agent({
    // HTTP/2 would put every call on one connection: when it dies, all die, and none is known to be unanswered.
    allowH2: false,
    pipelining: 1,
    keepAliveTimeout: settings.idleSocketMs,
    keepAliveMaxTimeout: settings.idleSocketMs,
    headersTimeout: settings.headersTimeoutMs || 0,
    bodyTimeout: settings.bodyTimeoutMs || 0,
    connect: {
      timeout: settings.connectTimeoutMs || 0,
      keepAlive: settings.probeAfterMs !== false,
      ...(settings.probeAfterMs !== false && { keepAliveInitialDelay: settings.probeAfterMs }),
    },
    factory: (origin, options) => new Pool(origin, { ...options, factory: openClient }),
  });
  const calls = new Set<Promise<unknown>>();
  return {
    async fetch(request, attempt) {
      const call = undiciFetch(request.url, { ...request.init, dispatcher: watchAttempt(agent, attempt) });
      calls.add(call);
      try {
        return (await call) as unknown as Response;
      } finally {
        calls.delete(call);
      }
    },
    async drain() {
      // A closed agent takes no request, not even the next hop of a redirect.
      await Promise.allSettled(calls);
      await agent.close();
    },
  };
}
