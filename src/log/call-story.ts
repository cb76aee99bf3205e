/** What happened in a call before its end, so that its end can tell all of it in one line. */
import type { AttemptEnd, CallEnd, Config } from '../event-shapes.ts';
import type { FailoverEvent } from '../events.ts';
import { fieldsOfFailure } from './fields.ts';
import type { Fields, Level, Line } from './line.ts';
import { describe, duration, times } from './words.ts';

interface Incident {
  what: string;
  details: string;
  count: number;
}

/** A call that is under way. */
export interface CallStory {
  incidents: Incident[];
  failures: number;
  /** A line of its own told of a broken set-up, with its remedy. */
  hasConfig: boolean;
  /** The first leg that failed or was silent, and why. */
  first?: Fields;
}

export const beginStory = (): CallStory => ({ incidents: [], failures: 0, hasConfig: false });

const find = ({ incidents }: CallStory, what: string, details: string) =>
  incidents.find(incident => incident.what === what && incident.details === details);

function note(story: CallStory, what: string, details = ''): void {
  const known = find(story, what, details);
  if (known) known.count += 1;
  else story.incidents.push({ what, details, count: 1 });
}

function noteEnd(story: CallStory, { leg, provider, modelId, outcome, failure, firstContentMs }: AttemptEnd): void {
  if (outcome === 'aborted')
    note(story, `${leg} ${firstContentMs === undefined ? 'had sent no content' : 'was answering'}`);
  if (outcome !== 'failed' || failure === undefined) return;
  story.failures += 1;
  story.first ??= { leg, provider, modelId, ...fieldsOfFailure(failure) };
  note(story, `${leg} failed`, describe(failure));
}

/** A line of its own tells the rest of this failure. */
function shorten(story: CallStory, { leg, failure }: Config): void {
  story.hasConfig = true;
  const told = find(story, `${leg} failed`, describe(failure));
  if (told) told.details = '';
}

/** Notes what the end of the call has to tell. */
export function noteEvent(story: CallStory, event: FailoverEvent): void {
  if (event.type === 'attempt-end') noteEnd(story, event);
  else if (event.type === 'config') shorten(story, event);
  else if (event.type === 'skip') note(story, `${event.leg} was skipped`, event.reason);
  else if (event.type === 'budget') note(story, `no ${event.refused} of ${event.leg}`, 'the budget is spent');
  else if (event.type === 'hedge-start') {
    story.first ??= { leg: event.from };
    note(story, `${event.from} was silent for ${duration(event.afterMs)}`);
  }
}

const show = ({ what, details, count }: Incident) => `${what}${times(count)}${details && `: ${details}`}`;

function levelOf({ outcome, degraded, hedged }: CallEnd, { failures }: CallStory): Level {
  if (outcome !== 'answered') return outcome === 'failed' ? 'error' : 'info';
  if (failures > 0 || (degraded && hedged)) return 'warn';
  return hedged ? 'info' : 'debug';
}

function headline({ outcome, operation, servedBy, ms, isRetryable }: CallEnd): string {
  const time = duration(ms);
  if (outcome === 'aborted') return `the caller aborted after ${time}`;
  if (outcome === 'failed') return `the call failed after ${time}, ${isRetryable ? 'may be retried' : 'not retryable'}`;
  return `${servedBy?.leg} ${operation === 'stream' ? 'began to answer' : 'answered'} after ${time}`;
}

/** The one line of a call. */
export function tellEnd(event: CallEnd, story: CallStory): Line {
  const told = story.incidents.map(show);
  const { failure } = event;
  if (failure && told.length === 0) told.push(describe(failure));
  const remedy = failure?.remedy === undefined || story.hasConfig ? '' : `. ${failure.remedy}`;
  return {
    level: levelOf(event, story),
    text: [headline(event), ...told].join('; ') + remedy,
    ...(story.first && { fields: story.first }),
  };
}
