/** Health in Redis, for all processes that reach it. */
import { createCopiedStore, type SharedHealthStore } from '../store/copied-store.ts';
import { resolveStoreOptions, type SharedStoreOptions } from '../store/store-options.ts';
import { evaluateBy, type IoRedisClient, type NodeRedisClient } from './client.ts';
import { redisEngine } from './redis-engine.ts';

/** Options of {@link redisStore}. */
export interface RedisStoreOptions extends SharedStoreOptions {
  /** Of the one key that is used, `<prefix>:health`; processes with the same one share. @default 'ai-gateway-failover' */
  prefix?: string | undefined;
}

/**
 * A store for `createHealth` in Redis. Calls never wait for it: they read a copy, which follows within a second or two, and
 * go on with what they know where Redis is slow, down or full of junk.
 *
 * @param client a connected client of `redis` or `ioredis`
 * @throws {TypeError} for what is no client, an unknown option or a value that an option does not take
 */
export function redisStore(
  client: NodeRedisClient | IoRedisClient,
  options: RedisStoreOptions = {},
): SharedHealthStore {
  const resolved = resolveStoreOptions('redisStore', options, ['prefix']);
  const { prefix = 'ai-gateway-failover' } = options;
  return createCopiedStore(redisEngine(evaluateBy('redisStore', client), `${prefix}:health`), resolved);
}
