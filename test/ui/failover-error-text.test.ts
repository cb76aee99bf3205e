import { RetryError } from 'ai';
import { describe, expect, it } from 'vitest';
import { fixtures } from '../../mocks/index.ts';
import { classify, failoverErrorText } from '../../src/index.ts';
import type { FailureCategory } from '../../src/failure.ts';
import { PLAIN_WORDS } from '../../src/ui/plain-words.ts';
import { apiCallError } from '../classify/api-call-error.ts';

const limited = (seconds: number) => apiCallError(429, '{}', { 'retry-after': String(seconds) });

describe('the text of an error', () => {
  it.each<[string, unknown, string]>([
    ['a wait of a second', limited(1), 'The model is busy at the moment. Please try again in 1 second.'],
    ['a wait of seconds', limited(20), 'The model is busy at the moment. Please try again in 20 seconds.'],
    ['a long wait', limited(300), 'The model is busy at the moment. Please try again in 5 minutes.'],
    ['an outage', apiCallError(502, ''), 'The model is not available at the moment. Please try again.'],
    ['a wrong key', apiCallError(401, ''), 'The assistant is not set up correctly. Please tell its operator.'],
    [
      'errors of the SDK that hold another one',
      new RetryError({ message: 'sk-secret', reason: 'maxRetriesExceeded', errors: [limited(20)] }),
      'The model is busy at the moment. Please try again in 20 seconds.',
    ],
    ['what is no error', 'sk-secret', 'Something went wrong. Please try again.'],
    ['nothing', undefined, 'Something went wrong. Please try again.'],
  ])('%s', (_, error, text) => {
    expect(failoverErrorText(error)).toBe(text);
  });

  it('has words for every category', () => {
    expect(Object.values(PLAIN_WORDS).every(words => /^[A-Z][\w ]+$/.test(words))).toBe(true);
  });

  it('shows nothing of any known failure but its category', () => {
    for (const { status, body, headers } of Object.values(fixtures)) {
      if (body === undefined) continue;
      const error = apiCallError(status, body, headers);
      const { category } = classify(error);
      const text = failoverErrorText(error);
      expect(text.startsWith(PLAIN_WORDS[category as FailureCategory])).toBe(true);
      expect(text.length).toBeLessThan(120);
    }
  });
});
