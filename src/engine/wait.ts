/** A call's wait for a leg: the timer ends it, or the leg that comes free. */
import type { Call } from './call.ts';
import { pushEvent } from './queue.ts';

/** Waits for so long before the leg is asked. */
export function wait(call: Call, ms: number, waiting: NonNullable<Call['waiting']>): void {
  call.waiting = waiting;
  call.wakeAt = call.engine.clock.monotonic() + ms;
}

/** The same for a leg that is held back: no longer than until it comes free for this call. */
export function waitForLeg(call: Call, ms: number, waiting: NonNullable<Call['waiting']>): void {
  wait(call, ms, waiting);
  const { freeing } = call.engine.guards;
  if (freeing.length === 0) return;
  const wake = () => {
    if (call.wakeAt === Infinity) return;
    call.wakeAt = Infinity;
    pushEvent(call, { type: 'wake' });
  };
  const stops = freeing.map(guard => guard.onFree(waiting.leg, call, wake));
  call.stopWatching = () => stops.forEach(stop => stop());
}
