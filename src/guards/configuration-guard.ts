/**
 * Raises an event for each failure that only a change of configuration mends. What may be one user's limit is announced
 * once a minute for a leg: each call of that user is refused so.
 */
import { emit, type EventListener } from '../events.ts';
import type { Failure } from '../failure.ts';
import { isConfig, isOfOneCaller } from '../health/failure-kind.ts';
import type { BoundedMap } from '../runtime/bounded-map.ts';
import type { LegFacts } from '../engine/attempt.ts';
import type { Guard } from '../engine/guard.ts';

/** How long such an announcement holds, in milliseconds. */
export const ANNOUNCE_AGAIN_MS = 60_000;

/** @param announcedAt when each leg's last such failure was announced, by key */
export function configurationGuard(
  announcedAt: BoundedMap<number>,
  now: () => number,
  onEvent: EventListener | undefined,
): Guard {
  function raise({ key, provider, modelId }: LegFacts, failure: Failure, isCallers: boolean): void {
    if (isCallers || !isConfig(failure)) return;
    if (isOfOneCaller(failure)) {
      const at = announcedAt.get(key);
      if (at !== undefined && now() - at < ANNOUNCE_AGAIN_MS) return;
      announcedAt.set(key, now());
    }
    emit(onEvent, { type: 'config', failure, provider, modelId });
  }
  return {
    ticket: {
      ended: ({ leg }, { failure, isCallers }) => raise(leg, failure, isCallers),
      streamEnded(end, { leg }) {
        if (end.type === 'broken') raise(leg, end.failure, end.isCallers);
      },
    },
  };
}
