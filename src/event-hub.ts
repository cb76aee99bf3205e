/** Hands events to the listener: stamped with call and time, in the context of their call, whatever the listener does. */
import type { EventListener, FailoverEvent, News } from './events.ts';
import { captureContext, type RunInContext } from './runtime/async-context.ts';
import type { Clock } from './runtime/clock.ts';
import { abandonPromise } from './runtime/hook-result.ts';

/** Where an event comes from, as long as it belongs to no call. */
export interface EventOutlet {
  readonly onEvent: EventListener | undefined;
  readonly clock: Pick<Clock, 'now'>;
}

/** A call, as events are stamped with it. */
export interface EventSource {
  readonly engine: EventOutlet;
  /** Made with its first event, or where an answer or an error names it. */
  callId: string | undefined;
  /** Runs a listener in the async context in which the call was made. */
  context: RunInContext | undefined;
}

/** The call's id. */
export const callIdOf = (source: Pick<EventSource, 'callId'>): string => (source.callId ??= crypto.randomUUID());

/** Tells of something that belongs to a call. Without a listener this is all that an event costs. */
export function tell(source: EventSource, news: News): void {
  const { onEvent, clock } = source.engine;
  if (onEvent === undefined) return;
  const event: FailoverEvent = { ...news, callId: callIdOf(source), at: clock.now() };
  // The call decides by its own: what a listener writes into an event is nobody else's.
  if ('failure' in event && event.failure !== undefined) event.failure = { ...event.failure };
  const { context } = source;
  if (context) context(deliver, onEvent, event);
  else deliver(onEvent, event);
}

/** Tells of something that belongs to no call. */
export function tellOutside({ onEvent, clock }: EventOutlet, news: News): void {
  if (onEvent) deliver(onEvent, { ...news, at: clock.now() });
}

/** Tells of the first event of a call, whose async context is the one of this moment. */
export function tellFirst(source: EventSource, news: News): void {
  source.context = captureContext();
  tell(source, news);
}

function deliver(listener: EventListener, event: FailoverEvent): void {
  try {
    // An async listener is not awaited; its rejection must not end the process.
    abandonPromise(listener(event), error => report(listener, event, error));
  } catch (error) {
    report(listener, event, error);
  }
}

/** The listeners whose errors were reported: a broken one would fill the console. */
const reported = new WeakSet<EventListener>();

const MAX_SHOWN = 200;

/** A listener's own bug is not the call's, but it must not stay unseen: whoever relies on events would hear of nothing. */
function report(listener: EventListener, { type }: FailoverEvent, error: unknown): void {
  if (reported.has(listener)) return;
  reported.add(listener);
  try {
    console.warn(
      `ai-gateway-failover: \`onEvent\` threw at a \`${type}\` event (${show(error)}). Calls go on; this is reported once.`,
    );
  } catch {
    // A console that fails is not the call's fault either.
  }
}

function show(error: unknown): string {
  try {
    return String(error).slice(0, MAX_SHOWN);
  } catch {
    return 'something that cannot be shown';
  }
}
