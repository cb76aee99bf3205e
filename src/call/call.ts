/** The call of a router: its legs in their order, or as the user's `route` orders them. */
import type { Leg } from '../legs/leg.ts';
import { routedLegs } from '../legs/route.ts';
import { limitOf } from '../options/timeout-options.ts';
import type { CallOptions } from '../sdk-types.ts';
import type { Family, Router } from './model-call.ts';
import { callInOrder, runCall } from './run-call.ts';

/** Asks the legs; the first of `all` is the primary. What throws before there is a call rejects. */
export function callLegs<To extends Leg, Params extends CallOptions, Value>(
  router: Router,
  family: Family<To, Params, Value>,
  all: readonly NoInfer<To>[],
  params: NoInfer<Params>,
): Promise<Value> {
  return router.options.route ? callRouted(router, family, all, params) : callInOrder(router, family, all, params);
}

async function callRouted<Value>(
  router: Router,
  family: Family,
  all: readonly Leg[],
  params: CallOptions,
): Promise<Value> {
  const { clock, options, settings } = router;
  const { abortSignal: signal } = params;
  const startedAt = clock.monotonic();
  if (signal?.aborted) throw signal.reason;
  const totalMs = limitOf(options.timeouts.totalMs) ?? Infinity;
  // What is only observed ends nothing.
  const ms = settings.observe ? Infinity : totalMs;
  const legs = await routedLegs(options.route!, family.operation, all, params, { clock, ms, signal });
  return runCall(router, family, all, params, legs, startedAt, clock.monotonic());
}
