/**
 * The attributes of spans, span events and metrics. What the GenAI conventions name has their name, all else is
 * `ai_gateway_failover.*`. They hold what events carry: never a failure's `cause`, no text of a prompt or an answer.
 */
import type { Attributes } from '@opentelemetry/api';
import type { Operation } from '../vocabulary.ts';
import type { AttemptEnd, CallEnd, FailoverEvent, ServedBy } from '../events.ts';
import type { Failure } from '../failure.ts';
import { providerName } from './provider-name.ts';

/** The event of that type. */
export type EventOf<Type extends FailoverEvent['type']> = Extract<FailoverEvent, { type: Type }>;

const PREFIX = 'ai_gateway_failover.';

/** Longest text of an attribute: codes and ids come from a server. */
const MAX_TEXT = 500;

type Value = string | number | boolean | readonly string[] | undefined;

/** Attributes of this package: what is `undefined` is left out, long texts are cut. */
export function own(values: Readonly<Record<string, Value>>): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    attributes[PREFIX + name] = typeof value === 'string' ? value.slice(0, MAX_TEXT) : (value as string[] | number);
  }
  return attributes;
}

/** `error.type` of what failed without a failure that is known: a hook of the user's threw. */
const OTHER = '_OTHER';

/** The category of a failure, under the name that the conventions have for it. */
export const errorType = (failure: Failure | undefined): Attributes => ({ 'error.type': failure?.category ?? OTHER });

/** A failure, without `cause` and the words of any message. */
export const failureAttributes = (failure: Failure | undefined): Attributes => ({
  ...errorType(failure),
  ...(failure &&
    own({
      rule: failure.rule,
      scope: failure.scope,
      retryable: failure.retryable,
      fallback: failure.fallback,
      status_code: failure.statusCode,
      wire_status: failure.wireStatus,
      // A number here and a text there would be two attributes to most backends.
      code: failure.code === undefined ? undefined : String(failure.code),
      retry_after_ms: failure.retryAfterMs,
      log_id: failure.logId,
    })),
});

/** What a status says of a failure: never its message, which may quote a server. */
export const statusOf = (failure: Failure | undefined): string => failure?.rule.slice(0, MAX_TEXT) ?? OTHER;

/** A call, as it comes in. */
export const callAttributes = ({ callId, operation, legs }: EventOf<'call-start'>): Attributes =>
  own({ 'call.id': callId, operation, legs });

/** How a call ended. */
export const callEndAttributes = (end: CallEnd): Attributes => ({
  ...(end.outcome === 'failed' && failureAttributes(end.failure)),
  ...own({
    outcome: end.outcome,
    'served_by.leg': end.servedBy?.leg,
    'served_by.provider': end.servedBy && providerName(end.servedBy.provider),
    'served_by.model': end.servedBy?.modelId,
    degraded: end.degraded,
    hedged: end.hedged,
    attempts: end.attempts,
    // Of the call's error; the failure's own verdict is about one leg.
    retryable: end.isRetryable,
  }),
});

/** What is asked, in the conventions' words. */
export const operationName = (operation: Operation | undefined): string =>
  operation === 'embed' ? 'embeddings' : 'chat';

/** The model that is asked, as the conventions name it. */
export const modelAttributes = ({ provider, modelId }: ServedBy, operation: string): Attributes => ({
  'gen_ai.operation.name': operation,
  'gen_ai.provider.name': providerName(provider),
  'gen_ai.request.model': modelId,
});

/** How an attempt ended, and what was seen of it. */
export const attemptEndAttributes = (end: AttemptEnd, hasUsage: boolean): Attributes => ({
  ...(end.outcome === 'failed' && failureAttributes(end.failure)),
  ...own({
    outcome: end.outcome,
    log_id: end.logId,
    'gateway.step': end.gatewayStep,
    cache_status: end.cacheStatus,
    'gateway.provider': end.gatewayProvider,
    'gateway.model': end.gatewayModel,
    'gateway.routed_model': end.routedModel,
    'gateway.routing_reason': end.routingReason,
    'gateway.routing_decision': end.routingDecision,
  }),
  // Only a stream shows a first content before its end.
  ...(end.firstContentMs !== undefined && {
    'gen_ai.request.stream': true,
    'gen_ai.response.time_to_first_chunk': end.firstContentMs / 1_000,
  }),
  ...(hasUsage && usageAttributes(end)),
});

const usageAttributes = ({ usage: { inputTokens, outputTokens } = {} }: AttemptEnd): Attributes => ({
  ...(inputTokens !== undefined && { 'gen_ai.usage.input_tokens': inputTokens }),
  ...(outputTokens !== undefined && { 'gen_ai.usage.output_tokens': outputTokens }),
});
