/** The call options that a leg gets, with what its gateway adds for one attempt. */
import { callIdOf } from '../event-hub.ts';
import { infoOf } from '../legs/route.ts';
import type { LegParams, ParamsForLeg } from '../legs/leg-params.ts';
import type { Leg } from '../legs/leg.ts';
import type { GatewayHooks } from '../options/gateway-hooks.ts';
import type { CallOptions } from '../sdk-types.ts';
import type { AttemptForm, ModelCall } from './model-call.ts';

/** When an attempt without content is cut by what the user set. */
function limitOf(call: ModelCall, { limits }: Leg, via: AttemptForm['via']): number | undefined {
  // What is only observed ends nothing.
  if (call.engine.settings.observe) return undefined;
  const { spares, ...own } = limits[via];
  const set = (['firstContentMs', 'attemptMs'] as const).map(limit => (limit === spares ? undefined : own[limit]));
  const ms = Math.min(...set.map(limit => limit ?? Infinity));
  return ms < Infinity ? ms : undefined;
}

export const preparedParams =
  (paramsForLeg: ParamsForLeg, gateway: GatewayHooks) =>
  (given: CallOptions, leg: Leg, primary: Leg, call: ModelCall, { number, via }: AttemptForm): LegParams => {
    const made = paramsForLeg(given, leg, primary, call);
    const facts = call.legs.find(({ index }) => index === leg.facts.index) ?? leg.facts;
    const params = gateway.prepare(made.params, {
      callId: callIdOf(call),
      operation: call.operation,
      leg: infoOf(facts),
      model: leg.model,
      attempt: number,
      gateway: facts.gateway,
      limitMs: limitOf(call, leg, via),
    });
    return { ...made, params };
  };
