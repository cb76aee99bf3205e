/**
 * The gateways that a call's own `cf-aig-gateway-id` names: for the legs that are sent this header it stands over what their
 * model says, as it does on the wire.
 */
import { gatewayOf, isNamedByHeader } from '../cloudflare/gateway-of.ts';
import { GATEWAY_HEADER, namedGateway } from '../cloudflare/request-headers.ts';
import type { LegFacts } from '../engine/attempt.ts';
import type { CallOptions } from '../sdk-types.ts';
import { isSameReceiver } from './leg-params.ts';
import type { Leg } from './leg.ts';

/** Whether the call names the gateway of any leg. */
export const namesGateway = ({ headers }: CallOptions): boolean => namedGateway(headers) !== undefined;

/**
 * What the engine sees of the legs in such a call.
 *
 * @param forwarded names of headers, in lower case, that go to every vendor
 */
export const factsWithGateway = (
  legs: readonly Leg[],
  primary: Leg,
  { headers }: CallOptions,
  forwarded: ReadonlySet<string>,
): readonly LegFacts[] =>
  legs.map(leg => {
    const { declaration, facts, model } = leg;
    if (declaration.gateway !== undefined || namedGateway(declaration.headers) !== undefined) return facts;
    if (!isNamedByHeader(model)) return facts;
    const isSent = leg === primary || forwarded.has(GATEWAY_HEADER) || isSameReceiver(leg, primary);
    return isSent ? { ...facts, gateway: gatewayOf(model, headers) } : facts;
  });
