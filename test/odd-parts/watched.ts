/** What a call may leave behind, watched: timers, listeners, and what health is told. */
import { createHealth, type Clock, type Health } from '../../src/index.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';

export interface WatchedClock extends ManualClock {
  /** How many of its timers ran out. */
  readonly fired: number;
}

/** A clock whose timers run on the event loop, so that what throws in one is uncaught, as it would be by a real timer. */
export function watchClock(): WatchedClock {
  const clock = createManualClock();
  const set = clock.setTimeout.bind(clock);
  let fired = 0;
  clock.setTimeout = (callback, ms) =>
    set(() => {
      fired += 1;
      setImmediate(callback);
    }, ms);
  return Object.defineProperty(clock, 'fired', { get: () => fired }) as WatchedClock;
}

/** A signal that nobody ever aborts. */
export function watchSignal(): { signal: AbortSignal; listeners: () => number } {
  const { signal } = new AbortController();
  const listeners = new Set<unknown>();
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  signal.addEventListener = (type: string, listener: EventListener, options?: AddEventListenerOptions | boolean) => {
    listeners.add(listener);
    addEventListener.call(signal, type, listener, options);
  };
  signal.removeEventListener = (type: string, listener: EventListener, options?: EventListenerOptions | boolean) => {
    listeners.delete(listener);
    removeEventListener.call(signal, type, listener, options);
  };
  return { signal, listeners: () => listeners.size };
}

/** One leg in one call, as its health sees it. */
export interface LegCall {
  leg: string;
  /** How often its end was told. */
  ends: number;
}

const ENDS = ['succeeded', 'failed', 'forget'] as const;

/** Real health that notes each call to it. */
export function watchHealth(clock: Clock, calls: LegCall[]): Health {
  const health = createHealth({ clock, random: () => 0.5 });
  const { begin } = health;
  health.begin = (leg, ...rest) => {
    const begun = begin.call(health, leg, ...rest);
    if (!begun) return begun;
    const call: LegCall = { leg: leg.name, ends: 0 };
    calls.push(call);
    for (const end of ENDS) {
      const tell = begun[end] as (...given: unknown[]) => never;
      begun[end] = (...given: unknown[]) => {
        call.ends += 1;
        return tell.apply(begun, given);
      };
    }
    return begun;
  };
  return health;
}

/** What the process complained of since it was last asked. */
export function watchProcess(): () => { uncaught: string[]; unhandled: string[] } {
  let uncaught: string[] = [];
  let unhandled: string[] = [];
  process.on('uncaughtException', error => void uncaught.push(briefly(error)));
  process.on('unhandledRejection', error => void unhandled.push(briefly(error)));
  return () => {
    const seen = { uncaught, unhandled };
    uncaught = [];
    unhandled = [];
    return seen;
  };
}

/** What an error says, whatever it is. */
export function briefly(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${String(error.message).slice(0, 160)}` : String(error).slice(0, 80);
  } catch {
    return 'an error that cannot be read';
  }
}

