/** Events as they are told, for tests of the listener alone. */
import type { FailoverEvent, News, ServedBy } from '../../src/events.ts';
import { makeFailure } from '../../src/failure.ts';

export const PRIMARY: ServedBy = { leg: 'primary', provider: 'anthropic.messages', modelId: 'claude-sonnet-4-5' };
export const FALLBACK: ServedBy = { leg: 'fallback', provider: 'openai.responses', modelId: 'gpt-5' };
export const FAILURE = makeFailure('status:503', { category: 'overloaded' });

/** Tells events of one call. */
export const teller =
  (listener: (event: FailoverEvent) => void, callId = 'call-1', at = 1_000_000) =>
  (...news: News[]): void => {
    for (const one of news) listener({ ...one, callId, at });
  };

type Of<Type extends News['type']> = Extract<News, { type: Type }>;

export const started = (operation: Of<'call-start'>['operation'] = 'generate'): News => ({
  type: 'call-start',
  operation,
  legs: ['primary', 'fallback'],
});

export const begun = (who: ServedBy, attempt: number, purpose: Of<'attempt-start'>['purpose'] = 'first'): News => ({
  type: 'attempt-start',
  ...who,
  attempt,
  purpose,
});

export const over = (
  who: ServedBy,
  attempt: number,
  outcome: Of<'attempt-end'>['outcome'],
  more: Partial<Of<'attempt-end'>> = {},
): News => ({
  type: 'attempt-end',
  ...who,
  attempt,
  ms: 5,
  outcome,
  ...(outcome === 'failed' && { failure: FAILURE }),
  ...more,
});

export const ended = (outcome: Of<'call-end'>['outcome'], servedBy?: ServedBy): News => ({
  type: 'call-end',
  operation: 'generate',
  outcome,
  ...(servedBy && { servedBy }),
  degraded: servedBy === FALLBACK,
  hedged: false,
  attempts: 1,
  ms: 1_500,
});
