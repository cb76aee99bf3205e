/**
 * Turns what went wrong in one call into what its caller gets: the only place that decides between the caller's own
 * abort, an untouched error and a classified `APICallError`.
 */
import type { Classifier, ClassifyContext } from '../classify/classify.ts';
import { reasonInText } from '../classify/judge-finish.ts';
import { emit, type EventListener } from '../core/events.ts';
import { HookResultError } from '../core/hook-result.ts';
import { rememberOriginal, toAPICallError } from '../errors.ts';
import { makeFailure, type Failure } from '../failure.ts';
import { namedObjects, type NamedObjects } from '../prompt/named-objects.ts';
import { redactCall, type CallRedactor } from '../redact-call.ts';
import { withoutSecrets } from '../redact-sdk-error.ts';
import type { Redactor } from '../redact-text.ts';
import { redactedCause } from '../redact.ts';
import type { Finding } from './disguised-end.ts';
import type { CallOptions, LanguageModel } from './sdk-model.ts';

/** Where a failure was found. */
export type Phase = NonNullable<ClassifyContext['phase']>;

/** What is known of the response that failed. */
export interface ResponseFacts {
  url?: string | undefined;
  headers?: Record<string, string> | undefined;
  body?: unknown;
  /** Whether the provider package found content in it. */
  hasContent?: boolean | undefined;
}

/** Reports the failures of one call. */
export interface Report {
  /** What to throw, or to put into an error part, for an error that came up. */
  thrown(error: unknown, phase: Phase, response?: ResponseFacts): unknown;
  /** The error for something that nobody threw. */
  found(finding: Finding, phase: Phase, response?: ResponseFacts): unknown;
  /** What hides in an answer that looks good; `undefined` if nothing does. */
  inspected(response: ResponseFacts): unknown;
  /** An answer ended with a finish reason that nobody documents; it was taken for an answer. */
  unknownReason(raw: string): void;
  /** The call was answered. */
  succeeded(): void;
  /** Whether the caller aborted. */
  isAborted(): boolean;
}

/** What a report needs of its middleware. */
export interface ReportOptions {
  classifier: Classifier;
  onEvent: EventListener | undefined;
  includeRequestBody: boolean;
  /** Looks at a failure once more, with what the instance remembers. */
  judge(failure: Failure, model: LanguageModel, call: object): Failure;
  /** Warns of a finish reason that nobody documents, once for each model. */
  unknownReason(reason: string, model: LanguageModel): void;
  /** Remembers that the route works. */
  succeeded(model: LanguageModel): void;
}

const SDK_ERROR = Symbol.for('vercel.ai.error');
/** Errors of a call, and counts of those. */
const OF_A_CALL = ['AI_APICallError', 'AI_RetryError'].map(name => Symbol.for(`vercel.ai.error.${name}`));

/** An error of the SDK other than that of a call: a missing key, an unsupported setting. */
function isOtherSdkError(error: unknown): error is object {
  try {
    if (typeof error !== 'object' || error === null || !(SDK_ERROR in error)) return false;
    return !OF_A_CALL.some(marker => marker in error);
  } catch {
    // A value that does not let itself be looked at is none of the SDK's.
    return false;
  }
}

/** Such an error, without what it shows of the call. */
function otherSdkError(error: object, redact: Redactor): unknown {
  const shown = withoutSecrets(error, redact);
  if (shown !== error) rememberOriginal(shown, error);
  return shown;
}

/** A failure with what came from the response cleaned of this call's own secrets. */
function redactFailure(failure: Failure, error: unknown, redact: Redactor): Failure {
  const { code, logId } = failure;
  return {
    ...failure,
    ...(typeof code === 'string' && { code: redact(code) }),
    ...(typeof logId === 'string' && { logId: redact(logId) }),
    cause: redactedCause(error, redact),
  };
}

const withoutAbsent = ({ headers, body }: ResponseFacts) => ({ ...(headers && { headers }), body });

/** A hook's wrong result is what the caller gets, as an error that ends the attempt like any other. */
function orHookError(report: () => unknown): unknown {
  try {
    return report();
  } catch (thrown) {
    if (thrown instanceof HookResultError) return thrown;
    throw thrown;
  }
}

/** @param declared the options that are declared for the leg; what they name is named in every call */
export function createReport(
  options: ReportOptions,
  model: LanguageModel,
  params: CallOptions,
  declared?: CallOptions['providerOptions'],
): Report {
  const { classifier, onEvent, includeRequestBody } = options;
  const { provider, modelId } = model;
  let redactor: CallRedactor | undefined;
  const known = () => (redactor ??= redactCall(params, model));
  const redact: Redactor = text => known().redact(text);
  const mask: Redactor = text => known().mask(text);

  function finish(error: unknown, first: Failure, message: string, phase: Phase, response?: ResponseFacts): unknown {
    // Cleaned before it is judged: the judge tells listeners.
    const failure = options.judge(redactFailure(first, error, redact), model, params.prompt);
    emit(onEvent, { type: 'failure', failure, provider, modelId, phase });
    try {
      return toAPICallError({ error, failure, message, response, redact, includeRequestBody });
    } catch {
      // What it carries cannot be read; what it means is known.
      return toAPICallError({ error: undefined, failure, message, redact });
    }
  }

  /** Whatever was thrown is reported: of a value that cannot be read, that it could not. */
  function unreadable(phase: Phase): unknown {
    const failure = makeFailure('unknown', { category: 'unknown' });
    emit(onEvent, { type: 'failure', failure, provider, modelId, phase });
    return toAPICallError({ error: undefined, failure, message: 'The call failed with a value that cannot be read' });
  }

  let named: NamedObjects | undefined;
  const contextOf = (phase: Phase, response: ResponseFacts | undefined): ClassifyContext => ({
    provider,
    modelId,
    phase,
    signal: params.abortSignal,
    mask,
    namedObjects: (named ??= namedObjects(params, declared)),
    ...(response?.url !== undefined && { url: response.url }),
  });

  return {
    thrown(error, phase, response) {
      if (params.abortSignal?.aborted) return params.abortSignal.reason;
      // What comes up while an answer is read speaks of that answer, also where the SDK's error carries nothing of it.
      try {
        const examined = classifier.examine(error, contextOf(phase, response));
        if (phase === 'request' && isOtherSdkError(error) && !examined.hasTransportEvidence)
          return otherSdkError(error, redact);
        const { failure, message } = examined.judge();
        return finish(error, failure, message, phase, response);
      } catch (thrown) {
        return thrown instanceof HookResultError ? thrown : unreadable(phase);
      }
    },
    found({ rule, verdict, message, code }, phase, response) {
      const failure = makeFailure(rule, verdict, code === undefined ? {} : { code });
      return finish(undefined, failure, message, phase, response);
    },
    unknownReason: raw => options.unknownReason(redact(reasonInText(raw)), model),
    succeeded: () => options.succeeded(model),
    isAborted: () => params.abortSignal?.aborted === true,
    inspected(response) {
      const context = { ...contextOf('body', response), hasContent: response.hasContent };
      return orHookError(() => {
        const judged = classifier.examineResponse({ status: 200, ...withoutAbsent(response) }, context);
        return judged && finish(undefined, judged.failure, judged.message, 'body', response);
      });
    },
  };
}
