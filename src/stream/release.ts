/** Hands a forwarded stream out, and reads its source whenever the consumer asks for a part. */
import { noteContent } from './commit.ts';
import { leaveStream } from './end-forwarding.ts';
import type { Forwarding, StreamOwner } from './forwarding.ts';
import { textOf } from './progress.ts';
import type { StreamPart } from '../sdk-types.ts';
import { crash } from './source-end.ts';
import { passOn } from './take-over.ts';

const ON_DEMAND = { highWaterMark: 0 };

/** Reads the next part. */
export function readSource<Owner extends StreamOwner>(s: Forwarding<Owner>): void {
  s.isReading = true;
  // The same promise if it is one; a source may return anything.
  Promise.resolve(s.reader.read()).then(s.onRead, s.onDied);
}

/** Shows a part and then notes it, so that only what was shown is closed later. */
export function showNoted<Owner extends StreamOwner>(s: Forwarding<Owner>, part: StreamPart): void {
  s.out!.enqueue(s.decorator && part.type !== 'error' ? s.decorator.part(part) : part);
  if (s.continueWith) s.shown += textOf(part);
  noteContent(s, part);
  // A tail switches the straight way off until the answer goes on.
  if (s.hasContent) s.isPlain = s.tail.length === 0;
}

/** Hands the stream out, with what was held. */
export function release<Owner extends StreamOwner>(s: Forwarding<Owner>): void {
  if (s.held === undefined || s.isOver) return;
  s.decorator = s.host.decorator(s.owner);
  const held = s.decorator?.preamble(s.held) ?? s.held;
  if (s.continueWith) s.shown = held.map(textOf).join('');
  s.held = undefined;
  s.isPlain = s.hasContent;
  const source = new HandedOut(s, held);
  s.source = source;
  s.host.opened(s.owner, new ReadableStream<StreamPart>(source, ON_DEMAND));
}

/**
 * What the consumer's stream is read from. V8 keeps the closures of a stream that was pulled until the next full
 * collection of garbage, and with them whatever they can reach: so this one lets go of its call when it is over.
 */
class HandedOut<Owner extends StreamOwner> {
  private s: Forwarding<Owner> | undefined;
  private held: readonly StreamPart[];

  constructor(s: Forwarding<Owner>, held: readonly StreamPart[]) {
    this.s = s;
    this.held = held;
  }

  start(controller: ReadableStreamDefaultController<StreamPart>): void {
    this.s!.out = controller;
    for (const part of this.held) controller.enqueue(part);
    this.held = [];
  }

  pull(): void {
    if (this.s) pull(this.s);
  }

  cancel(reason: unknown): Promise<void> | undefined {
    const { s } = this;
    return s && !s.isOver ? leaveStream(s, reason) : undefined;
  }

  /** The stream is over: nothing is read any more. */
  letGo(): void {
    this.s = undefined;
  }
}

function pull<Owner extends StreamOwner>(s: Forwarding<Owner>): void {
  if (s.isReading || s.isOver || s.takeover) return;
  if (s.rest) return void passOn(s, s.rest);
  const { owner, host } = s;
  const { idleMs } = owner.limits;
  if (idleMs !== undefined && s.hasContent) {
    const now = host.now();
    s.waitingSince = now;
    owner.idleAt = now + idleMs - s.silentMs;
    host.armIdle(owner, now);
  }
  try {
    readSource(s);
  } catch (error) {
    s.isReading = false;
    crash(s, error);
  }
}
