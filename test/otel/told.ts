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

/** A call with everything that may be told of one. */
export const COURSE: News[] = [
  started('stream'),
  { type: 'skip', ...FALLBACK, reason: 'busy' },
  { type: 'warning', message: 'a warning' },
  begun(PRIMARY, 1),
  { type: 'timeout', ...PRIMARY, attempt: 1, limit: 'attemptMs', ms: 5, observed: false },
  { type: 'failure', ...PRIMARY, attempt: 1, ms: 5, failure: FAILURE, phase: 'request' },
  over(PRIMARY, 1, 'failed', {
    failure: { ...FAILURE, wireStatus: 400, code: 2005, retryAfterMs: 5, logId: 'log' },
    usage: { inputTokens: 1, outputTokens: 2 },
  }),
  { type: 'config', ...PRIMARY, attempt: 1, ms: 5, failure: FAILURE },
  {
    type: 'upstream',
    ...PRIMARY,
    attempt: 1,
    ms: 5,
    logId: 'log',
    statusCode: 401,
    category: 'auth',
    rule: 'vocabulary:auth',
    gatewayProvider: 'anthropic',
  },
  { type: 'breaker', leg: 'primary', state: 'open', pauseMs: 5 },
  { type: 'budget', leg: 'primary', refused: 'retry', tokens: 1, capacity: 2 },
  { type: 'leg-never-used', ...PRIMARY, calls: 5, ms: 5 },
  { type: 'retry', ...PRIMARY, attempt: 1, failure: FAILURE, waitMs: 0 },
  { type: 'failover', from: 'primary', to: 'fallback', attempt: 1, failure: FAILURE, waitMs: 0 },
  { type: 'hedge-start', from: 'primary', to: 'fallback', attempt: 1, afterMs: 5 },
  begun(FALLBACK, 2, 'hedge'),
  { type: 'committed', ...FALLBACK, attempt: 2, ms: 5 },
  { type: 'hedge-win', ...FALLBACK, attempt: 2, ms: 5 },
  ended('answered', FALLBACK),
  over(FALLBACK, 2, 'failed', { firstContentMs: 5 }),
  { type: 'failover', from: 'fallback', to: 'primary', attempt: 2, failure: FAILURE, waitMs: 0 },
  begun(PRIMARY, 3, 'continue'),
  over(PRIMARY, 3, 'answered', {
    firstContentMs: 5,
    usage: { inputTokens: 1 },
    logId: 'log',
    gatewayStep: '1',
    cacheStatus: 'MISS',
    gatewayProvider: 'anthropic',
    gatewayModel: 'claude-sonnet-4-5',
    routedModel: 'anthropic/claude-sonnet-4-5',
    routingReason: 'pinned_by_turn',
    routingDecision: 'decision-1',
  }),
];
