/**
 * Turns what went wrong in an attempt into what its caller gets: the only place that decides between the caller's own
 * abort, an untouched error and a classified `APICallError`.
 */
import type { ClassifyContext } from '../classify/classify.ts';
import type { Examination } from '../classify/classifier.ts';
import { reasonInText } from '../classify/finish/judge-finish.ts';
import { originalError, rememberOriginal, toAPICallError } from '../errors/api-call-error.ts';
import { redactCall, type CallRedactor } from '../redact/call.ts';
import { withoutSecrets } from '../redact/sdk-error.ts';
import type { Redactor } from '../secrets/text.ts';
import { redactedCause } from '../redact/headers.ts';
import { callIdOf, tell } from '../event-hub.ts';
import { tellOf } from '../engine/tell.ts';
import { makeFailure, type Failure } from '../failure.ts';
import { NEVER_SUCCEEDED, PROVIDER_FAILED, UNREPORTABLE, type Finding } from '../own-failures.ts';
import { namedObjects } from '../references/named-objects.ts';
import { HookResultError } from '../runtime/hook-result.ts';
import type { ResponseFacts } from '../stream/forwarding.ts';
import { FoundError } from '../parts/found-error.ts';
import type { ModelAttempt } from '../call/model-call.ts';

/** Where a failure was found. */
export type Phase = NonNullable<ClassifyContext['phase']>;

const MISCONFIGURED =
  'This route has never answered: check the model id, its provider prefix and the provider key stored in the gateway.';

const SDK_ERROR = Symbol.for('vercel.ai.error');
/** Errors of a call, and counts of those. */
const OF_A_CALL = /* @__PURE__ */ ['AI_APICallError', 'AI_RetryError'].map(name =>
  Symbol.for(`vercel.ai.error.${name}`),
);

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
  if (shown !== error) rememberOriginal(shown, originalError(error));
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

/** Looks at a failure once more, with what the instance remembers of the route. */
function judge(attempt: ModelAttempt, failure: Failure): Failure {
  const { routes } = attempt.call.engine.reporting;
  if (failure.rule !== PROVIDER_FAILED || !routes?.failed(attempt.leg.key, attempt.call.params.prompt)) return failure;
  const judged = { ...failure, rule: NEVER_SUCCEEDED, remedy: MISCONFIGURED + routes.saidOf(attempt.leg.key) };
  tellOf(attempt, { type: 'config', failure: judged });
  return judged;
}

interface Found {
  error: unknown;
  failure: Failure;
  message: string;
  phase: Phase;
  response: ResponseFacts | undefined;
}

/** Compares with what the caller gave, whatever of it the leg was sent, with what the leg adds, and with the model's own credentials. */
export function redactorOf(attempt: ModelAttempt): CallRedactor {
  return (attempt.redactor ??= redactCall(attempt.call.params, attempt.to.model, attempt.to.declaration));
}

function finish(attempt: ModelAttempt, { error, failure: first, message, phase, response }: Found): unknown {
  const { includeRequestBody } = attempt.call.engine.reporting;
  const { redact } = redactorOf(attempt);
  const callId = callIdOf(attempt.call);
  // Cleaned before it is judged: the judge raises events.
  const failure = judge(attempt, redactFailure(first, error, redact));
  // A listener to that may have aborted, and so ended the attempt.
  if (!attempt.isOver) tellOf(attempt, { type: 'failure', failure, phase });
  try {
    return toAPICallError({ error, failure, message, response, redact, includeRequestBody, callId });
  } catch {
    // What it carries cannot be read; what it means is known.
    return toAPICallError({ error: undefined, failure, message, redact, callId });
  }
}

const contextOf = (attempt: ModelAttempt, phase: Phase, url: string | undefined): ClassifyContext => ({
  provider: attempt.leg.provider,
  modelId: attempt.leg.modelId,
  phase,
  signal: attempt.call.signal,
  mask: text => redactorOf(attempt).mask(text),
  namedObjects: (attempt.named ??= namedObjects(attempt.call.params, attempt.to.declaration.providerOptions)),
  ...(url !== undefined && { url }),
});

/** What an error says, in one pass: whoever asks after it first has it read. */
export function examine(attempt: ModelAttempt, error: unknown, phase: Phase, response?: ResponseFacts): Examination {
  const known = attempt.examined;
  if (known && known.error === error && known.phase === phase) return known.examination;
  const { classifier } = attempt.call.engine.reporting;
  const examination = classifier.examine(error, contextOf(attempt, phase, response?.url));
  attempt.examined = { error, phase, examination };
  return examination;
}

/**
 * What a report gives, whatever it meets. A hook's wrong result is what the caller gets, as an error that ends the
 * attempt like any other; what else throws is an error that cannot be read.
 */
function safely(attempt: ModelAttempt, phase: Phase, report: () => unknown): unknown {
  try {
    return report();
  } catch (thrown) {
    if (thrown instanceof HookResultError) return thrown;
  }
  const { rule, verdict, message } = UNREPORTABLE;
  const failure = makeFailure(rule, verdict);
  try {
    return finish(attempt, { error: undefined, failure, message, phase, response: undefined });
  } catch {
    return toAPICallError({ error: undefined, failure, message });
  }
}

/** What to throw, or to put into an error part, for an error that came up; never throws itself. */
export function reportThrown(attempt: ModelAttempt, error: unknown, phase: Phase, response?: ResponseFacts): unknown {
  const { signal } = attempt.call;
  if (signal?.aborted) return signal.reason;
  return safely(attempt, phase, () => {
    // Asked in here: a proxy may throw even then.
    if (error instanceof FoundError) return reportFound(attempt, error.finding, phase, response);
    const examined = examine(attempt, error, phase, response);
    // What comes up while an answer is read speaks of that answer, also where the SDK's error carries nothing of it.
    if (phase === 'request' && isOtherSdkError(error) && !examined.hasTransportEvidence)
      return otherSdkError(error, redactorOf(attempt).redact);
    return finish(attempt, { error, ...examined.judge(), phase, response });
  });
}

/** The error for something that no one threw; never throws itself. */
export function reportFound(attempt: ModelAttempt, finding: Finding, phase: Phase, response?: ResponseFacts): unknown {
  const { rule, verdict, message, code } = finding;
  const failure = makeFailure(rule, verdict, code === undefined ? {} : { code });
  return safely(attempt, phase, () => finish(attempt, { error: undefined, failure, message, phase, response }));
}

/** What hides in an answer that looks good; `undefined` if nothing does. */
export function reportInspected(attempt: ModelAttempt, response: ResponseFacts): unknown {
  const { headers, body, hasContent } = response;
  const { classifier } = attempt.call.engine.reporting;
  return safely(attempt, 'body', () => {
    const context = { ...contextOf(attempt, 'body', response.url), hasContent };
    const judged = classifier.examineResponse({ status: 200, ...(headers && { headers }), body }, context);
    return judged && finish(attempt, { error: undefined, ...judged, phase: 'body', response });
  });
}

/** Remembers that the route works, if its answer proves that. */
export function reportSucceeded({ call, leg, proves }: ModelAttempt): void {
  if (proves) call.engine.reporting.routes?.succeeded(leg.key);
}

/** Most finish reasons that one instance warns of. */
const MAX_WARNED = 100;

/** Warns of a finish reason that no vendor documents, and that was taken for an answer; once for each model. */
export function reportUnknownReason(attempt: ModelAttempt, raw: string): void {
  const { reporting, onEvent } = attempt.call.engine;
  if (!onEvent) return;
  const { provider, modelId } = attempt.leg;
  const model = `${provider}/${modelId}`;
  const reason = redactorOf(attempt).redact(reasonInText(raw));
  const key = `${model} ${reason.toLowerCase()}`;
  // A server that makes up a reason for each answer must not fill the memory, or the listener's log.
  const warned = (reporting.warned ??= new Set());
  if (warned.has(key) || warned.size >= MAX_WARNED) return;
  warned.add(key);
  const message = `${model} ended an answer with the finish reason "${reason}", which is not documented. It was taken for an answer; without content it would be a failure.`;
  tell(attempt.call, { type: 'warning', message });
}

/** The failure of an error that an attempt ended with. */
export const failureIn = (attempt: ModelAttempt, error: unknown): Failure =>
  attempt.call.engine.reporting.classifier.classify(error);
