/** Health in a Durable Object, for all isolates of a Worker. */
import { waitUntil } from 'cloudflare:workers';
import { checkMethods } from '../runtime/check-options.ts';
import { createCopiedStore, type SharedHealthStore } from '../store/copied-store.ts';
import type { BreakerWrite, Engine } from '../store/rows.ts';
import { resolveStoreOptions, type SharedStoreOptions } from '../store/store-options.ts';

/** What is used of a stub. */
interface HealthStub {
  changes(since: number): PromiseLike<unknown>;
  putBreaker(write: BreakerWrite): PromiseLike<unknown>;
  putWait(id: string, ms: number): PromiseLike<unknown>;
  putTokens(id: string, change: number, capacity: number): PromiseLike<unknown>;
}

/** What is used of a binding: `DurableObjectNamespace<FailoverHealth>` is one. */
export interface HealthNamespace {
  getByName(name: string): HealthStub;
}

/** Options of {@link durableObjectStore}. */
export interface DurableObjectStoreOptions extends SharedStoreOptions {
  /** Of the object; isolates with the same one share. @default 'ai-gateway-failover' */
  name?: string | undefined;
}

/** The request may be answered before its question is. */
function kept(asked: PromiseLike<unknown>): unknown {
  const answer = (async () => asked)();
  waitUntil(answer.catch(() => {}));
  return answer;
}

/** Each question has a stub of its own, in the request that asks: on Workers no request may use the I/O of another. */
function engineOf(namespace: HealthNamespace, name: string): Engine {
  const stub = () => namespace.getByName(name);
  return {
    changes: since => kept(stub().changes(since)),
    putBreaker: write => kept(stub().putBreaker(write)),
    putWait: (id, ms) => kept(stub().putWait(id, ms)),
    putTokens: (id, change, capacity) => kept(stub().putTokens(id, change, capacity)),
  };
}

/**
 * A store for `createHealth` in a Durable Object of the class {@link FailoverHealth}. Calls never wait for it: they read a
 * copy, which follows within a second or two, and go on with what they know where the object is slow or down.
 *
 * @param namespace the binding
 * @throws {TypeError} for what is no binding, an unknown option or a value that an option does not take
 */
export function durableObjectStore(
  namespace: HealthNamespace,
  options: DurableObjectStoreOptions = {},
): SharedHealthStore {
  const owner = 'durableObjectStore';
  const resolved = resolveStoreOptions(owner, options, ['name']);
  checkMethods(owner, 'namespace', namespace ?? null, ['getByName']);
  return createCopiedStore(engineOf(namespace, options.name ?? 'ai-gateway-failover'), resolved);
}
