/** Embedding models, asked for vectors: an answer whose vectors cannot be used in place of another leg's is a failure. */
import { TooManyEmbeddingValuesForCallError } from 'ai';
import { isCacheHit } from '../cloudflare/cache-hit.ts';
import { rememberOriginal } from '../errors/api-call-error.ts';
import type { EmbeddingLeg } from '../legs/embedding-leg.ts';
import { NO_VECTORS } from '../own-failures.ts';
import { lowerCaseHeaders } from '../parts/disguised-end.ts';
import type { ResponseFacts } from '../stream/forwarding.ts';
import { listOf } from '../parts/part-shape.ts';
import type { CallOptions, EmbeddingOptions, EmbeddingResult, FinishPart } from '../sdk-types.ts';
import { answer, failAttempt, failThrown } from './attempt-end.ts';
import { callLegs } from '../call/call.ts';
import type { Family, ModelAttempt, Router } from '../call/model-call.ts';
import { reportFound, reportInspected, reportSucceeded } from '../report/report.ts';
import { wrongVectors } from './vectors.ts';
import { isTold, metadataOf, warningsOf } from '../report/result-metadata.ts';

/** The options of an embedding call, as whatever serves every family sees them: it has no prompt. */
type EmbeddingCallOptions = EmbeddingOptions & CallOptions;

const embed: Family<EmbeddingLeg, EmbeddingCallOptions, EmbeddingResult> = {
  operation: 'embed',
  isStream: false,
  via: () => 'generate',
  ask(attempt) {
    const leg = attempt.to;
    const { prompt: _, ...params } = attempt.params;
    Promise.resolve(leg.model.doEmbed(params)).then(
      result => arrived(attempt, leg, params, result),
      error => failThrown(attempt, withoutValues(error)),
    );
  },
  discard() {},
};

const prompts = new WeakMap<object, CallOptions['prompt']>();

/**
 * An empty prompt, the same one for the SDK's retries of one call, by which that call is counted once. The SDK makes the
 * headers anew for each call, and hands the same ones to each try.
 */
function promptOf({ headers }: EmbeddingOptions): CallOptions['prompt'] {
  const prompt = (headers && prompts.get(headers)) ?? [];
  if (headers) prompts.set(headers, prompt);
  return prompt;
}

/** Asks the legs; the first is the primary. */
export const embedByLegs = (
  router: Router,
  legs: readonly EmbeddingLeg[],
  params: EmbeddingOptions,
): Promise<EmbeddingResult> => callLegs(router, embed, legs, { ...params, prompt: promptOf(params) });

function arrived(attempt: ModelAttempt, leg: EmbeddingLeg, params: EmbeddingOptions, result: EmbeddingResult): void {
  if (attempt.isOver) return;
  try {
    attempt.proves = !isCacheHit(result?.response?.headers);
    const finding = wrongVectors(result, params, leg);
    if (finding !== undefined || attempt.call.engine.onEvent !== undefined) noteSeen(attempt, result);
    if (finding === undefined) {
      reportSucceeded(attempt);
      return answer(attempt, isTold(attempt) ? annotated(result, attempt) : result);
    }
    const facts = factsOf(result);
    // Whoever sent no vectors at all may have sent an error instead.
    const isEmpty = finding === NO_VECTORS || result.embeddings.length === 0;
    const inspected = isEmpty && facts.body !== undefined ? reportInspected(attempt, facts) : undefined;
    failAttempt(attempt, inspected ?? reportFound(attempt, finding, 'body', facts));
  } catch (error) {
    failThrown(attempt, error);
  }
}

/** Keeps what a result says besides its vectors, for whoever wants to see it. */
function noteSeen(attempt: ModelAttempt, result: EmbeddingResult | null | undefined): void {
  try {
    attempt.facts = factsOf(result);
    const total = result?.usage?.tokens;
    // An embedding's tokens are all its input's.
    attempt.usage = { inputTokens: { total }, outputTokens: { total: undefined } } as FinishPart['usage'];
  } catch {
    // It says nothing that can be read.
  }
}

const factsOf = (result: EmbeddingResult | null | undefined): ResponseFacts => ({
  headers: lowerCaseHeaders(result?.response?.headers),
  body: result?.response?.body,
});

/** A result that says who served it. */
function annotated(result: EmbeddingResult, attempt: ModelAttempt): EmbeddingResult {
  const told = { ...result, providerMetadata: { ...result.providerMetadata, failover: metadataOf(attempt) } };
  return attempt.leg.index === 0 ? told : { ...told, warnings: [...listOf(result.warnings), ...warningsOf(attempt)] };
}

/** Stands for a value of the call. */
const NOT_SHOWN = '[not shown]';

/** The SDK's error for too many values holds all of them; how many there were stays. */
function withoutValues(error: unknown): unknown {
  try {
    if (!TooManyEmbeddingValuesForCallError.isInstance(error)) return error;
    const { provider, modelId, maxEmbeddingsPerCall } = error;
    const values = error.values.map(() => NOT_SHOWN);
    const shown = new TooManyEmbeddingValuesForCallError({ provider, modelId, maxEmbeddingsPerCall, values });
    rememberOriginal(shown, error);
    return shown;
  } catch {
    // It cannot be read; whoever reports it says so.
    return error;
  }
}
