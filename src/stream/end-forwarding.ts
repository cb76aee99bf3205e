/** The ways in which a forwarded stream ends: whole, broken off, with an error; each touches the consumer's side once. */
import type { Forwarding, StreamOwner } from './forwarding.ts';
import { BROKEN, closingParts } from './progress.ts';
import type { FinishPart, StreamPart } from '../sdk-types.ts';

/** A cancelled source may reject; there is no one left to tell. */
const ignore = () => {};

/** Lets go of a source. It may be anything, so that even this may throw. */
export function cancelReader(reader: ReadableStreamDefaultReader<StreamPart>, reason: unknown): void {
  try {
    reader.cancel(reason).catch(ignore);
  } catch {
    // A source that cannot be cancelled is left to itself.
  }
}

/** Lets go of everything that is read. */
function cancelAll<Owner extends StreamOwner>(s: Forwarding<Owner>, reason: unknown): void {
  cancelReader(s.reader, reason);
  if (s.rest) cancelReader(s.rest.reader, reason);
  s.takeover?.abort(reason);
}

/** Nothing may touch the stream from here on but the lines that follow this call. */
function stop<Owner extends StreamOwner>(s: Forwarding<Owner>): void {
  s.isOver = true;
  s.source?.letGo();
  s.owner.idleAt = Infinity;
}

/** The source's own end. */
export function closeStream<Owner extends StreamOwner>(s: Forwarding<Owner>): void {
  stop(s);
  s.out?.close();
  s.host.over(s.owner, s.told ? { type: 'broken', error: s.told.error } : { type: 'whole' });
}

/** The answer is whole, and a connection that stays open after it is not waited for. */
export function closeEarly<Owner extends StreamOwner>(s: Forwarding<Owner>, reason: unknown): void {
  cancelAll(s, reason);
  closeStream(s);
}

/** Says how it ended, closes what is open, and ends the stream. */
export function breakOff<Owner extends StreamOwner>(
  s: Forwarding<Owner>,
  error: unknown,
  finish: FinishPart = BROKEN,
): void {
  stop(s);
  cancelAll(s, error);
  const { out, decorator } = s;
  if (out) {
    for (const part of closingParts(s)) out.enqueue(part);
    // The source's own error part was the cause; it is not told twice.
    if (!s.hasError) out.enqueue({ type: 'error', error });
    if (!s.hasFinish || finish !== BROKEN) out.enqueue(decorator ? decorate(s, finish) : finish);
    out.close();
  }
  s.host.over(s.owner, { type: 'broken', error: error ?? s.told?.error });
}

/** A decorator's own fault must not keep a stream from its end. */
function decorate<Owner extends StreamOwner>(s: Forwarding<Owner>, part: StreamPart): StreamPart {
  try {
    return s.decorator?.part(part) ?? part;
  } catch {
    return part;
  }
}

/** Fails a stream that was not handed out yet. */
export function failHeld<Owner extends StreamOwner>(s: Forwarding<Owner>, error: unknown): void {
  stop(s);
  cancelAll(s, error);
  s.host.failed(s.owner, error);
}

/** Errors the consumer's side: the caller aborted, or nothing else is possible. */
export function errorStream<Owner extends StreamOwner>(
  s: Forwarding<Owner>,
  reason: unknown,
  end: 'left' | 'broken',
): void {
  stop(s);
  cancelAll(s, reason);
  s.out?.error(reason);
  s.host.over(s.owner, end === 'left' ? { type: 'left' } : { type: 'broken', error: reason });
}

/** The consumer left; its wait ends with what the source says to that. */
export function leaveStream<Owner extends StreamOwner>(
  s: Forwarding<Owner>,
  reason: unknown,
): Promise<void> | undefined {
  const { reader, rest, takeover } = s;
  const isBroken = rest !== undefined || takeover !== undefined;
  stop(s);
  takeover?.abort(reason);
  try {
    // A broken source has failed already; that is not the answer to this.
    if (isBroken) cancelReader(reader, reason);
    return isBroken ? rest?.reader.cancel(reason) : reader.cancel(reason);
  } finally {
    s.host.over(s.owner, { type: 'left' });
  }
}
