/**
 * What a hundred callers of one model meet, each its own: a script for the upstream, and what the caller must see.
 * Everything of a caller carries its number, so that a mix-up shows.
 */
import { expect } from 'vitest';
import { cut, fixtures, hang, ok, rewritten, status, type Step } from '../../mocks/index.ts';
import { AT_ONCE, atOnce } from '../support/at-once.ts';
import { lastError, type Outcome } from '../support/calls.ts';

export interface Expected {
  /** Upstream requests with `maxRetries: 1`. */
  requests: number;
  check(outcome: Outcome): void;
}

export interface Situation {
  name: string;
  /** Whether the caller gives up while it waits. */
  aborts?: boolean;
  script(caller: number, isStream: boolean): Step[];
  expected(caller: number, isStream: boolean): Expected;
}

const answerOf = (caller: number) => `answer for caller ${caller} alone`;
const idOf = (caller: number, attempt = 0) => `log-${caller}-${attempt}`;
const logged = (caller: number, attempt = 0) => ({ ...AT_ONCE, 'cf-aig-log-id': idOf(caller, attempt) });

const answered = (caller: number, requests: number): Expected => ({
  requests,
  check: outcome => expect(outcome).toEqual({ text: answerOf(caller), finishReason: 'stop', reported: 0 }),
});

const logIdOf = (error: unknown) => (error as { data?: { failure?: { logId?: string } } }).data?.failure?.logId;

/** A stream that broke off after its first words: the words stay, and the error belongs to this caller. */
const brokenOff = (caller: number): Expected => ({
  requests: 1,
  check(outcome) {
    // What was still on its way through the parser when the connection died is lost.
    expect(outcome.text).toMatch(new RegExp(`^partial ${caller} (?:more )?$`));
    expect(outcome).toMatchObject({ finishReason: 'error', reported: 1 });
    expect(outcome.error).toMatchObject({ isRetryable: true });
  },
});

const broken = (caller: number, ending: 'error' | 'end') =>
  cut({
    afterParts: 2,
    ending,
    text: [`partial ${caller} `, 'more ', 'never seen'],
    headers: logged(caller),
    betweenPartsMs: 1,
  });

/** Why each caller of the situation `aborts` gave up. */
export class GaveUp extends Error {}

export const SITUATIONS: readonly Situation[] = [
  {
    name: 'is answered at once',
    script: caller => [ok(answerOf(caller))],
    expected: caller => answered(caller, 1),
  },
  {
    name: 'meets code 2005, then an answer',
    script: caller => [rewritten(2005, { headers: logged(caller) }), ok(answerOf(caller))],
    expected: caller => answered(caller, 2),
  },
  {
    name: 'meets code 2005 twice',
    script: caller => [
      rewritten(2005, { headers: logged(caller, 0) }),
      rewritten(2005, { headers: logged(caller, 1) }),
    ],
    expected: caller => ({
      requests: 2,
      check({ error, text }) {
        expect(text).toBeUndefined();
        const { errors } = error as { errors: unknown[] };
        expect(errors.map(logIdOf)).toEqual([idOf(caller, 0), idOf(caller, 1)]);
        expect((lastError(error) as Error).message).toContain(`log id ${idOf(caller, 1)})`);
      },
    }),
  },
  {
    name: 'is refused by the gateway',
    script: caller => [rewritten(2009, { headers: logged(caller) })],
    expected: caller => ({
      requests: 1,
      check({ error, text }) {
        expect(text).toBeUndefined();
        expect(error).toMatchObject({ statusCode: 401, isRetryable: false });
        expect(logIdOf(error)).toBe(idOf(caller));
      },
    }),
  },
  {
    name: 'meets an error inside a 200, then an answer',
    script: (caller, isStream) => [
      atOnce(fixtures[isStream ? 'openrouter-502-first-frame-in-error' : 'openrouter-502-in-200']),
      ok(answerOf(caller)),
    ],
    expected: caller => answered(caller, 2),
  },
  {
    name: 'loses the connection in the middle',
    script: caller => [broken(caller, 'error'), ok(answerOf(caller))],
    expected: (caller, isStream) => (isStream ? brokenOff(caller) : answered(caller, 2)),
  },
  {
    name: 'gets a truncated answer',
    script: (caller, isStream) => [
      isStream ? broken(caller, 'end') : status(200, { body: '', headers: logged(caller) }),
      ok(answerOf(caller)),
    ],
    expected: (caller, isStream) => (isStream ? brokenOff(caller) : answered(caller, 2)),
  },
  {
    name: 'gives up a hanging call',
    aborts: true,
    script: () => [hang()],
    expected: caller => ({
      requests: 1,
      check({ error, text }) {
        expect(text).toBeUndefined();
        expect(error).toBeInstanceOf(GaveUp);
        expect((error as Error).message).toBe(`caller ${caller}`);
      },
    }),
  },
  {
    name: 'is told to come back tomorrow',
    script: caller => [status(429, { retryAfter: 86_400, headers: { 'cf-aig-log-id': idOf(caller) } })],
    expected: caller => ({
      requests: 1,
      check({ error }) {
        expect(error).toMatchObject({ isRetryable: false, statusCode: 429 });
        expect(logIdOf(error)).toBe(idOf(caller));
      },
    }),
  },
];
