/**
 * Listeners for tests of what is done about a failure: what happened, without the course of a call and without which
 * attempt it was and when; test/events holds all of that.
 */
import type { EventListener, FailoverEvent } from '../../src/events.ts';

const COURSE: ReadonlySet<FailoverEvent['type']> = new Set([
  'call-start',
  'call-end',
  'attempt-start',
  'attempt-end',
  'committed',
  'skip',
  'hedge-win',
  'hedge-lose',
  'leg-never-used',
]);

const WHICH: Partial<Record<FailoverEvent['type'], readonly string[]>> = {
  failure: ['leg', 'ms'],
  config: ['leg', 'ms'],
  timeout: ['leg'],
  retry: ['provider', 'modelId'],
};

/** Whether an event only tells of the course of its call. */
export const isCourse = (event: FailoverEvent): boolean =>
  COURSE.has(event.type) || (event.type === 'breaker' && event.state === 'half-open');

/** Keeps the events that tell of more than the course of a call. */
export const notableIn =
  (events: FailoverEvent[]): EventListener =>
  event => {
    if (isCourse(event)) return;
    const left = new Set(['callId', 'at', 'attempt', ...(WHICH[event.type] ?? [])]);
    events.push(Object.fromEntries(Object.entries(event).filter(([key]) => !left.has(key))) as FailoverEvent);
  };
