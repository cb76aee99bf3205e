/** The public list of `ai-gateway-failover/otel`, by name. */
export { createOtelListener, type OtelListenerOptions } from './create-otel-listener.ts';
