/** What follows when a stream breaks off: another stream goes on where it broke, if there is one, else it ends broken. */
import { breakOff, cancelReader, closeStream } from './end-forwarding.ts';
import type { Continuation, Forwarding, StreamOwner } from './forwarding.ts';
import { note, openText } from './progress.ts';
import type { FinishPart, StreamPart } from '../sdk-types.ts';

/** Lets another stream go on where this one broke, if there is one; else breaks off. */
export function recover<Owner extends StreamOwner>(s: Forwarding<Owner>, given: unknown, finish?: FinishPart): void {
  const error = s.tailError ?? given;
  const openId = s.continueWith && openText(s);
  if (!s.continueWith || openId === undefined) return breakOff(s, error, finish);
  s.isPlain = false;
  // What the broken source may still give is not waited for.
  s.isReading = false;
  s.owner.idleAt = Infinity;
  s.takeover = new AbortController();
  cancelReader(s.reader, error);
  s.host.broken(s.owner, error);
  const { shown } = s;
  s.continueWith(s.owner, { shown, openId }, error, s.takeover.signal).then(
    rest => {
      if (s.isOver) return void rest?.reader.cancel().catch(() => {});
      if (!rest) return breakOff(s, error, finish);
      s.rest = rest;
      s.takeover = undefined;
      // What was told of the broken source is not how the stream ends.
      s.told = undefined;
      void passOn(s, s.rest);
    },
    // A hook of the user's threw: its own error is what the caller has to see.
    thrown => (s.isOver ? undefined : breakOff(s, thrown, finish)),
  );
}

/** The next parts that have anything to say; `undefined` at the end. */
async function nextParts({ reader, join }: Continuation): Promise<StreamPart[] | undefined> {
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return undefined;
    const parts = join(value);
    if (parts.length > 0) return parts;
  }
}

/** Passes on at least one part of the continuation. */
export async function passOn<Owner extends StreamOwner>(s: Forwarding<Owner>, rest: Continuation): Promise<void> {
  if (s.isReading) return;
  s.isReading = true;
  try {
    const parts = await nextParts(rest);
    s.isReading = false;
    if (s.isOver) return;
    if (!parts) return closeStream(s);
    for (const part of parts) {
      note(s, part);
      s.out?.enqueue(part);
    }
  } catch (error) {
    s.isReading = false;
    if (!s.isOver) breakOff(s, s.host.thrown(s.owner, error, s.facts));
  }
}
