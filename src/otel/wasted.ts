/**
 * Which attempts gave the caller nothing: they failed, they lost to another leg, or their answer came too late. What the
 * caller aborted or left is not among them, nor is a stream of which the caller has a part.
 */
import type { AttemptEnd, FailoverEvent } from '../events.ts';
import type { OpenCall } from './open-calls.ts';

/** An attempt that gave nothing, and why. */
export interface Wasted {
  readonly end: AttemptEnd;
  readonly outcome: 'failed' | 'lost' | 'discarded';
}

/** The attempts of which this event shows that they were wasted. To be asked before the event ends anything. */
export function wastedBy(call: OpenCall, event: FailoverEvent): readonly Wasted[] {
  if (event.type === 'committed') {
    const opened = call.attempts.get(event.attempt);
    // What continues a text is read as it comes.
    if (opened?.purpose === 'continue') opened.isServed = true;
  } else if (event.type === 'attempt-end') {
    const { outcome } = event;
    // Which answer is given is not known before the call ends.
    if (outcome === 'answered' && call.end === undefined) call.answers.push(event);
    const isWasted = (outcome === 'failed' || outcome === 'lost') && !call.attempts.get(event.attempt)?.isServed;
    if (isWasted) return [{ end: event, outcome }];
  } else if (event.type === 'call-end' && event.outcome !== 'aborted') {
    const unused = call.answers.filter(({ leg }) => leg !== event.servedBy?.leg);
    return unused.map(end => ({ end, outcome: 'discarded' }));
  }
  return [];
}
