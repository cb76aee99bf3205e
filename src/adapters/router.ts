/**
 * The router: one call over its legs. Everything that belongs to a call lives in the call's closure; the instance has
 * its immutable legs and what it was asked to remember.
 */
import type { HedgeOptions, Try } from '../core/round.ts';
import { answerOf, type Outcome } from '../core/attempt.ts';
import { createAskLeg } from './ask-leg.ts';
import { hedgeOf } from './may-hedge.ts';
import { createLegMemory } from './leg-memory.ts';
import { paramsForLeg } from './leg-params.ts';
import type { Leg } from './leg.ts';
import { createReporting } from './reporting.ts';
import type { ResolvedRouter } from './resolve-router.ts';
import { routeCall, type Opening, type RouterParts } from './routed-call.ts';
import { routedLegs } from './routed-legs.ts';
import type { CallOptions, GenerateResult, StreamResult } from './sdk-model.ts';
import { limitOf } from './timeout-options.ts';
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
  const askLeg = createAskLeg(options, reporting);
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
  const parts: RouterParts = { options, reporting, memory, tryLeg, kinds };

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

  async function call<Value>(kind: Kind<Value>, all: readonly Leg[], params: CallOptions): Promise<Value> {
    const deadline = totalMs === undefined ? Infinity : clock.now() + totalMs;
    const timeLeftMs = () => Math.max(deadline - clock.now(), 0);
    const primary = all[0]!;
    const hedgeFrom = (first: Leg) => hedgeOf(options, memory, kind.operation, first, params);
    if (!mayOpen(primary, params)) {
      const legs = options.route ? await routedLegs(options.route, kind.operation, all, params) : all;
      return routeCall(parts, { kind, all, legs, params, hedge: hedgeFrom(legs[0]!), timeLeftMs, opening: undefined });
    }
    const hedge = hedgeFrom(primary);
    // The healthy path: nothing is built for the case that the primary fails.
    const own = paramsForLeg(params, primary, primary, options.sanitize).params;
    const leg = memory.begin(primary.facts, params);
    const opening: Opening<Value> = {
      leg,
      isLast: () => options.maxAttempts === 1 || !all.some(other => other !== primary && isReady(other, params)),
      first: tryLeg(kind, {
        leg: primary,
        number: 1,
        params: own,
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
      memory.noteSilence(attempt, attempt.firstContentMs ?? clock.now() - attempt.startedAt);
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
