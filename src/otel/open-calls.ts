/**
 * What is known of calls between their first and their last event. Nothing here is kept for ever: a call whose events
 * stop (a stream that nobody reads on) is dropped after an hour, and the oldest one where there are too many.
 */
import type { Context, Span } from '@opentelemetry/api';
import type { Purpose } from '../vocabulary.ts';
import type { AttemptEnd, FailoverEvent } from '../events.ts';
import type { EventOf } from './attributes.ts';
import type { Shown } from './span-events.ts';

/** An attempt that has begun. */
export interface OpenAttempt {
  readonly leg: string;
  readonly purpose: Purpose;
  /** How often the leg was asked before in this call. */
  readonly earlier: number;
  /** Whether its answer, or a part of it, went to the caller. */
  isServed: boolean;
  span: Span | undefined;
}

/** A call that has begun. */
export interface OpenCall {
  readonly id: string;
  readonly start: EventOf<'call-start'>;
  span: Span | undefined;
  /** In which its attempts' spans begin. */
  context: Context | undefined;
  readonly attempts: Map<number, OpenAttempt>;
  /** How often each leg was asked. */
  readonly asked: Map<string, number>;
  /** Whole answers that came before it was known whose is given. */
  answers: AttemptEnd[];
  end: EventOf<'call-end'> | undefined;
  /** What happened while no span was open. */
  waiting: Shown[];
}

/** Most calls that are remembered at a time, and for how long. */
export const MAX_OPEN_CALLS = 10_000;
export const MAX_OPEN_MS = 3_600_000;

const openCall = (id: string, start: EventOf<'call-start'>): OpenCall => ({
  id,
  start,
  span: undefined,
  context: undefined,
  attempts: new Map(),
  asked: new Map(),
  answers: [],
  end: undefined,
  waiting: [],
});

/** An attempt begins. */
export function openAttempt(call: OpenCall, { leg, attempt, purpose }: EventOf<'attempt-start'>): OpenAttempt {
  const earlier = call.asked.get(leg) ?? 0;
  call.asked.set(leg, earlier + 1);
  const opened: OpenAttempt = { leg, purpose, earlier, isServed: false, span: undefined };
  call.attempts.set(attempt, opened);
  return opened;
}

export class OpenCalls {
  /** In the order in which they began. */
  private readonly calls = new Map<string, OpenCall>();
  private readonly dropped: (call: OpenCall) => void;

  /** @param dropped ends what is left of a call that is given up */
  constructor(dropped: (call: OpenCall) => void) {
    this.dropped = dropped;
  }

  get size(): number {
    return this.calls.size;
  }

  /** The call of an event; `undefined` if it is not remembered any more. */
  of(event: FailoverEvent, id: string): OpenCall | undefined {
    if (event.type !== 'call-start') return this.calls.get(id);
    this.dropOld(event.at);
    const call = openCall(id, event);
    this.calls.set(id, call);
    return call;
  }

  /** Forgets a call after the event that was its last. */
  settle(call: OpenCall, event: FailoverEvent): void {
    if (call.end === undefined || call.attempts.size > 0) return;
    // A stream that broke off may be continued by another attempt, and no event says that it is not.
    const isOver = event.type === 'call-end' || (event.type === 'attempt-end' && event.outcome !== 'failed');
    if (isOver) this.calls.delete(call.id);
  }

  private dropOld(now: number): void {
    for (const call of this.calls.values()) {
      if (this.calls.size < MAX_OPEN_CALLS && now - call.start.at < MAX_OPEN_MS) return;
      this.calls.delete(call.id);
      this.dropped(call);
    }
  }
}
