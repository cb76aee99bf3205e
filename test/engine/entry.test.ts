import { describe, expect, it } from 'vitest';
import type { FailedOutcome } from '../../src/engine/attempt.ts';
import type { Attempt } from '../../src/engine/call.ts';
import {
  attemptAnswered,
  attemptBegan,
  attemptCommitted,
  attemptFailed,
  attemptReleased,
  cancelEntry,
  enterLeg,
  isOpening,
  legFailed,
  streamEnded,
} from '../../src/engine/entry.ts';
import { sortGuards, type Entry, type Guard, type Ticket } from '../../src/engine/guard.ts';
import { failure, leg } from '../support/legs.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { engineOf, openCall } from './open-call.ts';

const a = leg('a', 0);
const down = failure('server-error');
const outcome: FailedOutcome = { type: 'failed', failure: down, error: new Error('down'), isCallers: true };

/** An entry whose guard writes down what its ticket was told. */
function entered(isLastResort = false) {
  const log: string[] = [];
  const ticket: Ticket = {
    began: () => void log.push('began'),
    released: () => void log.push('released'),
    ended: (_, { failure: { category } }) => void log.push(`ended ${category}`),
    answered: () => void log.push('answered'),
    committed: () => void log.push('committed'),
    failed: ({ category }, _, isCallers) => void log.push(`failed ${category}${isCallers ? " (the caller's)" : ''}`),
    streamEnded: ({ type }) => void log.push(`stream ${type}`),
    cancel: () => void log.push('cancel'),
  };
  const guards: Guard[] = [
    {
      enter(of, _, isLast) {
        log.push(`enter ${of.name}${isLast ? ' as a last resort' : ''}`);
        return ticket;
      },
    },
    { enter: () => undefined },
    { enter: () => ({}) },
  ];
  const call = openCall(engineOf(createManualClock(), { guards: sortGuards(guards) }), [a]);
  const entry = enterLeg(call, a, isLastResort);
  const attempt = (isStream: boolean, firstContentMs?: number) =>
    ({ call, leg: a, entry, isStream, firstContentMs }) as Attempt;
  return { entry, log, attempt, call };
}

/** All that may come as a verdict. */
function verdicts(entry: Entry, attempt: Attempt): void {
  legFailed(entry, down, attempt, false);
  streamEnded(entry, { type: 'whole' }, attempt);
  cancelEntry(entry);
}

describe('a call on a leg', () => {
  it('gets the tickets of those guards that give one', () => {
    const { entry, log } = entered(true);
    expect([entry.tickets.length, entry.state, log]).toEqual([2, 'asked', ['enter a as a last resort']]);
  });

  it('gets none where no guard has any', () => {
    const call = openCall(engineOf(createManualClock()), [a]);
    expect(enterLeg(call, a, false)).toEqual({
      leg: a,
      shared: call.engine.guards.shared,
      tickets: [],
      state: 'asked',
    });
  });

  it('tells each ticket of every attempt', () => {
    const { entry, log, attempt } = entered();
    for (let tries = 0; tries < 2; tries += 1) {
      attemptBegan(entry, attempt(false));
      attemptReleased(entry, attempt(false));
      attemptFailed(entry, attempt(false), outcome);
    }
    expect(log.slice(1)).toEqual([
      'began',
      'released',
      'ended server-error',
      'began',
      'released',
      'ended server-error',
    ]);
    expect(entry.state).toBe('asked');
  });

  it('is over with a whole answer', () => {
    const { entry, log, attempt } = entered();
    attemptAnswered(entry, attempt(false, 5));
    verdicts(entry, attempt(false));
    expect([log.slice(1), entry.state]).toEqual([['answered'], 'over']);
  });

  it('is over with its failure, which is the last word', () => {
    const { entry, log, attempt } = entered();
    legFailed(entry, down, attempt(false), true);
    verdicts(entry, attempt(false));
    expect(log.slice(1)).toEqual(["failed server-error (the caller's)"]);
  });

  it('is over without a verdict when it is cancelled', () => {
    const { entry, log, attempt } = entered();
    cancelEntry(entry);
    verdicts(entry, attempt(true));
    expect(log.slice(1)).toEqual(['cancel']);
  });
});

describe('a stream that was answered', () => {
  it('gets its verdict at its end, once, and is not cancelled by the end of its call', () => {
    const { entry, log, attempt } = entered();
    attemptAnswered(entry, attempt(true));
    cancelEntry(entry);
    expect(entry.state).toBe('streaming');
    streamEnded(entry, { type: 'broken', failure: down, error: 'down', isCallers: false }, attempt(true));
    verdicts(entry, attempt(true));
    expect(log.slice(1)).toEqual(['answered', 'stream broken']);
  });

  it('is committed once it was handed out: at once if it has shown content already', () => {
    const early = entered();
    attemptCommitted(early.entry, early.attempt(true, 5));
    expect(early.log.slice(1)).toEqual([]);
    attemptAnswered(early.entry, early.attempt(true, 5));
    expect(early.log.slice(1)).toEqual(['answered', 'committed']);

    const late = entered();
    attemptAnswered(late.entry, late.attempt(true));
    expect(late.log.slice(1)).toEqual(['answered']);
    attemptCommitted(late.entry, late.attempt(true, 5));
    streamEnded(late.entry, { type: 'whole' }, late.attempt(true, 5));
    attemptCommitted(late.entry, late.attempt(true, 5));
    expect(late.log.slice(1)).toEqual(['answered', 'committed', 'stream whole']);
  });
});

describe('whether a leg is being given up', () => {
  const opening = (...answers: (boolean | undefined)[]) =>
    isOpening({
      leg: a,
      state: 'asked',
      shared: sortGuards([]).shared,
      tickets: answers.map(answer => (answer === undefined ? {} : { isOpening: () => answer })),
    });

  it('is so if one ticket says so', () => {
    expect([opening(), opening(undefined), opening(false, undefined), opening(false, true)]).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });
});
