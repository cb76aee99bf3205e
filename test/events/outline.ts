/** A call's events, a line each, and what holds for the events of any call. */
import { expect } from 'vitest';
import type { FailoverEvent } from '../../src/index.ts';

const who = ({ leg, attempt }: { leg: string; attempt: number }) => `${leg}#${attempt}`;

function about(event: FailoverEvent): string {
  switch (event.type) {
    case 'call-start':
      return `${event.operation} ${event.legs.join(',')}`;
    case 'call-end':
      return [
        event.outcome,
        event.servedBy ? `by ${event.servedBy.leg}` : '',
        event.degraded ? 'degraded' : '',
        event.hedged ? 'hedged' : '',
        `${event.attempts} attempts`,
        event.failure?.rule ?? '',
        event.isRetryable === undefined ? '' : event.isRetryable ? 'retryable' : 'final',
      ]
        .filter(Boolean)
        .join(' ');
    case 'attempt-start':
      return `${who(event)} ${event.purpose}`;
    case 'attempt-end': {
      const { usage, firstContentMs, failure } = event;
      const tokens = usage ? ` ${usage.inputTokens ?? '-'}+${usage.outputTokens ?? '-'} tokens` : '';
      const content = firstContentMs === undefined ? '' : ` content ${firstContentMs}`;
      return `${who(event)} ${event.outcome}${failure ? ` ${failure.rule}` : ''}${content}${tokens}`;
    }
    case 'failure':
      return `${who(event)} ${event.failure.rule} ${event.failure.category} in the ${event.phase}`;
    case 'config':
      return `${who(event)} ${event.failure.rule}`;
    case 'upstream':
      return `${who(event)} ${event.statusCode} ${event.category}`;
    case 'retry':
      return `${who(event)} in ${event.waitMs}`;
    case 'failover':
      return `${event.from}>${event.to}${event.waitMs > 0 ? ` in ${event.waitMs}` : ''}`;
    case 'hedge-start':
      return `${event.from}>${event.to} after ${event.afterMs}`;
    case 'committed':
    case 'hedge-win':
    case 'hedge-lose':
      return who(event);
    case 'skip':
      return `${event.leg} ${event.reason}${event.until === undefined ? '' : ` for ${event.until - event.at}`}`;
    case 'timeout':
      return `${who(event)} ${event.limit} ${event.ms}${event.observed ? ' observed' : ''}`;
    case 'breaker':
      return `${event.leg} ${event.state} ${event.pauseMs}`;
    case 'budget':
      return `${event.leg} refused ${event.refused}`;
    case 'leg-never-used':
      return `${event.leg} ${event.calls} calls in ${event.ms}`;
    case 'warning':
      return event.message;
  }
}

/** One line an event, with the time since the first one. */
export const outlineOf = (events: readonly FailoverEvent[]): string[] =>
  events.map(event => `${event.at - events[0]!.at} ${event.type} ${about(event)}`);

/** The events of each call. */
export function byCall(events: readonly FailoverEvent[]): Map<string | undefined, FailoverEvent[]> {
  const calls = new Map<string | undefined, FailoverEvent[]>();
  for (const event of events) calls.set(event.callId, [...(calls.get(event.callId) ?? []), event]);
  return calls;
}

const isWhole = (value: number | undefined) => value === undefined || Number.isInteger(value);

/**
 * What holds for one call's events: begun first, ended once, every attempt begun and ended once, whole numbers, and
 * nothing after the end but what belongs to the stream that was handed out.
 */
export function expectWhole(events: readonly FailoverEvent[]): void {
  const types = events.map(({ type }) => type);
  expect(types[0]).toBe('call-start');
  expect(types.filter(type => type === 'call-start' || type === 'call-end')).toEqual(['call-start', 'call-end']);
  expect(new Set(events.map(({ callId }) => callId)).size).toBe(1);
  expect(events[0]!.callId).toMatch(/^[\da-f-]{36}$/);
  for (const [index, event] of events.entries()) {
    expect(isWhole(event.at)).toBe(true);
    if (index > 0) expect(event.at).toBeGreaterThanOrEqual(events[index - 1]!.at);
    const { ms, waitMs, afterMs, firstContentMs, until } = event as unknown as Record<string, number | undefined>;
    expect([ms, waitMs, afterMs, firstContentMs, until].every(isWhole)).toBe(true);
  }
  const begun = events.filter(event => event.type === 'attempt-start').map(({ attempt }) => attempt);
  const ended = events.filter(event => event.type === 'attempt-end').map(({ attempt }) => attempt);
  expect(begun).toEqual(begun.map((_, index) => index + 1));
  expect(ended.toSorted((one, other) => one - other)).toEqual(begun);
  expectAfterEnd(events);
}

function expectAfterEnd(events: readonly FailoverEvent[]): void {
  const end = events.findIndex(({ type }) => type === 'call-end');
  const { operation, outcome } = events[end] as Extract<FailoverEvent, { type: 'call-end' }>;
  const later = events.slice(end + 1);
  if (later.length > 0) expect([operation, outcome]).toEqual(['stream', 'answered']);
}
