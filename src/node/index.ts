/** The public list of `ai-gateway-failover/node`, by name. */
export { createKeepAliveFetch, type KeepAliveFetch } from './create-keep-alive-fetch.ts';
export { keepAliveDefaults, type KeepAliveFetchOptions } from './keep-alive-options.ts';
