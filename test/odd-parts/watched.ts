/** What a call may leave behind, watched: timers, listeners, and what health is told. */
import { createHealth, type Clock, type Health } from '../../src/index.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';

export interface WatchedClock extends ManualClock {
  /** How many of its timers ran out. */
  readonly fired: number;
}

/** What the process complains of. */
export interface Complaints {
  uncaught: string[];
  unhandled: string[];
}

export interface WatchedProcess {
  /** What it complained of since it was last asked. */
  take(): Complaints;
  /** Runs what a timer calls, so that what is thrown there is uncaught. */
  runTimer(callback: () => void): void;
}

/** A clock whose timers are no part of the test's own stack: nobody catches what one of them throws. */
export function watchClock({ runTimer }: WatchedProcess): WatchedClock {
  const clock = createManualClock();
  const set = clock.setTimeout.bind(clock);
  let fired = 0;
  clock.setTimeout = (callback, ms) =>
    set(() => {
      fired += 1;
      runTimer(callback);
    }, ms);
  return Object.defineProperty(clock, 'fired', { get: () => fired }) as WatchedClock;
}

type AddOptions = Parameters<AbortSignal['addEventListener']>[2];

/** A signal that nobody ever aborts. */
export function watchSignal(): { signal: AbortSignal; listeners: () => number } {
  const { signal } = new AbortController();
  const listeners = new Set<unknown>();
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  Object.assign(signal, {
    addEventListener(type: string, listener: () => void, options?: AddOptions) {
      listeners.add(listener);
      addEventListener.call(signal, type, listener, options);
    },
    removeEventListener(type: string, listener: () => void) {
      listeners.delete(listener);
      removeEventListener.call(signal, type, listener);
    },
  });
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
