/** What lines say of legs that were skipped, and of an error that no rule knows. */
import { expect, it } from 'vitest';
import { makeFailure } from '../../src/failure.ts';
import { logEvents, type FailoverEvent } from '../../src/index.ts';
import { describe } from '../../src/log/words.ts';
import { keeper } from './lines.ts';

it('a leg that is back in service is logged with the calls that skipped it', () => {
  const { logger, written } = keeper();
  const log = logEvents(logger, { format: 'object' });
  const breaker = (state: 'open' | 'closed', at: number): FailoverEvent => ({
    type: 'breaker',
    leg: 'a',
    state,
    at,
    pauseMs: 5_000,
  });
  const skip = { type: 'skip', callId: 'c', at: 1, leg: 'a', provider: 'p', modelId: 'm', reason: 'breaker' } as const;
  log(breaker('open', 0));
  log(skip);
  log(skip);
  log(breaker('closed', 7_000));
  expect(written.at(-1)![1]).toMatchObject({
    message: 'failover: a is back in service after 7 s; 2 calls skipped it',
    outMs: 7_000,
    skipped: 2,
  });
});

it.each([
  [undefined, 'unknown (no rule knows it: `failure.cause` of its event has the text)'],
  [418, 'unknown (HTTP 418, no rule knows it: `failure.cause` of its event has the text)'],
])('an error of status %s that no rule knows is said to be one, and where its text is', (statusCode, words) => {
  const verdict = { category: 'unknown', ...(statusCode && { statusCode }) } as const;
  expect(describe(makeFailure('unknown', verdict))).toBe(words);
});
