/** How the source of a forwarded stream ends: by itself, by an error, by a limit, by an abort, or by a throw of ours. */
import { isInstance } from '../runtime/is-instance.ts';
import { missingEnd } from '../parts/disguised-end.ts';
import { breakOff, closeEarly, closeStream, errorStream, failHeld } from './end-forwarding.ts';
import type { Forwarding, StreamOwner } from './forwarding.ts';
import { FoundError } from '../parts/found-error.ts';
import { recover } from './take-over.ts';

/** What a part, or the source, made our code throw: a failure of the stream like any other. */
export function crash<Owner extends StreamOwner>(s: Forwarding<Owner>, thrown: unknown): void {
  if (s.isOver) return;
  const { host, owner, facts } = s;
  const error = isInstance(thrown, FoundError)
    ? host.found(owner, thrown.finding, facts)
    : host.thrown(owner, thrown, facts);
  try {
    if (s.held) failHeld(s, error);
    else if (s.takeover) breakOff(s, error);
    else recover(s, error);
  } catch {
    if (!s.isOver) errorStream(s, error, 'broken');
  }
}

/** The source is at its end. */
export function sourceEnded<Owner extends StreamOwner>(s: Forwarding<Owner>): void {
  const { host, owner, facts } = s;
  if (s.held) return failHeld(s, host.found(owner, missingEnd(false, facts.headers), facts));
  if (s.hasFinish) return closeStream(s);
  if (s.hasError) return breakOff(s, undefined);
  recover(s, host.found(owner, missingEnd(s.hasContent, facts.headers), facts));
}

/** The source failed. */
export function sourceDied<Owner extends StreamOwner>(s: Forwarding<Owner>, thrown: unknown): void {
  if (s.isOver || s.takeover || s.rest) return;
  s.isReading = false;
  try {
    // The answer is whole; a connection that dies after it takes nothing away.
    if (s.hasFinish && !s.held) return closeStream(s);
    const error = s.host.thrown(s.owner, thrown, s.facts);
    if (s.held) failHeld(s, error);
    else recover(s, error);
  } catch (error) {
    crash(s, error);
  }
}

/** A limit ran out. */
export function expireStream<Owner extends StreamOwner>(s: Forwarding<Owner>, error: unknown): void {
  if (s.isOver) return;
  try {
    if (s.held) failHeld(s, error);
    else if (s.hasFinish) closeEarly(s, error);
    else recover(s, error);
  } catch (thrown) {
    crash(s, thrown);
  }
}

/** The caller aborted, or another leg answered. */
export function abortStream<Owner extends StreamOwner>(s: Forwarding<Owner>, reason: unknown): void {
  if (!s.isOver) errorStream(s, reason, 'left');
}
