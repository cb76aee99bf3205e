/** Joins a silent attempt by the next leg: when its alarm goes off, and what happens then. */
import { tell } from '../event-hub.ts';
import type { LegFacts } from './attempt.ts';
import type { Attempt, Call } from './call.ts';
import { isPermitted } from './guard.ts';
import { nextLeg, putBack } from './plan.ts';
import { pushEvent } from './queue.ts';
import { mayHaveMore } from './room.ts';

/** How long until it is tried again to hedge, if no leg was free: the hedge's own time within these. */
const LOOK_AGAIN = { leastMs: 50, mostMs: 1_000 };

/** Sets the alarm for an attempt, unless as many legs are asked already as may be, or one has shown content. */
export function armAlarm(call: Call, attempt: Attempt, now: number): void {
  const { hedge, running } = call;
  if (!hedge || attempt.purpose === 'continue' || running.length > hedge.max) return;
  for (const { firstContentMs } of running) if (firstContentMs !== undefined) return;
  call.alarmOf = attempt;
  call.alarmAt = attempt.startedAt + hedge.afterMs(attempt);
  if (call.alarmAt > now) return;
  call.alarmAt = Infinity;
  pushEvent(call, { type: 'alarm' });
}

export function clearAlarm(call: Call): void {
  call.alarmAt = Infinity;
  call.alarmOf = undefined;
}

/** Asks the next leg beside the silent one, if one is free and the guards permit it. */
export function onAlarm(call: Call, begin: (leg: LegFacts) => void): void {
  // Set anew while the one that went off was waiting in the queue: the attempt that is watched now is not late yet.
  if (call.alarmAt < Infinity) return;
  const { hedge, alarmOf, engine } = call;
  clearAlarm(call);
  // The attempt may have ended, or shown content, while the alarm was waiting in the queue.
  if (!hedge || !alarmOf || call.isFinal || !call.running.includes(alarmOf)) return;
  if (alarmOf.firstContentMs !== undefined) return;
  const afterMs = hedge.afterMs(alarmOf);
  const next = nextLeg(call);
  if (!next || next.waitMs > 0) {
    if (next) putBack(call, next.leg);
    // A silent call would hang on if no leg that comes free were looked for.
    if (!mayHaveMore(call)) return;
    call.alarmOf = alarmOf;
    call.alarmAt = engine.clock.monotonic() + Math.max(LOOK_AGAIN.leastMs, Math.min(afterMs, LOOK_AGAIN.mostMs));
    return;
  }
  if (!hedge.fits(call) || !isPermitted(engine.guards, alarmOf.leg, 'hedge', call)) return putBack(call, next.leg);
  call.announced = next.leg;
  call.hedged = true;
  const { leg, number } = alarmOf;
  tell(call, { type: 'hedge-start', from: leg.name, to: next.leg.name, attempt: number, afterMs: Math.round(afterMs) });
  begin(next.leg);
}
