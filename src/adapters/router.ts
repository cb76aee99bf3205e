/**
 * The router: one call over its legs. Everything that belongs to a call lives in the call's closure; the instance has
 * its immutable legs and what it was asked to remember.
 */
import { APICallError } from 'ai';
import type { Attempt, FailedAttempt, LegFacts, Operation, Outcome } from '../core/attempt.ts';
import { emit, type FailoverEvent } from '../core/events.ts';
import { failureOf } from '../errors.ts';
import type { Failure } from '../failure.ts';
import { retryDelayMs } from '../layers/backoff.ts';
import { planLegs } from '../layers/leg-plan.ts';
import { createNotBefore } from '../layers/not-before.ts';
import { runRound, type Opening, type RoundStep } from '../layers/round.ts';
import { createAskLeg, HookError, REJECTED, type Question } from './ask-leg.ts';
import { continueAfter, mayContinue } from './continue-with.ts';
import { exhaustedError } from './exhausted.ts';
import type { ResolvedRouter } from './failover-options.ts';
import { carriesCredentials } from './leg-headers.ts';
import { paramsForLeg } from './leg-params.ts';
import type { Leg } from './leg.ts';
import { createReporting, NEVER_SUCCEEDED } from './reporting.ts';
import { infoOf, routedLegs } from './routed-legs.ts';
import type { CallOptions, GenerateResult, StreamResult } from './sdk-model.ts';
import { unable } from './unable.ts';

/** Failures by which one tenant's own credentials must not bench a leg for all. */
const OF_CREDENTIALS: ReadonlySet<Failure['category']> = new Set(['auth', 'permission', 'billing', 'rate-limit']);
/** Failures after which the same leg is better left, though another round may try it. */
const NO_SECOND_TRY: ReadonlySet<string> = new Set([NEVER_SUCCEEDED, REJECTED.rule]);
/** Failures that only a change of configuration mends. */
const OF_CONFIGURATION: ReadonlySet<Failure['category']> = new Set([
  'auth',
  'permission',
  'not-found',
  'gateway-config',
]);

export interface Router {
  generate(legs: readonly Leg[], params: CallOptions): Promise<GenerateResult>;
  stream(legs: readonly Leg[], params: CallOptions): Promise<StreamResult>;
}

export function createRouter(options: ResolvedRouter): Router {
  const { clock, onEvent, maxWaitMs } = options;
  const reporting = createReporting(options);
  const askLeg = createAskLeg(options, reporting);
  const notBefore = createNotBefore(() => clock.now());

  function mayFailOver(failure: Failure, operation: Operation, leg: LegFacts): boolean {
    const asked = options.shouldFailOver?.(failure, { operation, leg: infoOf(leg) });
    if (asked !== undefined) return asked;
    return failure.fallback && (failure.category !== 'content-policy' || options.failOverOnContentPolicy);
  }

  /** Remembers what a failure asks of later calls. */
  function learn({ leg, failure }: FailedAttempt, isTenant: boolean): void {
    if (!isTenant || !OF_CREDENTIALS.has(failure.category)) notBefore.note(leg, failure);
    if (!OF_CONFIGURATION.has(failure.category)) return;
    emit(onEvent, { type: 'config', failure, provider: leg.provider, modelId: leg.modelId });
  }

  /** Asks a leg, and makes an outcome of whatever happens. */
  async function outcomeOf<Value>(
    ask: (question: Question) => Promise<Value>,
    question: Question,
    signal: AbortSignal | undefined,
  ): Promise<Outcome<Value>> {
    try {
      return { type: 'answered', value: await ask(question) };
    } catch (error) {
      if (error instanceof HookError) throw error.cause;
      if (signal?.aborted) return { type: 'aborted', reason: signal.reason };
      return { type: 'failed', error, failure: failureOf(error) ?? reporting.classifier.classify(error) };
    }
  }

  /** Whether a call may ask its primary before it plans anything. */
  const mayOpen = (primary: Leg, params: CallOptions) =>
    !(options.route || options.alwaysTell || options.continueAfterContent || params.abortSignal?.aborted) &&
    notBefore.waitMs(primary.facts) === 0 &&
    unable(primary, params) === undefined;

  /** The healthy path: nothing is built for the case that the primary fails. */
  async function open<Value>(
    primary: Leg,
    given: CallOptions,
    ask: (question: Question) => Promise<Value>,
  ): Promise<Opening<Value>> {
    const startedAt = clock.now();
    const { params } = paramsForLeg(given, primary, primary, options.sanitize);
    const outcome = await outcomeOf(ask, { leg: primary, params, service: undefined }, given.abortSignal);
    return { outcome, startedAt, durationMs: outcome.type === 'answered' ? 0 : clock.now() - startedAt };
  }

  async function call<Value>(
    operation: Operation,
    all: readonly Leg[],
    params: CallOptions,
    ask: (question: Question) => Promise<Value>,
  ): Promise<Value> {
    const opening = mayOpen(all[0]!, params) ? await open(all[0]!, params, ask) : undefined;
    if (opening?.outcome.type === 'answered') return opening.outcome.value;
    const legs = options.route ? await routedLegs(options.route, operation, all, params) : all;
    const facts = legs.map(leg => leg.facts);
    const primary = all[0]!;
    const signal = params.abortSignal;
    const failed: FailedAttempt[] = [];
    const plan = planLegs({
      legs: facts,
      opened: opening && primary.facts,
      maxAttempts: options.maxAttempts ?? facts.reduce((sum, leg) => sum + 1 + leg.retries, 0),
      maxWaitMs,
      waitMs: leg => notBefore.waitMs(leg),
      unable: leg => unable(all[leg.index]!, params),
    });

    function questionFor(leg: Leg, given: CallOptions, isFirst: boolean): Question {
      const { params: legParams, warnings } = paramsForLeg(given, leg, primary, options.sanitize);
      const isTold = options.alwaysTell || !isFirst || leg !== primary;
      return {
        leg,
        params: legParams,
        service: isTold ? { leg, failed: [...failed], skipped: plan.skipped(), warnings } : undefined,
      };
    }

    async function run({ leg: { index }, number }: Attempt): Promise<Outcome<Value>> {
      const leg = all[index]!;
      const question = questionFor(leg, params, number === 1);
      const continueWith = options.continueAfterContent && mayContinue(params) ? continuation(leg) : undefined;
      return outcomeOf(ask, continueWith ? { ...question, continueWith } : question, signal);
    }

    function onFailed(attempt: FailedAttempt): void {
      failed.push(attempt);
      learn(attempt, carriesCredentials(params.headers));
    }

    const continuation = (broken: Leg) =>
      continueAfter(broken, {
        plan,
        params,
        legAt: index => all[index]!,
        now: () => clock.now(),
        failed({ facts: leg }, error, startedAt) {
          const failure = failureOf(error) ?? reporting.classifier.classify(error);
          onFailed({ leg, failure, error, startedAt, durationMs: clock.now() - startedAt });
          plan.failed(leg, failure);
          return mayFailOver(failure, operation, leg) ? failure : undefined;
        },
        open(leg, prefilled, { facts: from }, failure) {
          emit(onEvent, { type: 'failover', from: from.name, to: leg.facts.name, failure, waitMs: 0 });
          return askLeg.stream(questionFor(leg, prefilled, false));
        },
      });

    const { outcome, isFinal } = await runRound(plan, run, {
      operation,
      clock,
      signal,
      retryDelayMs: (failure, tries, durationMs) =>
        NO_SECOND_TRY.has(failure.rule) ? undefined : retryDelayMs(failure, tries, durationMs, options),
      mayFailOver: (failure, leg) => mayFailOver(failure, operation, leg),
      opening,
      onFailed,
      onStep: step => emit(onEvent, toEvent(step)),
    });
    if (outcome?.type === 'answered') return outcome.value;
    if (outcome?.type === 'aborted') throw outcome.reason;
    const round = { legs: facts, failed, skipped: plan.skipped(), isFinal };
    const error = exhaustedError(round, { params, notBefore, now: clock.now(), neverRetryable: options.isFinal });
    tellExhausted(error, failed.length);
    throw error;
  }

  function tellExhausted(error: unknown, attempts: number): void {
    const failure = failureOf(error);
    if (!failure || !APICallError.isInstance(error)) return;
    emit(onEvent, { type: 'exhausted', failure, attempts, isRetryable: error.isRetryable });
  }

  return {
    generate: (legs, params) => call('generate', legs, params, askLeg.generate),
    stream: (legs, params) => call('stream', legs, params, askLeg.stream),
  };
}

const toEvent = (step: RoundStep): FailoverEvent =>
  step.type === 'retry'
    ? { type: 'retry', leg: step.leg.name, failure: step.failure, waitMs: step.waitMs }
    : { type: 'failover', from: step.from.name, to: step.to.name, failure: step.failure, waitMs: step.waitMs };
