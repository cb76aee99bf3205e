/** The public list of `ai-gateway-failover/redis`, by name. */
export type { SharedHealthStore } from '../store/copied-store.ts';
export type { IoRedisClient, NodeRedisClient } from './client.ts';
export { redisStore, type RedisStoreOptions } from './redis-store.ts';
