/** The hooks for Cloudflare AI Gateway: what attempts through it are sent, and what its log is asked. */
import { gatewayOf } from '../cloudflare/gateway-of.ts';
import type { GatewayHooks } from '../options/gateway-hooks.ts';
import { checkRows, filled } from '../runtime/option-rows.ts';
import { addedHeaders, withHeaders } from './added-headers.ts';
import { createExplainer } from './explain.ts';
import { EXPLAIN, GATEWAY, type CloudflareGatewayOptions } from './gateway-options.ts';
import { readSetHeaders } from './set-headers.ts';

const OWNER = 'cloudflareGateway';

/**
 * What Cloudflare AI Gateway makes possible for the legs behind one, for the option `gateway` of a router. Legs that are not
 * behind one are sent nothing. It keeps nothing of calls but the questions that are open, so that one may serve all requests.
 *
 * @example
 * ```ts
 * const model = createFailover({
 *   models: [gateway(anthropic('claude-sonnet-4-5')), openai('gpt-5')],
 *   gateway: cloudflareGateway({ requestTimeout: true, maxAttempts: 1, metadata: true }),
 * });
 * ```
 *
 * @throws {TypeError} for an unknown option or a value that an option does not take
 */
export function cloudflareGateway(options: CloudflareGatewayOptions): GatewayHooks {
  checkRows(OWNER, '', options, GATEWAY);
  const settings = filled(options, GATEWAY);
  const declared = new Set(settings.gateways);
  const { explain } = options;
  return {
    prepare(params, attempt) {
      const { model, gateway } = attempt;
      const isBehind =
        (gateway !== undefined && declared.has(gateway)) || gatewayOf(model, params.headers) !== undefined;
      const set = isBehind ? readSetHeaders(model, params.headers) : undefined;
      return set ? withHeaders(params, addedHeaders(settings, attempt, set), set) : params;
    },
    ...(explain && { failed: createExplainer(explain.gateway, filled(explain, EXPLAIN)) }),
  };
}
