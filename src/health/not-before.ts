/**
 * Remembers until when a leg asked to be left alone, so that other calls skip it. Nothing is tried earlier than asked.
 */
import { createBoundedMap } from '../runtime/bounded-map.ts';
import { isOfOneCaller } from './failure-kind.ts';
import type { Failure } from '../failure.ts';
import type { SharedWaits } from './shared-waits.ts';

/** Longest time that a leg is left alone on its own word; a longer one is taken for absurd. */
export const MAX_WAIT_MS: number = 15 * 60_000;

/** How many waits are kept before those that are over are forgotten; one that still holds never is. */
const MAX_WAITING = 1_000;

/** A leg, and what it shares with others. */
interface SharingLeg {
  readonly key: string;
  readonly gateway: string | undefined;
  readonly account: string | undefined;
}

export interface NotBefore {
  /** Milliseconds from now until the leg may be tried; 0 if it may be now. */
  waitMs(leg: SharingLeg): number;
  /** Notes what a failure asks for, unless it may be asked of one caller only. The later of two times stands. */
  note(leg: SharingLeg, failure: Failure): void;
}

const gatewayKey = (gateway: string) => `gateway ${gateway}`;
const accountKey = (account: string) => `account ${account}`;

/** All legs that share what is exhausted: a whole gateway or account only when the failure's scope says so. */
function keyOf(leg: SharingLeg, { scope }: Failure): string {
  if (scope === 'gateway' && leg.gateway !== undefined) return gatewayKey(leg.gateway);
  if (scope === 'account' && leg.account !== undefined) return accountKey(leg.account);
  return leg.key;
}

/** @param others what other processes were told */
export function createNotBefore(now: () => number, others?: SharedWaits): NotBefore {
  const isOver = (at: number) => at <= now();
  const until = createBoundedMap<number>({ max: MAX_WAITING, now, isOver, mayDrop: isOver });

  function untilOf(leg: SharingLeg): number {
    let latest = until.get(leg.key) ?? 0;
    if (leg.gateway !== undefined) latest = Math.max(latest, until.get(gatewayKey(leg.gateway)) ?? 0);
    if (leg.account !== undefined) latest = Math.max(latest, until.get(accountKey(leg.account)) ?? 0);
    return latest;
  }

  function toldOthers(leg: SharingLeg): number {
    if (!others) return 0;
    let longest = others.waitMs(leg.key);
    if (leg.gateway !== undefined) longest = Math.max(longest, others.waitMs(gatewayKey(leg.gateway)));
    if (leg.account !== undefined) longest = Math.max(longest, others.waitMs(accountKey(leg.account)));
    return Math.min(longest, MAX_WAIT_MS);
  }

  const ownWait = (leg: SharingLeg) => (until.size === 0 ? 0 : Math.max(0, untilOf(leg) - now()));

  return {
    waitMs: leg => (others ? Math.max(ownWait(leg), toldOthers(leg)) : ownWait(leg)),
    note(leg, failure) {
      if (failure.retryAfterMs === undefined || isOfOneCaller(failure)) return;
      const key = keyOf(leg, failure);
      const ms = Math.min(failure.retryAfterMs, MAX_WAIT_MS);
      until.set(key, Math.max(until.get(key) ?? 0, now() + ms));
      others?.wait(key, ms);
    },
  };
}
