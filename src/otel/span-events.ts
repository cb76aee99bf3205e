/** What becomes an event on a span: everything between the beginnings and the ends of calls and attempts. */
import type { Attributes } from '@opentelemetry/api';
import type { FailoverEvent } from '../events.ts';
import { errorType, failureAttributes, own, type EventOf } from './attributes.ts';

/** The events that begin and end spans, or stand in an attribute of them. */
type OfSpans = 'call-start' | 'call-end' | 'attempt-start' | 'attempt-end' | 'committed';

/** An event that is shown on a span. */
export type Shown = Exclude<FailoverEvent, { type: OfSpans }>;

const DESCRIBE: { readonly [Type in Shown['type']]: (event: EventOf<Type>) => Attributes } = {
  failure: ({ failure, leg, attempt, phase }) => ({ ...failureAttributes(failure), ...own({ leg, attempt, phase }) }),
  // The rest of the failure stands on the span of the attempt that it names.
  config: ({ failure, leg, attempt }) => ({
    ...errorType(failure),
    ...own({ rule: failure.rule, leg, attempt, remedy: failure.remedy }),
  }),
  upstream: ({ leg, attempt, statusCode, category, rule, gatewayProvider, gatewayModel, logId }) => ({
    'error.type': category,
    ...own({
      rule,
      leg,
      attempt,
      status_code: statusCode,
      'gateway.provider': gatewayProvider,
      'gateway.model': gatewayModel,
      log_id: logId,
    }),
  }),
  retry: ({ failure, leg, attempt, waitMs }) => ({
    ...errorType(failure),
    ...own({ rule: failure.rule, leg, attempt, wait_ms: waitMs }),
  }),
  failover: ({ failure, from, to, attempt, waitMs }) => ({
    ...errorType(failure),
    ...own({ rule: failure.rule, from, to, attempt, wait_ms: waitMs }),
  }),
  skip: ({ leg, reason }) => own({ leg, reason }),
  'hedge-start': ({ from, to, attempt, afterMs }) => own({ from, to, attempt, after_ms: afterMs }),
  'hedge-win': ({ leg, attempt }) => own({ leg, attempt }),
  'hedge-lose': ({ leg, attempt }) => own({ leg, attempt }),
  timeout: ({ leg, attempt, limit, ms, observed }) => own({ leg, attempt, limit, limit_ms: ms, observed }),
  breaker: ({ leg, state, pauseMs }) => own({ leg, state, pause_ms: pauseMs }),
  budget: ({ leg, refused, tokens, capacity }) => own({ leg, refused, tokens, capacity }),
  'leg-never-used': ({ leg, calls }) => own({ leg, calls }),
  warning: ({ message }) => own({ message }),
};

/** Whether an event is shown on a span. */
export const isShown = (event: FailoverEvent): event is Shown => Object.hasOwn(DESCRIBE, event.type);

/** What a span shows of it. */
export const describeEvent = (event: Shown): { name: string; attributes: Attributes } => ({
  name: `ai_gateway_failover.${event.type.replaceAll('-', '_')}`,
  attributes: (DESCRIBE[event.type] as (event: Shown) => Attributes)(event),
});

/** The attempt in which it happened, if it happened in one; what was decided after an attempt is the call's. */
export function attemptOf(event: Shown): number | undefined {
  if (event.type === 'failure' || event.type === 'config' || event.type === 'timeout') return event.attempt;
  return event.type === 'hedge-win' || event.type === 'hedge-lose' ? event.attempt : undefined;
}
