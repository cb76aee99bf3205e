/** A listener for events of a chain that keeps the list of attempts, and who answered. */
import type { FailoverEvent } from 'ai-gateway-failover';
import type { Answer, Attempt } from './job.ts';

export interface AttemptLog {
  onEvent(event: FailoverEvent): void;
  servedBy: Answer['servedBy'];
}

/** @param changed is called with all attempts, at the begin and at the end of each */
export function attemptLog(
  run: number,
  earlier: readonly Attempt[],
  changed: (attempts: readonly Attempt[]) => void,
): AttemptLog {
  const attempts = [...earlier];
  // The SDK's retry is a call of its own, which counts its attempts anew.
  const places = new Map<string, number>();
  const log: AttemptLog = {
    servedBy: undefined,
    onEvent(event) {
      if (event.type === 'call-end' && event.servedBy)
        log.servedBy = { leg: event.servedBy.leg, modelId: event.servedBy.modelId };
      if (event.type !== 'attempt-start' && event.type !== 'attempt-end') return;
      const key = `${event.callId} ${event.attempt}`;
      if (event.type === 'attempt-start') {
        places.set(key, attempts.length);
        attempts.push({ leg: event.leg, modelId: event.modelId, run, startedAt: event.at });
      } else {
        const place = places.get(key)!;
        const { ms, outcome, failure } = event;
        attempts[place] = {
          ...attempts[place]!,
          ms,
          outcome,
          ...(failure && { failure: { category: failure.category, rule: failure.rule } }),
        };
      }
      changed([...attempts]);
    },
  };
  return log;
}

/** What a restart of the Worker found unfinished. */
export const cutAttempts = (attempts: readonly Attempt[]): Attempt[] =>
  attempts.map(attempt => (attempt.outcome === undefined ? { ...attempt, outcome: 'cut' } : attempt));
