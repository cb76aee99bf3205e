/** The moment from which a stream is committed, and the silence between its contents. */
import type { Forwarding, StreamOwner } from './forwarding.ts';
import { note } from './progress.ts';
import type { StreamPart } from '../sdk-types.ts';

/** Notes a part; the first content commits the attempt. */
export function noteContent<Owner extends StreamOwner>(s: Forwarding<Owner>, part: StreamPart): void {
  const { owner, host } = s;
  const isFirst = !s.hasContent;
  const isContent = note(s, part);
  if (!isContent) return addSilence(s);
  owner.idleAt = Infinity;
  s.silentMs = 0;
  if (!isFirst) return;
  owner.firstContentMs = host.now() - owner.startedAt;
  owner.firstContentAt = Infinity;
  s.isPlain = s.held === undefined;
  host.committed(owner);
}

/** What is no content does not end a silence. */
function addSilence<Owner extends StreamOwner>(s: Forwarding<Owner>): void {
  if (s.owner.idleAt === Infinity) return;
  s.owner.idleAt = Infinity;
  s.silentMs += s.host.now() - s.waitingSince;
}
