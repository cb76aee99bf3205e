/** What a user writes in a Worker: it must type-check with the types of Workers alone. */
import { createHealth } from 'ai-gateway-failover';
import { durableObjectStore, type FailoverHealth } from 'ai-gateway-failover/durable-object';

export { FailoverHealth } from 'ai-gateway-failover/durable-object';

interface Env {
  HEALTH: DurableObjectNamespace<FailoverHealth>;
}

let health: ReturnType<typeof createHealth> | undefined;

export default {
  fetch(_request, env) {
    health ??= createHealth({ store: durableObjectStore(env.HEALTH, { name: 'app' }) });
    return Response.json(health.snapshot());
  },
} satisfies ExportedHandler<Env>;
