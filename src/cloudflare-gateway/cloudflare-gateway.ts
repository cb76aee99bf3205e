/** The hooks for Cloudflare AI Gateway: what attempts through it are sent, and what its log is asked. */
import type { RouterHooks } from '../call/gateway-hooks.ts';
import type { GatewayHooks } from '../options/gateway-hooks.ts';
import { checkRows, filled } from '../runtime/option-rows.ts';
import { createExplainer } from './explain.ts';
import { EXPLAIN, GATEWAY, type CloudflareGatewayOptions } from './gateway-options.ts';
import { preparedParams } from './prepared-params.ts';
import { upstreamGuard } from './upstream-guard.ts';

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
  const hooks: RouterHooks = {
    gateway: 'cloudflare',
    prepared: paramsForLeg => preparedParams(paramsForLeg, settings, declared),
    ...(explain && { guard: upstreamGuard(createExplainer(explain.gateway, filled(explain, EXPLAIN))) }),
  };
  return hooks;
}
