/** What a gateway makes possible for a router, as users hand it over. */

/** What `cloudflareGateway()` of `ai-gateway-failover/cloudflare` returns; what is in it is the package's own. */
export interface GatewayHooks {
  /** Whose attempts it knows. */
  readonly gateway: string;
}
