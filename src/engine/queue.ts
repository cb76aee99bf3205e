/**
 * What the loop of a call handles, in the order in which it happened. One promise at a time waits for the next event: a
 * `Promise.race` would keep a reaction on every promise that never settles. A call's wait for a leg is ended by the timer,
 * or by the leg that comes free.
 */
import { isSharedIsolate } from '../runtime/shared-isolate.ts';
import type { Call, CallEvent } from './call.ts';

/** How often a call that waits for a leg to come free looks by itself, where others may not wake it. */
const LOOK_MS = 50;

/** Queues an event, and starts the loop of a call that did not need one so far. */
export function pushEvent(call: Call, event: CallEvent): void {
  const { wakeLoop } = call;
  if (wakeLoop !== undefined) {
    call.wakeLoop = undefined;
    return wakeLoop(event);
  }
  // A listener to the end of an attempt may have aborted, and so ended the call.
  if (call.isSettled && !call.isLooping) return;
  call.events = [...call.events, event];
  if (!call.isLooping) call.engine.startLoop(call);
}

/** The next event; waits for it. */
export function nextEvent(call: Call): CallEvent | Promise<CallEvent> {
  const [event, ...later] = call.events;
  call.events = later;
  if (event !== undefined) return event;
  return new Promise(resolve => {
    call.wakeLoop = resolve;
  });
}

/** No leg is waited for any more. */
export function stopWatching(call: Call): void {
  call.stopWatching?.();
  call.stopWatching = undefined;
}

/** Waits for so long before the leg is asked. */
export function wait(call: Call, ms: number, waiting: NonNullable<Call['waiting']>): void {
  call.waiting = waiting;
  call.wakeAt = call.engine.clock.monotonic() + ms;
}

/** The same for a leg that is held back: no longer than until it comes free for this call. */
export function waitForLeg(call: Call, ms: number, waiting: NonNullable<Call['waiting']>): void {
  const { freeing } = call.engine.guards;
  const looks = waiting.leg.concurrency !== undefined && isSharedIsolate();
  wait(call, looks ? Math.min(ms, LOOK_MS) : ms, waiting);
  if (freeing.length === 0) return;
  const wake = looks ? NOTHING : () => wakeUp(call);
  const stops = freeing.map(guard => guard.onFree(waiting.leg, call, wake));
  call.stopWatching = () => stops.forEach(stop => stop());
}

const NOTHING = () => {};

function wakeUp(call: Call): void {
  if (call.wakeAt === Infinity) return;
  call.wakeAt = Infinity;
  pushEvent(call, { type: 'wake' });
}
