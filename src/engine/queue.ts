/**
 * What the loop of a call handles, in the order in which it happened. One promise at a time waits for the next event: a
 * `Promise.race` would keep a reaction on every promise that never settles.
 */
import type { Call, CallEvent } from './call.ts';

/** Queues an event, and starts the loop of a call that did not need one so far. */
export function pushEvent(call: Call, event: CallEvent): void {
  const { wakeLoop } = call;
  if (wakeLoop !== undefined) {
    call.wakeLoop = undefined;
    return wakeLoop(event);
  }
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
