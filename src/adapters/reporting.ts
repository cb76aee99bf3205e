/** What the reports of one middleware share: its classifier, its listener, and what it remembers of routes. */
import { createClassifier, type Classifier } from '../classify/classify.ts';
import type { Failure } from '../failure.ts';
import { createNeverSucceeded } from '../layers/never-succeeded.ts';
import type { Expiry, Limit } from '../layers/timeouts.ts';
import { emit } from '../core/events.ts';
import type { ResolvedGuard } from './guard-options.ts';
import { createReport, type Report } from './report.ts';
import type { CallOptions, LanguageModel } from './sdk-model.ts';

/** Cloudflare's "Failed to get response from provider": an outage, or a route that never worked. */
const PROVIDER_FAILED = 'cloudflare:2005';

/** The rule of such a failure once it is taken for configuration. */
export const NEVER_SUCCEEDED: string = `${PROVIDER_FAILED}:never-succeeded`;

const MISCONFIGURED =
  'This route has never answered: check the model id, its provider prefix and the provider key stored in the gateway.';

/** Most finish reasons that one instance warns of. */
const MAX_WARNED = 100;

export interface Reporting {
  classifier: Classifier;
  /** The report of one call to one model; `declared` are the options of its leg, as far as they are in `params`. */
  report(model: LanguageModel, params: CallOptions, declared?: CallOptions['providerOptions']): Report;
  /**
   * Whether a limit that ran out cuts an attempt with this model; it is told if it does, or would.
   *
   * @param isSpared whether this limit does not hold now
   */
  onExpired(model: LanguageModel, isSpared?: (limit: Limit) => boolean): (expiry: Expiry) => boolean;
}

export function createReporting(guard: ResolvedGuard): Reporting {
  const { clock, onEvent, includeRequestBody } = guard;
  const observe = guard.timeouts.observe === true;
  const classifier = createClassifier(guard.classifier);
  const memory = guard.neverSucceeded && createNeverSucceeded(guard.neverSucceeded, () => clock.monotonic());

  function judge(failure: Failure, { provider, modelId }: LanguageModel, call: object): Failure {
    if (failure.rule !== PROVIDER_FAILED || !memory?.failed(`${provider}/${modelId}`, call)) return failure;
    const judged = { ...failure, rule: NEVER_SUCCEEDED, remedy: MISCONFIGURED };
    emit(onEvent, { type: 'config', failure: judged, provider, modelId });
    return judged;
  }

  // A server that makes up a reason for each answer must not fill the memory, or the listener's log.
  const warned = new Set<string>();

  function unknownReason(reason: string, { provider, modelId }: LanguageModel): void {
    const key = JSON.stringify([provider, modelId, reason.toLowerCase()]);
    if (!onEvent || warned.has(key) || warned.size >= MAX_WARNED) return;
    warned.add(key);
    const message = `${provider}/${modelId} ended an answer with the finish reason "${reason}", which is not documented. It was taken for an answer; without content it would be a failure.`;
    emit(onEvent, { type: 'warning', message });
  }

  const shared = {
    classifier,
    unknownReason,
    onEvent,
    includeRequestBody,
    judge,
    succeeded: ({ provider, modelId }: LanguageModel) => memory?.succeeded(`${provider}/${modelId}`),
  };

  return {
    classifier,
    report: (model, params, declared) => createReport(shared, model, params, declared),
    onExpired:
      ({ provider, modelId }, isSpared) =>
      ({ limit, ms }) => {
        if (isSpared?.(limit)) return false;
        emit(onEvent, { type: 'timeout', limit, ms, observed: observe, provider, modelId });
        return !observe;
      },
  };
}
