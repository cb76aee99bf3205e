/** Under which name and version spans and metrics are made; a test holds the version to the package's. */
export const SCOPE = 'ai-gateway-failover';
export const SCOPE_VERSION = '0.1.0';
