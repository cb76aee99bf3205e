/** Listeners for tests of what goes wrong: the course of a healthy call is left out. */
import type { EventListener, FailoverEvent } from '../../src/events.ts';

const COURSE: ReadonlySet<FailoverEvent['type']> = new Set([
  'call-start',
  'call-end',
  'attempt-start',
  'attempt-end',
  'committed',
]);

/** Keeps the events that tell of more than the course of a call. */
export const notableIn =
  (events: FailoverEvent[]): EventListener =>
  event => {
    if (!COURSE.has(event.type)) events.push(event);
  };
