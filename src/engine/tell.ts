/** What the engine tells listeners of calls and attempts. */
import { tell, type EventSource } from '../event-hub.ts';
import type { CallEnd, InAttempt, News, OfAttempt, ServedBy } from '../events.ts';
import type { LegFacts } from './attempt.ts';
import type { Attempt, Call } from './call.ts';

/** A leg by its names. */
export const namesOf = ({ name, provider, modelId }: LegFacts): ServedBy => ({ leg: name, provider, modelId });

/** An attempt, as far as events name it. */
export interface ToldAttempt {
  readonly leg: LegFacts;
  readonly number: number;
  readonly startedAt: number;
  readonly call: EventSource & { readonly engine: { readonly clock: { monotonic(): number } } };
}

/** Which attempt. */
export const ofAttempt = ({ leg, number }: Pick<ToldAttempt, 'leg' | 'number'>): OfAttempt => ({
  ...namesOf(leg),
  attempt: number,
});

/** Which attempt, and how long after its start. */
export const inAttempt = (attempt: ToldAttempt): InAttempt => ({
  ...ofAttempt(attempt),
  ms: Math.round(attempt.call.engine.clock.monotonic() - attempt.startedAt),
});

/** The events that name the attempt and the time since its start; the milliseconds of `timeout` are the limit's. */
type AttemptNews = Exclude<Extract<News, InAttempt>, { type: 'timeout' }>;
type Rest<Event> = Event extends unknown ? Omit<Event, keyof InAttempt> : never;

/** Tells of something that happened in an attempt. */
export function tellOf(attempt: ToldAttempt, news: Rest<AttemptNews>): void {
  if (attempt.call.engine.onEvent === undefined) return;
  tell(attempt.call, { ...news, ...inAttempt(attempt) } as AttemptNews);
}

/** Tells that another leg is asked, because of the last failure. */
export function tellFailover(call: Call, last: NonNullable<Call['last']>, to: LegFacts, waitMs: number): void {
  tell(call, {
    type: 'failover',
    from: last.leg.name,
    to: to.name,
    attempt: last.number,
    failure: last.outcome.failure,
    waitMs: Math.round(waitMs),
  });
}

/** Whether an answer of this leg is one that a fallback had to give. */
export const isDegraded = (leg: LegFacts, canary: LegFacts | undefined): boolean => leg.index !== 0 && leg !== canary;

/** Tells that the caller has its answer or error. */
export function tellEnd(
  call: Call,
  outcome: CallEnd['outcome'],
  { winner, error }: { winner?: Attempt; error?: unknown } = {},
): void {
  const { engine, operation, hedged, attempts, startedAt, canary } = call;
  if (engine.onEvent === undefined) return;
  tell(call, {
    type: 'call-end',
    operation,
    outcome,
    ...(winner && { servedBy: namesOf(winner.leg) }),
    degraded: winner !== undefined && isDegraded(winner.leg, canary),
    ...(canary && { canary: true }),
    hedged,
    attempts,
    ms: Math.round(engine.clock.monotonic() - startedAt),
    ...(outcome === 'failed' && engine.describeError(error)),
  });
}
