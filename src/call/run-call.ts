/**
 * The way of a call: the primary is asked at once, and an answer goes straight back. What only a failure or a silence
 * needs is made when it comes to that.
 */
import type { LegFacts } from '../engine/attempt.ts';
import type { Call } from '../engine/call.ts';
import { isFree, ranked } from '../engine/guard.ts';
import { timeLeftMs } from '../engine/holds.ts';
import { begin } from '../engine/run-legs.ts';
import { abortCall, failCall, finish } from '../engine/settle.ts';
import { ofAttempt } from '../engine/tell.ts';
import { onTimer, schedule } from '../engine/timer.ts';
import { tell, tellFirst } from '../event-hub.ts';
import type { Leg } from '../legs/leg.ts';
import { limitOf } from '../options/timeout-options.ts';
import type { CallOptions } from '../sdk-types.ts';
import { hedgeOf } from './hedge-plan.ts';
import type { Family, ModelCall, Router } from './model-call.ts';

/** Asks the legs in their order. What throws before there is a call rejects. */
export const callInOrder = <To extends Leg, Params extends CallOptions, Value>(
  router: Router,
  family: Family<To, Params, Value>,
  all: readonly NoInfer<To>[],
  params: NoInfer<Params>,
): Promise<Value> => runCall(router, family, all, params, all, router.clock.monotonic(), undefined);

/**
 * Asks `legs`, which are some of `all`, the first of which is the primary. The family says which legs and options it
 * takes: only here they come together, and all that is shared sees any leg.
 *
 * @param routedAt when their order was chosen, if it was
 */
export function runCall<Value>(
  router: Router,
  family: Family,
  all: readonly Leg[],
  params: CallOptions,
  legs: readonly Leg[],
  startedAt: number,
  routedAt: number | undefined,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const call = openCall(router, family, all, params, legs, startedAt, resolve, reject);
    const { signal } = call;
    if (signal?.aborted) return reject(signal.reason);
    if (call.onAbort) signal?.addEventListener('abort', call.onAbort);
    try {
      if (router.guards.ranking.length > 0) call.legs = ranked(router.guards, call.legs, call);
      if (router.onEvent) tellStart(call, routedAt);
      // A listener may have aborted.
      if (signal?.aborted) return finish(call, { type: 'aborted', reason: signal.reason });
      const first = call.legs[0]!;
      // A route may have taken all the time.
      const isLate = call.totalAt < Infinity && timeLeftMs(call) < router.settings.minAttemptMs;
      if (isLate || !isFree(router.guards, first, call)) return router.startLoop(call);
      begin(call, first, 'first');
      schedule(call, routedAt ?? startedAt);
    } catch (error) {
      failCall(call, error);
    }
  });
}

/** A call came in; a route may have taken all of its time. */
function tellStart(call: ModelCall, routedAt: number | undefined): void {
  const { engine, operation, legs, startedAt, all, canary } = call;
  const names = legs.map(({ name }) => name);
  tellFirst(call, { type: 'call-start', operation, legs: names, ...(canary && { canary: true }) });
  const totalMs = limitOf(engine.options.timeouts.totalMs) ?? Infinity;
  if (routedAt === undefined || routedAt - startedAt < totalMs) return;
  const { observe: observed } = engine.settings;
  const ms = Math.round(totalMs);
  tell(call, { type: 'timeout', limit: 'totalMs', ms, observed, ...ofAttempt({ leg: all[0]!.facts, number: 0 }) });
}

/** Shared until there is something to put into one: a healthy call fills only `running` and `entries`. */
const NONE: readonly never[] = [];

function openCall(
  router: Router,
  family: Family,
  all: readonly Leg[],
  params: CallOptions,
  legs: readonly Leg[],
  startedAt: number,
  resolve: Call['resolve'],
  reject: Call['reject'],
): ModelCall {
  const { totalMs } = router.options.timeouts;
  const call: ModelCall = {
    engine: router,
    callId: undefined,
    context: undefined,
    operation: family.operation,
    family,
    all,
    params,
    prefilled: undefined,
    notStreaming: NONE,
    signal: params.abortSignal,
    legs: router.legFacts(legs, all, params),
    canary: undefined,
    hedge: hedgeOf(router, family.operation, params),
    startedAt,
    totalAt: typeof totalMs === 'number' ? startedAt + totalMs : Infinity,
    running: NONE,
    served: undefined,
    attempts: 0,
    failed: NONE,
    entries: NONE,
    plan: undefined,
    last: undefined,
    announced: undefined,
    isFinal: false,
    hedged: false,
    events: NONE,
    wakeLoop: undefined,
    isLooping: false,
    isSettled: false,
    resolve,
    reject,
    alarmAt: Infinity,
    alarmOf: undefined,
    wakeAt: Infinity,
    waiting: undefined,
    stopWatching: undefined,
    timer: undefined,
    timerAt: Infinity,
    onTimer: () => onTimer(call),
    onAbort: params.abortSignal ? () => abortCall(call) : undefined,
  };
  return call;
}

const facts = new WeakMap<readonly Leg[], readonly LegFacts[]>();

/** What the engine sees of legs; the same list for the same legs. */
export function factsOf(legs: readonly Leg[]): readonly LegFacts[] {
  let known = facts.get(legs);
  if (!known) facts.set(legs, (known = legs.map(leg => leg.facts)));
  return known;
}
