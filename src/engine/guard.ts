/**
 * Whatever may hold a leg back, spend, or order legs is a guard; a call that enters a leg gets a ticket from each. A new
 * resilience idea is one file with a guard, and one row in the list of guards.
 */
import type { Failure } from '../failure.ts';
import type { FailedOutcome, LegFacts, SkipReason, StreamEnd } from './attempt.ts';
import type { EngineSettings } from './attempt.ts';
import type { EventOutlet, EventSource } from '../event-hub.ts';
import type { MonotonicClock } from '../runtime/clock.ts';

/** Why a leg is not asked now, and for how many milliseconds that holds. */
export interface Hold {
  readonly reason: SkipReason;
  /** `Infinity` for one that no time ends. */
  readonly ms: number;
  /**
   * `wait`: a call may wait for its end; `pause`: it passes the leg over, unless every leg is paused; `unable`: the leg
   * cannot take this request.
   */
  readonly kind: 'wait' | 'pause' | 'unable';
}

/** What an attempt beyond the first one of each leg is for. */
export type Extra = 'retry' | 'hedge';

/** What a guard sees of a call. */
export interface GuardedCall extends EventSource {
  readonly startedAt: number;
  /** When its total runs out; `Infinity` for none. */
  readonly totalAt: number;
  readonly legs: readonly LegFacts[];
  /** The fallback that is asked first, to see whether it works. */
  readonly canary: LegFacts | undefined;
  /** How many attempts were begun. */
  readonly attempts: number;
  readonly engine: EventOutlet & { readonly settings: EngineSettings; readonly clock: MonotonicClock };
}

/** What a guard sees of an attempt. */
export interface GuardedAttempt {
  readonly call: GuardedCall;
  readonly leg: LegFacts;
  /** Counts the attempts of the call, from 1. */
  readonly number: number;
  /** On the clock that only goes forward. */
  readonly startedAt: number;
  /** Whether its answer goes on after it was given. */
  readonly isStream: boolean;
  /** Milliseconds from its start to the first content. */
  readonly firstContentMs: number | undefined;
  /** Under what its silence is learned; `undefined` if nothing is learned from it. */
  readonly silenceKey: string | undefined;
  /** Whether its answer says anything of the leg: one from a gateway's cache does not. */
  readonly proves: boolean;
  /** When its limits run out; `Infinity` while they do not hold. */
  readonly firstContentAt: number;
  readonly attemptAt: number;
  readonly idleAt: number;
  readonly totalAt: number;
}

/** A guard may see more of the calls that it is made for. */
export interface Guard<OfCall extends GuardedCall = GuardedCall> {
  /** Whether the leg is held back from this call. Pure, since it is also asked of legs that are only thought of. */
  hold?(leg: LegFacts, call: OfCall): Hold | undefined;
  /** Whether such an attempt may be spent on top of what the leg got. */
  permit?(leg: LegFacts, extra: Extra, call: OfCall): boolean;
  /** The legs in the order in which this call should try them. */
  rank?(legs: readonly LegFacts[], call: OfCall): readonly LegFacts[];
  /**
   * Calls `wake` once the leg has come free for this call, in its turn; returns what stops watching. A call that was woken
   * stops after it has decided: what it does not use then goes to the next one. One that watches anew keeps its turn.
   */
  onFree?(leg: LegFacts, call: OfCall, wake: () => void): () => void;
  /** A call enters a leg, once; `undefined` if the guard has nothing to note of it. */
  enter?(leg: LegFacts, call: OfCall, isLastResort: boolean): Ticket | undefined;
  /** The ticket of every call on every leg, for guards that keep nothing of a call. */
  readonly ticket?: Ticket;
}

/** What a guard notes of one call on one leg. Of `failed`, `cancel` and the end of its answer one comes, once. */
export interface Ticket {
  /** An attempt begins. */
  began?(attempt: GuardedAttempt): void;
  /** An attempt is over, whichever way: what it held is free. Comes once for each attempt that began. */
  released?(attempt: GuardedAttempt): void;
  /** An attempt failed; the leg may be tried again. */
  ended?(attempt: GuardedAttempt, outcome: FailedOutcome): void;
  /** An attempt was answered; a stream is not at its end then, and may not even be committed. */
  answered?(attempt: GuardedAttempt): void;
  /** The stream that answered has shown its first content. */
  committed?(attempt: GuardedAttempt): void;
  /** The leg failed for this call. */
  failed?(failure: Failure, attempt: GuardedAttempt, isCallers: boolean): void;
  /** The stream that answered is at its end. */
  streamEnded?(end: StreamEnd, attempt: GuardedAttempt): void;
  /** The call ended without a verdict on the leg. */
  cancel?(): void;
  /** Whether a second attempt makes no sense: another call gave the leg up, or this one's failure would. */
  isOpening?(): boolean;
}

/** The tickets that every call shares, by what they are told, so that a call tells only those that note it. */
export type SharedTickets = {
  readonly [Told in Exclude<keyof Ticket, 'isOpening'>]: readonly (Ticket & Required<Pick<Ticket, Told>>)[];
};

/** One call on one leg. */
export interface Entry {
  readonly leg: LegFacts;
  readonly shared: SharedTickets;
  /** This call's own. */
  readonly tickets: readonly Ticket[];
  /** `asked` until the verdict; a stream that was answered gets it at its end. */
  state: 'asked' | 'streaming' | 'over';
}

/** The guards by what they do, so that a call asks only those that have an answer. */
export interface Guards {
  readonly holding: readonly (Guard & Required<Pick<Guard, 'hold'>>)[];
  readonly permitting: readonly (Guard & Required<Pick<Guard, 'permit'>>)[];
  readonly ranking: readonly (Guard & Required<Pick<Guard, 'rank'>>)[];
  readonly freeing: readonly (Guard & Required<Pick<Guard, 'onFree'>>)[];
  readonly entering: readonly (Guard & Required<Pick<Guard, 'enter'>>)[];
  readonly shared: SharedTickets;
}

const NONE: readonly never[] = [];

/** Those that have this function. Most lists are short, and an instance has one for each function: they share the empty one. */
function having<Item extends object, Key extends keyof Item>(
  items: readonly Item[],
  key: Key,
): readonly (Item & Required<Pick<Item, Key>>)[] {
  const found = items.filter((item): item is Item & Required<Pick<Item, Key>> => item[key] !== undefined);
  // What `filter` made has room for more.
  return found.length === 0 ? NONE : found.slice();
}

function sortTickets(tickets: readonly Ticket[]): SharedTickets {
  const noting = <Told extends keyof Ticket>(told: Told) => having(tickets, told);
  return {
    began: noting('began'),
    released: noting('released'),
    ended: noting('ended'),
    answered: noting('answered'),
    committed: noting('committed'),
    failed: noting('failed'),
    streamEnded: noting('streamEnded'),
    cancel: noting('cancel'),
  };
}

export function sortGuards(guards: readonly Guard[]): Guards {
  return {
    holding: having(guards, 'hold'),
    permitting: having(guards, 'permit'),
    ranking: having(guards, 'rank'),
    freeing: having(guards, 'onFree'),
    entering: having(guards, 'enter'),
    shared: sortTickets(having(guards, 'ticket').map(({ ticket }) => ticket)),
  };
}

/** The legs in the order that the guards want for this call; each orders what the one before it made of them. */
export function ranked(guards: Guards, legs: readonly LegFacts[], call: GuardedCall): readonly LegFacts[] {
  let order = legs;
  for (const guard of guards.ranking) order = guard.rank(order, call);
  return order;
}

/** Whether nothing holds the leg back from this call. */
export function isFree(guards: Guards, leg: LegFacts, call: GuardedCall): boolean {
  for (const guard of guards.holding) if (guard.hold(leg, call) !== undefined) return false;
  return true;
}

/** Whether every guard permits a further attempt; the first that refuses is the last one asked. */
export function isPermitted(guards: Guards, leg: LegFacts, extra: Extra, call: GuardedCall): boolean {
  for (const guard of guards.permitting) if (!guard.permit(leg, extra, call)) return false;
  return true;
}
