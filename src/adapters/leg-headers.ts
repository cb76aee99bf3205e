/** Which of a call's own headers a leg may see: credentials for one vendor are not sent to another. */
import { isSecretHeader } from '../redact.ts';

type Headers = Record<string, string | undefined>;

/** Whose credentials a header holds: a gateway's own stay with the gateway, all others with the vendor. */
const isGatewayHeader = (name: string) => /^cf-aig-/i.test(name);

/** Whether headers carry credentials of the caller's own. */
export function carriesCredentials(headers: Headers | undefined): boolean {
  if (!headers) return false;
  return Object.entries(headers).some(([name, value]) => value !== undefined && isSecretHeader(name));
}

/** The call's headers that a leg may see. */
export function visibleHeaders(
  headers: Headers | undefined,
  leg: { isSameVendor: boolean; isSameGateway: boolean },
): Headers | undefined {
  if (!headers || (leg.isSameVendor && leg.isSameGateway)) return headers;
  const visible: Headers = {};
  for (const [name, value] of Object.entries(headers)) {
    const isShared = isGatewayHeader(name) ? leg.isSameGateway : leg.isSameVendor || !isSecretHeader(name);
    if (isShared) visible[name] = value;
  }
  return visible;
}
