import { describe, expect, it } from 'vitest';
import { startAlone } from '../../src/engine/alone.ts';
import type { Attempt, CallEvent } from '../../src/engine/call.ts';
import { pushEvent } from '../../src/engine/queue.ts';
import { failure, leg } from '../support/legs.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { engineOf, openCall } from './open-call.ts';

const only = leg('only', 0);
const error = new Error('down');
const failed = { type: 'failed', failure: failure('server-error'), error, isCallers: false } as const;

/** What becomes of a call of one model to which this happens. */
async function play(...events: ((attempt: Attempt) => CallEvent)[]): Promise<unknown[]> {
  const settled: unknown[] = [];
  const engine = engineOf(createManualClock(), {
    startLoop: startAlone,
    stop: () => {},
    exhausted: ({ last }) => last?.outcome.error,
    abortedAnswer: (_, reason) => (reason === 'held' ? 'what was held' : undefined),
  });
  const call = openCall(engine, [only], {
    resolve: value => void settled.push('resolved', value),
    reject: thrown => void settled.push('rejected', thrown),
  });
  const attempt = { call, leg: only, isOver: true } as Attempt;
  call.running = [attempt];
  for (const event of events) pushEvent(call, event(attempt));
  await settle();
  return [...settled, call.running.length, call.isLooping];
}

const ended = (attempt: Attempt): CallEvent => ({ type: 'ended', attempt, outcome: failed });

describe('a call of one model', () => {
  it.each<[string, ((attempt: Attempt) => CallEvent)[], unknown[]]>([
    ['the error of its attempt', [ended], ['rejected', error]],
    ['what a hook threw', [() => ({ type: 'threw', error: 'a hook' })], ['rejected', 'a hook']],
    ["the caller's reason", [() => ({ type: 'aborted', reason: 'enough' })], ['rejected', 'enough']],
    [
      'what was held when the caller aborted',
      [() => ({ type: 'aborted', reason: 'held' })],
      ['resolved', 'what was held'],
    ],
    ['the first of two', [ended, () => ({ type: 'aborted', reason: 'late' })], ['rejected', error]],
    ['no end that is none', [attempt => ({ type: 'committed', attempt }), ended], ['rejected', error]],
  ])('ends with %s', async (_, events, expected) => {
    expect(await play(...events)).toEqual([...expected, 0, false]);
  });
});
