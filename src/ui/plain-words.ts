/** Failures in the words of a person who uses a chat, not of one who runs it: no provider, no code, no cause. */
import type { FailureCategory } from '../failure.ts';

const BUSY = 'The model is busy at the moment';
const DOWN = 'The model is not available at the moment';
const SET_UP = 'The assistant is not set up correctly';

/** What is the matter, as the beginning of a sentence. */
export const PLAIN_WORDS: Readonly<Record<FailureCategory, string>> = {
  'rate-limit': BUSY,
  overloaded: BUSY,
  timeout: 'The model took too long to answer',
  'upstream-failure': DOWN,
  'server-error': DOWN,
  network: DOWN,
  'stream-interrupted': 'The answer broke off',
  auth: SET_UP,
  permission: SET_UP,
  'not-found': SET_UP,
  billing: SET_UP,
  'gateway-config': SET_UP,
  'context-length': 'The conversation is too long for the model',
  'content-policy': 'The model declined to answer',
  'invalid-request': 'The request cannot be answered',
  aborted: 'The answer was stopped',
  unknown: 'Something went wrong',
};
