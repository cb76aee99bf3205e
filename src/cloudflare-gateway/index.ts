/** What only Cloudflare AI Gateway makes possible, for the legs behind one. */
export { cloudflareGateway } from './cloudflare-gateway.ts';
export type { CloudflareGatewayOptions, ExplainOptions, GatewayLog } from './gateway-options.ts';
export type { GatewayHooks } from '../options/gateway-hooks.ts';
