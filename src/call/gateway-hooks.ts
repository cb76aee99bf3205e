/** What a gateway does for a router: the contract with a subpath that knows one, so that only its users carry its code. */
import type { Guard } from '../engine/guard.ts';
import type { ParamsForLeg } from '../legs/leg-params.ts';
import type { GatewayHooks } from '../options/gateway-hooks.ts';
import type { Router } from './model-call.ts';

export interface RouterHooks extends GatewayHooks {
  /** Adds what the gateway should get to the options of a call, as one attempt at a leg gets them. */
  prepared(paramsForLeg: ParamsForLeg): Router['paramsForLeg'];
  /** Sees attempts fail. */
  readonly guard?: Guard;
}
