/** One call on one leg: its guards' tickets, and the one verdict that they get. */
import type { Failure } from '../failure.ts';
import type { FailedOutcome, LegFacts, StreamEnd } from './attempt.ts';
import type { Attempt, Call } from './call.ts';
import type { Entry, Ticket } from './guard.ts';

const NO_TICKETS: readonly Ticket[] = [];

/** Enters a leg; one call enters each leg once. */
export function enterLeg(call: Call, leg: LegFacts, isLastResort: boolean): Entry {
  const { entering, shared } = call.engine.guards;
  let tickets = NO_TICKETS;
  for (const guard of entering) {
    const ticket = guard.enter(leg, call, isLastResort);
    if (ticket !== undefined) tickets = tickets.length === 0 ? [ticket] : [...tickets, ticket];
  }
  return { leg, shared, tickets, state: 'asked' };
}

export function attemptBegan({ shared, tickets }: Entry, attempt: Attempt): void {
  for (const ticket of shared.began) ticket.began(attempt);
  for (const ticket of tickets) ticket.began?.(attempt);
}

export function attemptReleased({ shared, tickets }: Entry, attempt: Attempt): void {
  for (const ticket of shared.released) ticket.released(attempt);
  for (const ticket of tickets) ticket.released?.(attempt);
}

export function attemptFailed({ shared, tickets }: Entry, attempt: Attempt, outcome: FailedOutcome): void {
  for (const ticket of shared.ended) ticket.ended(attempt, outcome);
  for (const ticket of tickets) ticket.ended?.(attempt, outcome);
}

export function attemptAnswered(entry: Entry, attempt: Attempt): void {
  entry.state = attempt.isStream ? 'streaming' : 'over';
  for (const ticket of entry.shared.answered) ticket.answered(attempt);
  for (const ticket of entry.tickets) ticket.answered?.(attempt);
  if (attempt.isStream && attempt.firstContentMs !== undefined) attemptCommitted(entry, attempt);
}

/** The first content; before the stream was handed out it is kept until then. */
export function attemptCommitted({ state, shared, tickets }: Entry, attempt: Attempt): void {
  if (state !== 'streaming') return;
  for (const ticket of shared.committed) ticket.committed(attempt);
  for (const ticket of tickets) ticket.committed?.(attempt);
}

/** The leg is left. */
export function legFailed(entry: Entry, failure: Failure, attempt: Attempt, isCallers: boolean): void {
  if (entry.state === 'over') return;
  entry.state = 'over';
  for (const ticket of entry.shared.failed) ticket.failed(failure, attempt, isCallers);
  for (const ticket of entry.tickets) ticket.failed?.(failure, attempt, isCallers);
}

export function streamEnded(entry: Entry, end: StreamEnd, attempt: Attempt): void {
  if (entry.state !== 'streaming') return;
  entry.state = 'over';
  for (const ticket of entry.shared.streamEnded) ticket.streamEnded(end, attempt);
  for (const ticket of entry.tickets) ticket.streamEnded?.(end, attempt);
}

export function cancelEntry(entry: Entry): void {
  if (entry.state !== 'asked') return;
  entry.state = 'over';
  for (const ticket of entry.shared.cancel) ticket.cancel();
  for (const ticket of entry.tickets) ticket.cancel?.();
}

export function isOpening({ tickets }: Entry): boolean {
  for (const ticket of tickets) if (ticket.isOpening?.() === true) return true;
  return false;
}
