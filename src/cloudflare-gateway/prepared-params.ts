/** The call options that a leg gets, with what the gateway is sent for one attempt. */
import { gatewayOf } from '../cloudflare/gateway-of.ts';
import type { AttemptForm, ModelCall, Router } from '../call/model-call.ts';
import { callIdOf } from '../event-hub.ts';
import type { ParamsForLeg } from '../legs/leg-params.ts';
import type { Leg } from '../legs/leg.ts';
import { addedHeaders, withHeaders, type Wishes } from './added-headers.ts';
import { readSetHeaders } from './set-headers.ts';

/** Milliseconds after which an attempt without content ends by limits that the user set. Default limits are not sent: the last leg has none. */
function limitOf({ engine }: ModelCall, { limits }: Leg, via: AttemptForm['via']): number | undefined {
  // With `observe` no limit ends anything.
  if (engine.settings.observe) return undefined;
  const { spares, ...own } = limits[via];
  const set = (['firstContentMs', 'attemptMs'] as const).map(limit => (limit === spares ? undefined : own[limit]));
  const ms = Math.min(...set.map(limit => limit ?? Infinity));
  return ms < Infinity ? ms : undefined;
}

/** @param declared names that legs declare as their gateway and that are this one's */
export const preparedParams =
  (paramsForLeg: ParamsForLeg, wishes: Wishes, declared: ReadonlySet<string>): Router['paramsForLeg'] =>
  (given, leg, primary, call, { number, via }) => {
    const made = paramsForLeg(given, leg, primary, call);
    const { params } = made;
    const { gateway } = leg.declaration;
    const isBehind =
      (gateway !== undefined && declared.has(gateway)) || gatewayOf(leg.model, params.headers) !== undefined;
    const set = isBehind ? readSetHeaders(leg.model, params.headers) : undefined;
    if (!set) return made;
    const attempt = { callId: callIdOf(call), attempt: number, leg: leg.facts.name, limitMs: limitOf(call, leg, via) };
    return { ...made, params: withHeaders(params, addedHeaders(wishes, attempt, set), set) };
  };
