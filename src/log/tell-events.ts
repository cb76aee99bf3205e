/** Which events are a line, at which level, and what it says: one line tells a call, others what outlives it. */
import type { FailoverEvent } from '../events.ts';
import { createBenches } from './benches.ts';
import { beginStory, noteEvent, tellEnd, type CallStory } from './call-story.ts';
import type { Line } from './line.ts';
import { describe, duration } from './words.ts';

/** Calls under way that are remembered. */
const MAX_CALLS = 10_000;

/** What is a line wherever it happens. */
function tellOne(event: FailoverEvent): Line | undefined {
  switch (event.type) {
    case 'config': {
      const { leg, failure } = event;
      const remedy = failure.remedy === undefined ? '' : `. ${failure.remedy}`;
      return { level: 'error', text: `${leg} is set up wrongly: ${describe(failure)}${remedy}` };
    }
    case 'upstream': {
      const { leg, statusCode, category } = event;
      const text = `the gateway's log says that the provider behind ${leg} answered ${statusCode} (${category})`;
      return { level: 'warn', text };
    }
    case 'timeout':
      if (!event.observed) return undefined;
      return { level: 'info', text: `${event.limit} would have cut ${event.leg} after ${duration(event.ms)}` };
    case 'leg-never-used': {
      const { leg, calls, ms } = event;
      return { level: 'warn', text: `${leg} was never asked in ${calls} calls over ${duration(ms)}: it may not work` };
    }
    case 'warning':
      return { level: 'warn', text: event.message };
    default:
      return undefined;
  }
}

/** What is a line only after the end of its call: a stream that was handed out. */
function tellLate(event: FailoverEvent): Line | undefined {
  if (event.type === 'attempt-end' && event.outcome === 'failed' && event.failure)
    return {
      level: 'error',
      text: `the answer of ${event.leg} broke off after ${duration(event.ms)}: ${describe(event.failure)}`,
    };
  if (event.type === 'attempt-start' && event.purpose === 'continue')
    return { level: 'warn', text: `${event.leg} continues the answer that broke off` };
  return undefined;
}

/** Makes what turns each event into its line, if it has one. */
export function createTeller(): (event: FailoverEvent) => Line | undefined {
  const stories = new Map<string, CallStory>();
  const benches = createBenches();

  return event => {
    const { type, callId = '' } = event;
    if (type === 'call-start') {
      if (stories.size >= MAX_CALLS) stories.delete(stories.keys().next().value!);
      stories.set(callId, beginStory());
      return undefined;
    }
    const story = stories.get(callId);
    if (type === 'call-end') {
      stories.delete(callId);
      return tellEnd(event, story ?? beginStory());
    }
    if (type === 'breaker') return benches.tell(event);
    if (type === 'skip' && event.reason === 'breaker') benches.noteSkip(event.leg);
    if (story) noteEvent(story, event);
    return tellOne(event) ?? (story ? undefined : tellLate(event));
  };
}
