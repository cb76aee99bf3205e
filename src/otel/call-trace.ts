/**
 * The spans of a call: one for the call, of kind INTERNAL, and one for each attempt, of kind CLIENT, as its child. Whatever
 * an implementation of the API throws, a span that was begun is ended and leaves the call's record.
 */
import { context, SpanKind, SpanStatusCode, trace, type Attributes, type Span, type Tracer } from '@opentelemetry/api';
import type { FailoverEvent } from '../events.ts';
import {
  attemptEndAttributes,
  callAttributes,
  callEndAttributes,
  modelAttributes,
  operationName,
  own,
  statusOf,
  type EventOf,
} from './attributes.ts';
import { openAttempt, type OpenAttempt, type OpenCall } from './open-calls.ts';
import { attemptOf, describeEvent, isShown, type Shown } from './span-events.ts';

/** What spans are made with. */
export interface TraceSettings {
  readonly tracer: () => Tracer;
  /** On every span. */
  readonly attributes: Attributes;
  /** Whether the spans of attempts carry tokens. */
  readonly usage: boolean;
}

/** Shows an event on the spans of its call. */
export function traceEvent(call: OpenCall, event: FailoverEvent, settings: TraceSettings): void {
  if (event.type === 'call-start') startCall(call, event, settings);
  else if (event.type === 'attempt-start') startAttempt(call, event, settings);
  else if (event.type === 'attempt-end') endAttempt(call, event, settings);
  else if (event.type === 'call-end') endCall(call, event);
  else if (isShown(event)) show(call, event);
}

function startCall(call: OpenCall, event: EventOf<'call-start'>, { tracer, attributes }: TraceSettings): void {
  // The listener runs in the caller's async context: with a context manager this is the span that the caller is in.
  const parent = context.active();
  const name = ['failover', event.operation, event.legs[0]].join(' ');
  const options = { kind: SpanKind.INTERNAL, attributes: { ...attributes, ...callAttributes(event) } };
  call.span = tracer().startSpan(name, options, parent);
  // Attempts are its children without a context manager, too.
  call.context = trace.setSpan(parent, call.span);
}

function startAttempt(call: OpenCall, event: EventOf<'attempt-start'>, settings: TraceSettings): void {
  const opened = openAttempt(call, event);
  const operation = operationName(call.start.operation);
  const attributes: Attributes = {
    ...settings.attributes,
    ...modelAttributes(event, operation),
    ...(call.start.operation === 'stream' && { 'gen_ai.request.stream': true }),
    ...(event.purpose === 'retry' && { 'http.request.resend_count': opened.earlier }),
    ...own({ 'call.id': call.id, leg: event.leg, attempt: event.attempt, purpose: event.purpose }),
  };
  const parent = call.context ?? context.active();
  const span = settings
    .tracer()
    .startSpan(`${operation} ${event.modelId}`, { kind: SpanKind.CLIENT, attributes }, parent);
  opened.span = span;
  const { waiting } = call;
  call.waiting = [];
  for (const earlier of waiting) addEvent(span, earlier, new Date(earlier.at));
}

function endAttempt(call: OpenCall, event: EventOf<'attempt-end'>, { usage }: TraceSettings): void {
  const span = call.attempts.get(event.attempt)?.span;
  call.attempts.delete(event.attempt);
  if (span)
    endSpan(span, attemptEndAttributes(event, usage), event.outcome === 'failed' ? statusOf(event.failure) : undefined);
}

function endCall(call: OpenCall, event: EventOf<'call-end'>): void {
  const { span } = call;
  call.span = undefined;
  call.end = event;
  // Only the stream that was handed out goes on.
  for (const [number, opened] of call.attempts) {
    if (opened.leg === event.servedBy?.leg) opened.isServed = true;
    else giveUpAttempt(call, number, opened);
  }
  if (span) endSpan(span, callEndAttributes(event), event.outcome === 'failed' ? statusOf(event.failure) : undefined);
}

/** Ends a span; with an error if a status says so. */
function endSpan(span: Span, attributes: Attributes, failedWith?: string): void {
  try {
    span.setAttributes(attributes);
    if (failedWith !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: failedWith });
  } finally {
    span.end();
  }
}

const UNKNOWN: Attributes = own({ outcome: 'unknown' });

function giveUp(span: Span | undefined): void {
  try {
    if (span) endSpan(span, UNKNOWN);
  } catch {
    // The others must be ended all the same.
  }
}

function giveUpAttempt(call: OpenCall, number: number, { span }: OpenAttempt): void {
  call.attempts.delete(number);
  giveUp(span);
}

/** Ends every span of a call whose events have stopped. */
export function giveUpCall(call: OpenCall): void {
  for (const [number, opened] of call.attempts) giveUpAttempt(call, number, opened);
  giveUp(call.span);
  call.span = undefined;
}

/** Most events that wait for a span. */
const MAX_WAITING = 20;

/** An event goes to the span of its attempt, or to the call's; after its end, to the attempt that is still running. */
function show(call: OpenCall, event: Shown): void {
  const number = attemptOf(event);
  const ofAttempt = number === undefined ? undefined : call.attempts.get(number)?.span;
  const span = ofAttempt ?? call.span ?? [...call.attempts.values()].at(-1)?.span;
  if (span) addEvent(span, event);
  else if (call.waiting.length < MAX_WAITING) call.waiting.push(event);
}

/** @param at when it happened, if that is not now: the span's own clock is finer than an event's */
function addEvent(span: Span, event: Shown, at?: Date): void {
  const { name, attributes } = describeEvent(event);
  span.addEvent(name, attributes, at);
}
