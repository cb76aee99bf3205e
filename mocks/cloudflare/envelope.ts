/** Cloudflare AI Gateway's own error envelope: which codes come with which status and words. */

/** Codes of the gateway with the status and message they were seen with. */
export const GATEWAY_CODES: Readonly<Record<number, { readonly status: number; readonly message: string }>> = {
  2001: { status: 400, message: 'Please configure AI Gateway in the Cloudflare dashboard' },
  2003: { status: 429, message: 'Rate limited' },
  2005: { status: 400, message: 'Failed to get response from provider' },
  2008: { status: 400, message: 'Invalid provider' },
  2009: { status: 401, message: 'Unauthorized' },
  2016: { status: 424, message: 'Prompt blocked due to security configurations' },
  2017: { status: 424, message: 'Response blocked due to security configurations' },
  2018: { status: 429, message: 'Wholesale Rate limited' },
  2021: { status: 402, message: 'Insufficient balance; add money to your gateway or use BYOK' },
  2029: { status: 424, message: 'Request content blocked due to DLP policy violations' },
  2030: { status: 424, message: 'Response content blocked due to DLP policy violations' },
  2041: { status: 429, message: 'Spend limit exceeded' },
  7013: { status: 503, message: 'Scanner unavailable' },
};

/** The envelope as the gateway writes it. */
export function gatewayEnvelope(code: number, message: string): string {
  return JSON.stringify({ success: false, result: [], messages: [], error: [{ code, message }] });
}
