/** Keeps `providerMetadata.failover` small: it travels with every message of a conversation. */
import type { AttemptFacts } from '../errors/attempt-record.ts';
import type { ServedBy, TokenCounts } from '../events.ts';

/** Largest metadata in bytes of JSON. */
const MAX_METADATA_BYTES = 2_000;

const encoder: TextEncoder = new TextEncoder();
const bytesOf = (value: unknown): number => encoder.encode(JSON.stringify(value)).length;

/** `providerMetadata.failover`: JSON only. */
export interface FailoverMetadata {
  callId: string;
  servedBy: ServedBy;
  /** What did not serve, in order. */
  attempts: AttemptFacts[];
  /** Tokens of these attempts in total; absent if no provider said any. */
  wasted?: TokenCounts;
  degraded: boolean;
  /** A fallback was asked first, to see whether it works. */
  canary?: true;
  hedged: boolean;
  skipped: { leg: string; reason: string }[];
  /** How many attempts and skipped legs are not listed, since there was no room; absent for none. */
  dropped?: number;
}

/** As many entries as fit into the room, the first ones; a comma goes with each. */
function fitting<Entry>(entries: readonly Entry[], room: number): { fit: Entry[]; left: number } {
  const fit: Entry[] = [];
  let left = room;
  for (const entry of entries) {
    const bytes = bytesOf(entry) + 1;
    if (bytes > left) break;
    left -= bytes;
    fit.push(entry);
  }
  return { fit, left };
}

/** What of an attempt is told before anything else is left out: who failed, and how. */
const plain = ({ leg, attempt, category, rule, statusCode, ms }: AttemptFacts): AttemptFacts => ({
  leg,
  attempt,
  category,
  rule,
  ...(statusCode !== undefined && { statusCode }),
  ms,
});

/** Names of any length, cut to what a message may carry. */
function cutNames({ leg, provider, modelId }: ServedBy, room: number): ServedBy {
  let names: ServedBy = { leg, provider, modelId };
  for (let chars = 400; bytesOf(names) > room && chars > 0; chars >>= 1) {
    names = { leg: leg.slice(0, chars), provider: provider.slice(0, chars), modelId: modelId.slice(0, chars) };
  }
  return names;
}

/**
 * The metadata in 2 kB. Left out first is what an attempt was seen to have besides its failure, then the legs that were
 * passed over, then the latest attempts: why the primary did not serve stays.
 */
export function fitMetadata(metadata: FailoverMetadata): FailoverMetadata {
  if (bytesOf(metadata) <= MAX_METADATA_BYTES) return metadata;
  const { attempts, skipped } = metadata;
  const bare = { ...metadata, attempts: [], skipped: [], dropped: attempts.length + skipped.length };
  const servedBy = cutNames(bare.servedBy, MAX_METADATA_BYTES - bytesOf({ ...bare, servedBy: {} }));
  const room = MAX_METADATA_BYTES - bytesOf({ ...bare, servedBy });
  const failed = fitting(attempts.map(plain), room);
  const passed = fitting(skipped, failed.left);
  const dropped = bare.dropped - failed.fit.length - passed.fit.length;
  const { dropped: _, ...rest } = bare;
  return { ...rest, servedBy, attempts: failed.fit, skipped: passed.fit, ...(dropped > 0 && { dropped }) };
}
