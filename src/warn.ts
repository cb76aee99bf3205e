/** Warnings that are no part of an answer: as an event, and once through the SDK's own switch and logger for warnings. */
import { tell, tellOutside, type EventOutlet, type EventSource } from './event-hub.ts';

const MAX_LOGGED = 100;
/** What has been logged: on Workers a router may be made for each request. */
const logged = new Set<string>();

/** Through the SDK's logger, as far as it lets others use it. */
function log(message: string): void {
  const logger = globalThis.AI_SDK_LOG_WARNINGS;
  if (logger === false || logged.has(message)) return;
  if (logged.size >= MAX_LOGGED) logged.clear();
  logged.add(message);
  try {
    if (typeof logger === 'function') logger({ warnings: [{ type: 'other', message }] });
    else console.warn(`AI SDK Warning: ${message}`);
  } catch {
    // A logger's own bug is not the caller's.
  }
}

/** Tells of something that was found while a middleware was made, and logs what has not been logged before. */
export function warn(outlet: EventOutlet, message: string): void {
  tellOutside(outlet, { type: 'warning', message });
  log(message);
}

/** The same for what was found in a call. */
export function warnIn(call: EventSource, message: string): void {
  tell(call, { type: 'warning', message });
  log(message);
}
