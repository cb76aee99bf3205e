/**
 * What a gateway's log says of a failed attempt, for those who look into it: an event, the list of attempts, and the remedy
 * of a route that has never answered. It comes from outside the call and at any time, so it decides nothing.
 */
import type { FailedOutcome } from '../engine/attempt.ts';
import type { Guard, GuardedAttempt } from '../engine/guard.ts';
import { tellOf } from '../engine/tell.ts';
import type { ModelAttempt } from '../call/model-call.ts';
import type { GatewayHooks, UpstreamNote } from '../options/gateway-hooks.ts';
import { redactorOf } from './report.ts';

/** Longest text that is shown. */
const MAX_TEXT = 200;

function keep(attempt: ModelAttempt, logId: string, note: UpstreamNote): void {
  const { call, leg } = attempt;
  const { redact } = redactorOf(attempt);
  const cut = (text: string) => redact(text).slice(0, MAX_TEXT);
  const { statusCode, category, rule, gatewayProvider, gatewayModel, message } = note;
  const upstream = {
    statusCode,
    category,
    rule,
    ...(gatewayProvider !== undefined && { gatewayProvider: cut(gatewayProvider) }),
    ...(gatewayModel !== undefined && { gatewayModel: cut(gatewayModel) }),
  };
  attempt.upstream = upstream;
  // Shown to every caller of the route, so that no text of one call is in it.
  const said = `The gateway's log says that the provider answered ${statusCode} (${category}).`;
  call.engine.reporting.routes?.explain(leg.route, said);
  tellOf(attempt, { type: 'upstream', logId, ...upstream, ...(message !== undefined && { message: cut(message) }) });
}

/** Shows failures to a gateway's hooks. */
export function upstreamGuard(gateway: Required<Pick<GatewayHooks, 'failed'>>): Guard {
  const show = (attempt: GuardedAttempt, { failure }: Pick<FailedOutcome, 'failure'>) => {
    const { logId } = failure;
    if (logId === undefined) return;
    const { call } = attempt;
    // The guards of a model's router see attempts at a model.
    gateway.failed({ call, failure, clock: call.engine.clock }, note => keep(attempt as ModelAttempt, logId, note));
  };
  return {
    ticket: {
      ended: show,
      streamEnded(end, attempt) {
        if (end.type === 'broken') show(attempt, end);
      },
    },
  };
}
