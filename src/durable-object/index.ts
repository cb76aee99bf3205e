/** The public list of `ai-gateway-failover/durable-object`, by name. */
export type { SharedHealthStore } from '../store/copied-store.ts';
export { durableObjectStore, type DurableObjectStoreOptions, type HealthNamespace } from './durable-object-store.ts';
export { FailoverHealth } from './failover-health.ts';
