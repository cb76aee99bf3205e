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
import { runRound, type RoundStep } from '../layers/round.ts';
import { hasAnswer, REFUSED, type Finding } from './disguised-end.ts';
import { exhaustedError } from './exhausted.ts';
import type { ResolvedRouter } from './failover-options.ts';
import { guardGenerate } from './guard-generate.ts';
import { guardStream } from './guard-stream.ts';
import { carriesCredentials } from './leg-headers.ts';
import { paramsForLeg } from './leg-params.ts';
import type { Leg } from './leg.ts';
import { createReporting, NEVER_SUCCEEDED } from './reporting.ts';
import type { Report } from './report.ts';
import { infoOf, routedLegs } from './routed-legs.ts';
import type { CallOptions, GenerateResult, StreamResult } from './sdk-model.ts';
import { serveGenerate, serveStream, type Service } from './serve.ts';
import { unable } from './unable.ts';

/** A result that `acceptResult` did not take. */
const REJECTED: Finding = {
  rule: 'result:rejected',
  verdict: { category: 'unknown', retryable: true, fallback: true },
  message: 'The result was rejected by acceptResult',
};

/** Failures by which one tenant's own credentials must not bench a leg for all. */
const OF_CREDENTIALS: ReadonlySet<Failure['category']> = new Set(['auth', 'permission', 'billing', 'rate-limit']);
/** Failures that only a change of configuration mends. */
const OF_CONFIGURATION: ReadonlySet<Failure['category']> = new Set(['auth', 'permission', 'not-found', 'gateway-config']);

export interface Router {
  generate(legs: readonly Leg[], params: CallOptions): Promise<GenerateResult>;
  stream(legs: readonly Leg[], params: CallOptions): Promise<StreamResult>;
}

/** A hook of the user's that threw: its error is the caller's, not an attempt's. */
class HookError extends Error {}

/** Asks one leg. Throws what its report makes of a failure. */
type Ask<Value> = (leg: Leg, params: CallOptions, report: Report, service: Service | undefined) => Promise<Value>;

export function createRouter(options: ResolvedRouter): Router {
  const { clock, onEvent, maxWaitMs } = options;
  const reporting = createReporting(options);
  const notBefore = createNotBefore(() => clock.now());
  const toDelay = (failure: Failure, tries: number, durationMs: number) =>
    failure.rule === NEVER_SUCCEEDED ? undefined : retryDelayMs(failure, tries, durationMs, options);

  async function call<Value>(operation: Operation, all: readonly Leg[], params: CallOptions, ask: Ask<Value>): Promise<Value> {
    const legs = options.route ? await routedLegs(options.route, operation, all, params) : all;
    const facts = legs.map(leg => leg.facts);
    const signal = params.abortSignal;
    const failed: FailedAttempt[] = [];
    const isTenant = carriesCredentials(params.headers);
    const plan = planLegs({
      legs: facts,
      maxAttempts: options.maxAttempts ?? facts.reduce((sum, leg) => sum + 1 + leg.retries, 0),
      maxWaitMs,
      waitMs: leg => notBefore.waitMs(leg),
      unable: leg => unable(all[leg.index]!, params),
    });

    async function run({ leg: { index }, number }: Attempt): Promise<Outcome<Value>> {
      const leg = all[index]!;
      const isTold = options.alwaysTell || number > 1 || index !== 0;
      const { params: legParams, warnings } = paramsForLeg(params, leg, all[0]!, options.sanitize);
      const service = isTold ? { leg, failed: [...failed], skipped: plan.skipped(), warnings } : undefined;
      try {
        return { type: 'answered', value: await ask(leg, legParams, reporting.report(leg.model, legParams), service) };
      } catch (error) {
        if (error instanceof HookError) throw error.cause;
        if (signal?.aborted) return { type: 'aborted', reason: signal.reason };
        return { type: 'failed', error, failure: failureOf(error) ?? reporting.classifier.classify(error) };
      }
    }

    const { outcome, isFinal } = await runRound(plan, run, {
      operation,
      clock,
      signal,
      retryDelayMs: toDelay,
      mayFailOver: (failure, leg) => mayFailOver(failure, operation, leg),
      onFailed(attempt) {
        failed.push(attempt);
        const { leg, failure } = attempt;
        if (!isTenant || !OF_CREDENTIALS.has(failure.category)) notBefore.note(leg, failure);
        if (OF_CONFIGURATION.has(failure.category)) {
          emit(onEvent, { type: 'config', failure, provider: leg.provider, modelId: leg.modelId });
        }
      },
      onStep: step => emit(onEvent, toEvent(step)),
    });
    if (outcome?.type === 'answered') return outcome.value;
    if (outcome?.type === 'aborted') throw outcome.reason;
    const round = { legs: facts, failed, skipped: plan.skipped(), isFinal };
    const error = exhaustedError(round, { params, notBefore, now: clock.now(), neverRetryable: options.isFinal });
    emitExhausted(error, failed.length);
    throw error;
  }

  function emitExhausted(error: unknown, attempts: number): void {
    const failure = failureOf(error);
    if (!failure || !APICallError.isInstance(error)) return;
    emit(onEvent, { type: 'exhausted', failure, attempts, isRetryable: error.isRetryable });
  }

  function mayFailOver(failure: Failure, operation: Operation, leg: LegFacts): boolean {
    const asked = options.shouldFailOver?.(failure, { operation, leg: infoOf(leg) });
    if (asked !== undefined) return asked;
    return failure.fallback && (failure.category !== 'content-policy' || options.failOverOnContentPolicy);
  }

  async function generate(leg: Leg, params: CallOptions, report: Report, service: Service | undefined) {
    const result = await guardGenerate(() => leg.model.doGenerate(params), report);
    const isRefusal = result.finishReason.unified === 'content-filter' && !hasAnswer(result.content);
    if (isRefusal && options.failOverOnContentPolicy) throw report.found(REFUSED, 'body', { headers: result.response?.headers });
    if (!accepts(result, leg)) throw report.found(REJECTED, 'body', { headers: result.response?.headers });
    return service ? serveGenerate(result, service) : result;
  }

  function accepts(result: GenerateResult, leg: Leg): boolean {
    if (!options.acceptResult) return true;
    try {
      return options.acceptResult(result, { leg: infoOf(leg.facts) });
    } catch (cause) {
      throw new HookError('acceptResult threw', { cause });
    }
  }

  function stream(leg: Leg, params: CallOptions, report: Report, service: Service | undefined) {
    return guardStream(
      signal => leg.model.doStream(signal ? { ...params, abortSignal: signal } : params),
      params,
      report,
      { ...reporting.guardOptions(leg.model), failOnRefusal: options.failOverOnContentPolicy },
      { decorator: service && serveStream(service) },
    );
  }

  return {
    generate: (legs, params) => call('generate', legs, params, generate),
    stream: (legs, params) => call('stream', legs, params, stream),
  };
}

const toEvent = (step: RoundStep): FailoverEvent =>
  step.type === 'retry'
    ? { type: 'retry', leg: step.leg.name, failure: step.failure, waitMs: step.waitMs }
    : { type: 'failover', from: step.from.name, to: step.to.name, failure: step.failure, waitMs: step.waitMs };
