/**
 * Raises an event for each failure that only a change of configuration mends. What may be one user's limit is announced
 * once a minute for a leg: each call of that user is refused so. So is whatever lasting failure a canary finds: nobody
 * else would see it before the leg is needed.
 */
import type { Failure } from '../failure.ts';
import { isConfig, isLasting, isOfOneCaller } from '../health/failure-kind.ts';
import type { BoundedMap } from '../runtime/bounded-map.ts';
import type { Guard, GuardedAttempt } from '../engine/guard.ts';
import { tellOf } from '../engine/tell.ts';

/** How long such an announcement holds, in milliseconds. */
export const ANNOUNCE_AGAIN_MS = 60_000;

/** @param announcedAt when each leg's last such failure was announced, by key */
export function configurationGuard(announcedAt: BoundedMap<number>, now: () => number): Guard {
  function raise(attempt: GuardedAttempt, failure: Failure, isCallers: boolean): void {
    const { leg, call } = attempt;
    const { key } = leg;
    const isFound = isConfig(failure);
    if (isCallers || !(isFound || (leg === call.canary && isLasting(failure)))) return;
    if (!isFound || isOfOneCaller(failure)) {
      const at = announcedAt.get(key);
      if (at !== undefined && now() - at < ANNOUNCE_AGAIN_MS) return;
      announcedAt.set(key, now());
    }
    tellOf(attempt, { type: 'config', failure });
  }
  return {
    ticket: {
      ended: (attempt, { failure, isCallers }) => raise(attempt, failure, isCallers),
      streamEnded(end, attempt) {
        if (end.type === 'broken') raise(attempt, end.failure, end.isCallers);
      },
    },
  };
}
