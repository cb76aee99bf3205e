/**
 * The router: one call over its legs. Everything that belongs to a call lives in the call's closure; the instance has
 * its immutable legs and what it was asked to remember.
 */
import type { HedgeOptions, Try } from '../core/round.ts';
import { answerOf, type Operation, type Outcome } from '../core/attempt.ts';
import { createAskLeg } from './ask-leg.ts';
import { refusalsOf } from './known-refusals.ts';
import { hedgeOf } from './may-hedge.ts';
import { createLegMemory } from './leg-memory.ts';
import { createLegParams } from './leg-params.ts';
import type { Leg } from './leg.ts';
import { createReporting } from './reporting.ts';
import type { ResolvedRouter } from './resolve-router.ts';
import { routeCall, type Opening, type RouterParts } from './routed-call.ts';
import { routedLegs } from './routed-legs.ts';
import type { CallOptions, GenerateResult, StreamResult } from './sdk-model.ts';
import { limitOf } from './timeout-options.ts';
import { createSilenceKey } from './silence.ts';
import { createTryLeg, type Kind, type Kinds } from './try-leg.ts';
import { unable } from './unable.ts';

export interface Router {
  generate(legs: readonly Leg[], params: CallOptions): Promise<GenerateResult>;
  stream(legs: readonly Leg[], params: CallOptions): Promise<StreamResult>;
}

export function createRouter(options: ResolvedRouter): Router {
  const { clock } = options;
  const totalMs = limitOf(options.timeouts.totalMs);
  const reporting = createReporting(options);
  const refusals = refusalsOf(options.health, clock);
  const silenceKey = createSilenceKey(options, refusals);
  const askLeg = createAskLeg(options, reporting, refusals);
  const memory = createLegMemory(options);
  const tryLeg = createTryLeg(options, reporting);
  const kinds: Kinds = {
    generate: { operation: 'generate', ask: askLeg.generate, discard: () => {} },
    stream: {
      operation: 'stream',
      ask: askLeg.stream,
      discard: ({ stream }, reason) => void stream.cancel(reason).catch(() => {}),
    },
  };
  const paramsForLeg = createLegParams(options);
  const parts: RouterParts = { options, reporting, memory, paramsForLeg, tryLeg, silenceKey, kinds };

  const isReady = (leg: Leg, params: CallOptions) =>
    memory.notBefore.waitMs(leg.facts) === 0 && memory.pauseMs(leg.facts) === 0 && unable(leg, params) === undefined;

  /** Whether a call may ask its primary before it plans anything. */
  const mayOpen = (primary: Leg, params: CallOptions) =>
    !(options.route || options.alwaysTell || options.continueAfterContent || params.abortSignal?.aborted) &&
    isReady(primary, params);

  /** How the first try ended; `undefined` once it is time to ask another leg, too. */
  function firstWord<Value>({ attempt, outcome }: Try<Value>, hedge: HedgeOptions | undefined) {
    if (!hedge) return outcome;
    return new Promise<Outcome<Value> | undefined>((resolve, reject) => {
      const timer = clock.setTimeout(() => resolve(undefined), hedge.afterMs);
      const disarm = () => clock.clearTimeout(timer);
      attempt.onContent = disarm;
      outcome.then(resolve, reject).finally(disarm);
    });
  }

  /** The legs to try, as the user orders them; the wait for that is bounded as the call is. */
  async function orderLegs(
    route: NonNullable<ResolvedRouter['route']>,
    operation: Operation,
    all: readonly Leg[],
    params: CallOptions,
    timeLeftMs: () => number,
  ): Promise<readonly Leg[]> {
    // What is only observed ends nothing.
    const ms = options.timeouts.observe ? Infinity : timeLeftMs();
    const legs = await routedLegs(route, operation, all, params, { clock, ms, signal: params.abortSignal });
    if (totalMs !== undefined && timeLeftMs() === 0)
      reporting.onExpired(all[0]!.model)({ limit: 'totalMs', ms: totalMs });
    return legs;
  }

  async function call<Value>(kind: Kind<Value>, all: readonly Leg[], params: CallOptions): Promise<Value> {
    const deadline = totalMs === undefined ? Infinity : clock.monotonic() + totalMs;
    const timeLeftMs = () => (totalMs === undefined ? Infinity : Math.max(deadline - clock.monotonic(), 0));
    const primary = all[0]!;
    const keyOf = (leg: Leg) => silenceKey(leg, kind.operation, params);
    if (!mayOpen(primary, params)) {
      const { route } = options;
      const legs =
        route && !params.abortSignal?.aborted ? await orderLegs(route, kind.operation, all, params, timeLeftMs) : all;
      const hedge = hedgeOf(options, memory, kind.operation, keyOf(legs[0]!), params);
      return routeCall(parts, { kind, all, legs, params, hedge, timeLeftMs, opening: undefined });
    }
    const key = keyOf(primary);
    const hedge = hedgeOf(options, memory, kind.operation, key, params);
    // The healthy path: nothing is built for the case that the primary fails.
    const own = paramsForLeg(params, primary, primary).params;
    const leg = memory.begin(primary, own);
    const opening: Opening<Value> = {
      leg,
      isLast: () => options.maxAttempts === 1 || !all.some(other => other !== primary && isReady(other, params)),
      first: tryLeg(kind, {
        leg: primary,
        number: 1,
        params: own,
        silenceKey: key,
        service: undefined,
        timeLeftMs: timeLeftMs(),
        isLast: () => opening.isLast(),
        onSpoke: leg.spoke,
        onOver: leg.over,
      }),
    };
    const outcome = await firstWord(opening.first, hedge).catch((error: unknown) => {
      leg.forget();
      throw error;
    });
    if (outcome?.type === 'aborted') {
      leg.forget();
      return answerOf(outcome);
    }
    if (outcome?.type !== 'answered') {
      return routeCall(parts, { kind, all, legs: all, params, hedge, timeLeftMs, opening });
    }
    const { attempt } = opening.first;
    try {
      memory.noteSilence(attempt, attempt.firstContentMs ?? clock.monotonic() - attempt.startedAt);
      leg.answered(kind.operation);
    } catch (error) {
      kind.discard(outcome.value, error);
      throw error;
    }
    return outcome.value;
  }

  return {
    generate: (legs, params) => call(kinds.generate, legs, params),
    stream: (legs, params) => call(kinds.stream, legs, params),
  };
}
