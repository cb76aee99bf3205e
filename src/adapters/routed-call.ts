/** One call over its legs, from the moment that more than its primary's first answer is needed. */
import { answerOf, type Attempt, type FailedAttempt, type LegFacts } from '../core/attempt.ts';
import { emit } from '../core/events.ts';
import type { HedgeOptions, Try } from '../core/round.ts';
import { planLegs } from '../layers/leg-plan.ts';
import { runRound } from '../layers/round.ts';
import { mayFailOver, sameLegDelayMs } from './after-failure.ts';
import { continueAfter, mayContinue } from './continue-with.ts';
import { exhaustedError } from './exhausted.ts';
import { SILENT, type LegCall, type LegMemory } from './leg-memory.ts';
import type { ParamsForLeg } from './leg-params.ts';
import type { Leg } from './leg.ts';
import type { Reporting } from './reporting.ts';
import type { ResolvedRouter } from './resolve-router.ts';
import type { CallOptions } from './sdk-model.ts';
import { createRunningTries } from './running-tries.ts';
import type { SoFar } from './serve.ts';
import type { SilenceKey } from './silence.ts';
import { tellExhausted, tellStep } from './tell.ts';
import type { Kind, Kinds, TryLeg } from './try-leg.ts';
import { unable } from './unable.ts';

/** What a router has for all its calls. */
export interface RouterParts {
  options: ResolvedRouter;
  reporting: Reporting;
  memory: LegMemory;
  paramsForLeg: ParamsForLeg;
  tryLeg: TryLeg;
  silenceKey: SilenceKey;
  kinds: Kinds;
}

export interface RoutedCall<Value> {
  kind: Kind<Value>;
  /** All legs; the first is the primary. */
  all: readonly Leg[];
  /** The legs to try, in order. */
  legs: readonly Leg[];
  params: CallOptions;
  hedge: HedgeOptions | undefined;
  timeLeftMs: () => number;
  opening: Opening<Value> | undefined;
}

/** The first try at the primary, made before there was a plan. */
export interface Opening<Value> {
  readonly leg: LegCall;
  readonly first: Try<Value>;
  /** Whether no other leg could answer instead; the plan knows better once there is one. */
  isLast: () => boolean;
}

/** Why a try is ended that nobody waits for any more. */
const tooLate = () => new DOMException('Another leg answered first, or the call is over', 'AbortError');

export async function routeCall<Value>(parts: RouterParts, call: RoutedCall<Value>): Promise<Value> {
  const { options, reporting, memory, paramsForLeg, tryLeg } = parts;
  const { clock, onEvent } = options;
  const { kind, all, params, hedge, timeLeftMs, opening } = call;
  const { operation } = kind;
  const [primary] = all as [Leg];
  const legs = call.legs.map(leg => leg.facts);
  const failed: FailedAttempt[] = [];
  const running = createRunningTries(clock, hedge);
  const legCalls = new Map<LegFacts, LegCall>();
  let hedged = false;
  if (opening) {
    legCalls.set(primary.facts, opening.leg);
    running.watch(opening.first);
    opening.isLast = () => isLast(primary.facts);
  }

  const plan = planLegs({
    legs,
    opened: opening && primary.facts,
    maxAttempts: options.maxAttempts ?? legs.reduce((sum, leg) => sum + 1 + leg.retries, 0),
    maxWaitMs: options.maxWaitMs,
    minAttemptMs: options.minAttemptMs,
    // What is only observed decides nothing.
    timeLeftMs: options.timeouts.observe ? () => Infinity : timeLeftMs,
    waitMs: leg => memory.notBefore.waitMs(leg),
    // What another call gave up in the meantime is not tried again by this one.
    pauseMs: leg => Math.max(memory.pauseMs(leg), legCalls.get(leg)?.isGivenUp() ? 1 : 0),
    unable: leg => unable(all[leg.index]!, params),
  });

  // A leg that was joined had its time; and behind one that failed for good there may be nobody to spare it for.
  const isLast = (leg: LegFacts) => !hedged && running.count() < 2 && !plan.hasOther(leg);

  const soFar = (leg: LegFacts): SoFar => ({ failed, skipped: plan.skipped(), hedged, beaten: running.besides(leg) });

  /** Starts a try; the caller is told of it unless it is the primary's first. */
  function begin<Answer>(as: Kind<Answer>, facts: LegFacts, number: number, given = params): Try<Answer> {
    const leg = all[facts.index]!;
    const { params: legParams, warnings } = paramsForLeg(given, leg, primary);
    const legCall = legCalls.get(facts) ?? memory.begin(leg, legParams, plan.isLastResort(facts));
    legCalls.set(facts, legCall);
    const isTold = options.alwaysTell || number > 1 || leg !== primary;
    const begun = tryLeg(as, {
      leg,
      number,
      params: legParams,
      silenceKey: parts.silenceKey(leg, as.operation, params),
      service: isTold ? { leg, warnings, soFar: () => soFar(facts) } : undefined,
      timeLeftMs: timeLeftMs(),
      isLast: () => isLast(facts),
      onSpoke: legCall.spoke,
      onOver: legCall.over,
      // What continues an answer is not itself continued.
      continueWith: given === params && mayContinue(options, params, leg, all) ? continuation(leg) : undefined,
    });
    running.watch(begun);
    return begun;
  }

  function onFailed(attempt: FailedAttempt): void {
    failed.push(attempt);
    legCalls.get(attempt.leg)?.failed(attempt.failure);
  }

  function onLost(attempt: Attempt, winner: Attempt | undefined): void {
    attempt.link?.abort(tooLate());
    attempt.link?.unlink();
    if (!winner) return;
    plan.putBack(attempt.leg);
    // One that was ended early tells nothing, and one that began later than the winner only lost the race.
    if (!running.isSilent(attempt)) return;
    const ms = clock.monotonic() - attempt.startedAt;
    memory.noteSilence(attempt, ms);
    if (attempt.startedAt < winner.startedAt) legCalls.get(attempt.leg)?.left(SILENT, ms);
  }

  const continuation = (broken: Leg) =>
    continueAfter(broken, {
      plan,
      params,
      legAt: index => all[index]!,
      now: () => clock.monotonic(),
      beganAt: clock.monotonic(),
      failed({ facts: leg }, error, startedAt) {
        const failure = reporting.classifier.classify(error);
        const failedAt = clock.monotonic();
        const durationMs = failedAt - startedAt;
        const attempt = { leg, failure, error, startedAt: clock.now() - durationMs, durationMs, failedAt };
        // What a broken stream teaches was learned at its end.
        if (leg === broken.facts) failed.push(attempt);
        else onFailed(attempt);
        legCalls.get(leg)?.left(failure, durationMs);
        plan.failed(leg, failure);
        return mayFailOver(options, operation, failure, leg) ? failure : undefined;
      },
      async open({ facts: to }, prefilled, { facts: from }, failure) {
        emit(onEvent, { type: 'failover', from: from.name, to: to.name, failure, waitMs: 0 });
        const outcome = await begin(parts.kinds.stream, to, failed.length + 1, prefilled).outcome;
        if (outcome.type === 'answered') legCalls.get(to)?.answered('stream');
        if (outcome.type === 'answered') return outcome.value;
        if (prefilled.abortSignal?.aborted) legCalls.get(to)?.forget();
        throw outcome.type === 'failed' ? outcome.error : outcome.reason;
      },
    });

  const { outcome, isFinal } = await runRound(plan, {
    clock,
    hedge,
    signal: params.abortSignal,
    opening: opening?.first,
    begin: (facts, number) => begin(kind, facts, number),
    retryDelayMs: (failure, tries, silentMs, leg) =>
      legCalls.get(leg)?.isGivenUp() ? undefined : sameLegDelayMs(options, memory, leg, { failure, tries, silentMs }),
    mayFailOver: (failure, leg) => mayFailOver(options, operation, failure, leg),
    discard: value => kind.discard(value, tooLate()),
    onAnswered(attempt) {
      memory.noteSilence(attempt, attempt.firstContentMs ?? clock.monotonic() - attempt.startedAt);
      legCalls.get(attempt.leg)?.answered(operation);
    },
    onFailed,
    onEnd: () => legCalls.forEach(legCall => legCall.forget()),
    onLeft: (leg, failure) =>
      legCalls.get(leg)?.left(failure, failed.findLast(attempt => attempt.leg === leg)?.durationMs ?? 0),
    onLost,
    onStep(step) {
      hedged ||= step.type === 'hedge';
      tellStep(onEvent, step);
    },
  });
  if (outcome && outcome.type !== 'failed') return answerOf(outcome);
  const round = { legs, failed, skipped: plan.skipped(), outcome, isFinal };
  const error = exhaustedError(round, {
    params,
    waitMs: leg => memory.notBefore.waitMs(leg),
    pauseMs: memory.pauseMs,
    now: clock.monotonic(),
    neverRetryable: options.isFinal,
    isSpent: memory.isSpent(legs),
  });
  tellExhausted(onEvent, error, failed.length);
  throw error;
}
