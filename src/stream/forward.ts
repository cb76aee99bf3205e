/**
 * Forwards one stream on demand: held back until its first content, so that what fails before can be asked of another
 * leg; then part by part, untouched. No part is read before the consumer asks for it, and whatever a part makes this
 * code throw is a failure of the stream like any other.
 */
import { disguisedEnd, isRefusal } from '../parts/disguised-end.ts';
import { failHeld } from './end-forwarding.ts';
import type { Forwarding, ResponseFacts, StreamHost, StreamOwner } from './forwarding.ts';
import { NO_STREAM, REFUSED, type Finding } from '../own-failures.ts';
import { noteContent } from './commit.ts';
import { FoundError } from '../parts/found-error.ts';
import { checkPart } from '../parts/part-shape.ts';
import { isWholeDespite, note, textOf } from './progress.ts';
import type { FinishPart, StreamPart } from '../sdk-types.ts';
import { crash, sourceDied, sourceEnded } from './source-end.ts';
import { holdTail, isTailWhole, takeTail } from './tail.ts';
import { recover } from './take-over.ts';
import { readSource, release, showNoted } from './release.ts';

/** @throws {FoundError} for what is no stream, or one that another reader has */
function readerOf(stream: ReadableStream<StreamPart>): ReadableStreamDefaultReader<StreamPart> {
  try {
    const reader = stream.getReader();
    if (typeof reader.read === 'function') return reader;
  } catch {
    // It is none.
  }
  throw new FoundError(NO_STREAM);
}

/**
 * Takes a stream over; nothing is read before `startForwarding`.
 *
 * @throws {FoundError} for what is no stream that can be read
 */
export function forward<Owner extends StreamOwner>(
  stream: ReadableStream<StreamPart>,
  owner: Owner,
  host: StreamHost<Owner>,
  facts: ResponseFacts,
): Forwarding<Owner> {
  const onRead = (read: ReadableStreamReadResult<StreamPart>) => readPart(s, read);
  const onDied = (error: unknown) => sourceDied(s, error);
  const s: Forwarding<Owner> = {
    owner,
    host,
    facts,
    reader: readerOf(stream),
    onRead,
    onDied,
    held: [],
    out: undefined,
    source: undefined,
    isReading: false,
    isOver: false,
    isPlain: false,
    decorator: undefined,
    waitingSince: 0,
    silentMs: 0,
    told: undefined,
    continueWith: host.continuation(owner),
    shown: '',
    tail: [],
    tailError: undefined,
    hasLoss: false,
    tailHasUsage: false,
    takeover: undefined,
    rest: undefined,
    hasContent: false,
    hasOther: false,
    hasError: false,
    hasFinish: false,
    hasUnreadUsage: false,
    open: undefined,
  };
  return s;
}

/** Reads to the first content, or hands the stream out at once if nothing is to be held. */
export function startForwarding<Owner extends StreamOwner>(s: Forwarding<Owner>, isHeld: boolean): void {
  if (isHeld) readSource(s);
  else release(s);
}

function readPart<Owner extends StreamOwner>(s: Forwarding<Owner>, read: ReadableStreamReadResult<StreamPart>): void {
  if (s.isOver || s.takeover || s.rest) return;
  s.isReading = false;
  try {
    if (read.done) return sourceEnded(s);
    const part = read.value;
    if (s.isPlain && isPlainDelta(s, part)) {
      s.owner.idleAt = Infinity;
      s.silentMs = 0;
      s.out!.enqueue(part);
      if (s.continueWith) showPart(s, part);
    } else {
      takePart(s, part);
    }
  } catch (error) {
    crash(s, error);
  }
}

/** Whether a part is content that goes through as it is. One that throws when it is read is looked at again. */
function isPlainDelta<Owner extends StreamOwner>(s: Forwarding<Owner>, part: StreamPart): boolean {
  try {
    const { type } = part;
    return (
      (type === 'text-delta' || type === 'reasoning-delta' || type === 'tool-input-delta') &&
      part.delta.length > 0 &&
      (s.decorator === undefined || part.providerMetadata === undefined)
    );
  } catch {
    return false;
  }
}

/** A part that is looked at. */
function takePart<Owner extends StreamOwner>(s: Forwarding<Owner>, given: StreamPart): void {
  checkPart(given);
  const part = given.type === 'error' ? classified(s, given) : given;
  if (s.held) return holdPart(s, part);
  // Nothing is shown: the consumer still waits, and the limit on its wait goes on.
  if (holdTail(s, part)) return readSource(s);
  if (part.type === 'finish') return takeFinish(s, part);
  // The source goes on after a piece of its text was lost: the answer would have a hole.
  if (s.hasLoss) return recover(s, s.tailError);
  for (const held of takeTail(s)) showNoted(s, held);
  showNoted(s, part);
}

function takeFinish<Owner extends StreamOwner>(s: Forwarding<Owner>, part: FinishPart): void {
  s.owner.usage = part.usage;
  const isWhole = isWholeDespite(s, part) || isTailWhole(s, part);
  const finding = isWhole ? undefined : endOf(s, part);
  if (part.finishReason.unified !== 'error' || isWhole) s.told = undefined;
  if (finding) return recover(s, s.host.found(s.owner, finding, s.facts), withError(part));
  for (const held of takeTail(s)) showNoted(s, held);
  showNoted(s, part);
}

/** What is wrong with a finish. */
function endOf<Owner extends StreamOwner>(s: Forwarding<Owner>, part: FinishPart): Finding | undefined {
  if (s.facts.isJudged) return undefined;
  return disguisedEnd(part, s, s.facts.headers, raw => s.host.unknownReason(s.owner, raw));
}

const withError = (part: FinishPart): FinishPart => ({
  ...part,
  finishReason: { ...part.finishReason, unified: 'error' },
});

function classified<Owner extends StreamOwner>(s: Forwarding<Owner>, part: StreamPart & { type: 'error' }): StreamPart {
  const error = s.host.thrown(s.owner, part.error, s.facts);
  s.told = { error };
  return { ...part, error };
}

/** Keeps a part until the first content, and hands the stream out with it. */
function holdPart<Owner extends StreamOwner>(s: Forwarding<Owner>, part: StreamPart): void {
  const { host, owner, held } = s;
  if (part.type === 'error') return failHeld(s, part.error);
  if (part.type === 'finish') {
    owner.usage = part.usage;
    const isRefused = host.failOnRefusal && isRefusal(part.finishReason);
    const finding = isRefused ? REFUSED : endOf(s, part);
    if (finding) return failHeld(s, host.found(owner, finding, s.facts));
  }
  held!.push(part);
  noteContent(s, part);
  if (s.hasContent || s.hasFinish || held!.length >= host.maxHeldParts) release(s);
  else readSource(s);
}

/** Keeps count of a delta that went straight through. */
function showPart<Owner extends StreamOwner>(s: Forwarding<Owner>, part: StreamPart): void {
  s.shown += textOf(part);
  note(s, part);
}
