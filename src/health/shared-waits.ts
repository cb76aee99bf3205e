/** Waits that legs asked other processes for: told to a store and read from its copy, if the store knows of waits. */
import { checkMethods, checkSynchronous } from '../runtime/check-options.ts';
import { abandonPromise } from '../runtime/hook-result.ts';

/** How a store shares waits. Milliseconds from now, so that no clock is compared with another. */
export interface WaitStore {
  /** Milliseconds until what has this key may be asked; 0 if it may be now. Must not block, as `read`. */
  waitMs(key: string): number;
  /** What has this key asked to be left alone. */
  wait(key: string, ms: number): void;
}

/** The same, harmless: it never throws, and a wait is a number. */
export interface SharedWaits {
  waitMs(key: string): number;
  wait(key: string, ms: number): void;
}

const RETURNS = 'milliseconds from a copy at hand';

/** @throws {TypeError} for a store with one of the two, or with one that cannot work */
export function checkWaits(owner: string, option: string, store: Partial<WaitStore>): void {
  if (store.waitMs === undefined && store.wait === undefined) return;
  checkMethods(owner, option, store, ['waitMs', 'wait']);
  checkSynchronous(RETURNS)(owner, `${option}.waitMs`, store.waitMs);
}

/** A store's waits, if it has them. One that fails, or answers with no number, knows of none. */
export function safeWaits(store: Partial<WaitStore>): SharedWaits | undefined {
  if (store.waitMs === undefined) return undefined;
  return {
    waitMs(key) {
      try {
        const ms: unknown = store.waitMs!(key);
        if (typeof ms === 'number') return ms > 0 ? ms : 0;
        abandonPromise(ms);
      } catch {
        // As good as none.
      }
      return 0;
    },
    wait(key, ms) {
      try {
        abandonPromise(store.wait!(key, ms));
      } catch {
        // What is not shared still holds here.
      }
    },
  };
}

/** By a health, so that routers which share it share the waits; its interface is for people. */
const known = new WeakMap<object, SharedWaits>();

export const shareWaits = (health: object, waits: SharedWaits): void => void known.set(health, waits);
export const sharedWaitsOf = (health: object): SharedWaits | undefined => known.get(health);
