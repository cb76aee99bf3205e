/**
 * What the gateway's log says of a failed attempt, for those who look into it: an event, the list of attempts, and the remedy
 * of a route that has never answered. It comes from outside the call and at any time, so it decides nothing.
 */
import type { ModelAttempt } from '../call/model-call.ts';
import type { Guard, GuardedAttempt } from '../engine/guard.ts';
import { tellOf } from '../engine/tell.ts';
import type { Upstream } from '../events.ts';
import type { Failure } from '../failure.ts';
import type { Explainer } from './explain.ts';
import { messageIn, type LoggedAnswer } from './read-log.ts';

/** Longest text that is shown. */
const MAX_TEXT = 200;

/** Judged as any answer of a provider is, by the rules of the router. */
function judged({ call }: ModelAttempt, { statusCode, provider, model, body }: LoggedAnswer): Upstream {
  const { category, rule } = call.engine.reporting.classifier.classify(
    // As the SDK's own error has an answer.
    { name: 'AI_APICallError', message: '', url: '', statusCode, responseHeaders: {}, responseBody: body },
    { ...(provider && { provider }), ...(model && { modelId: model }) },
  );
  return {
    statusCode,
    category,
    rule,
    ...(provider && { gatewayProvider: provider }),
    ...(model && { gatewayModel: model }),
  };
}

function keep(attempt: ModelAttempt, logId: string, answer: LoggedAnswer): void {
  const { call, leg, redactor } = attempt;
  const upstream = judged(attempt, answer);
  attempt.upstream = upstream;
  // Shown to every caller of the route, so that no text of one call is in it.
  const { statusCode, category } = upstream;
  const said = `The gateway's log says that the provider answered ${statusCode} (${category}).`;
  call.engine.reporting.routes?.explain(leg.key, said);
  const message = messageIn(answer.body);
  // One that failed knows what its call brought along.
  const shown = message !== undefined && redactor && { message: redactor.redact(message).slice(0, MAX_TEXT) };
  tellOf(attempt, { type: 'upstream', logId, ...upstream, ...shown });
}

/** Shows failures to the one who asks the log, and keeps what comes of it. */
export function upstreamGuard(explain: Explainer): Guard {
  const show = (guarded: GuardedAttempt, failure: Failure) => {
    // The guards of a model's router see attempts at a model.
    const attempt = guarded as ModelAttempt;
    const { call, facts } = attempt;
    // An error in a stream names none; the headers before it did.
    const logId = failure.logId ?? facts.headers?.['cf-aig-log-id'];
    explain(call, { ...failure, ...(logId !== undefined && { logId }) }, call.engine.clock, (id, note) =>
      keep(attempt, id, note),
    );
  };
  return {
    ticket: {
      ended: (attempt, { failure }) => show(attempt, failure),
      streamEnded(end, attempt) {
        if (end.type === 'broken') show(attempt, end.failure);
      },
    },
  };
}
