/** What a play's events say, in words and as bars. */
import type { FailoverEvent } from '../events.ts';
import type { DrillAttempt, DrillStep } from './report.ts';

const seconds = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`);

/** Why a leg was skipped. */
const SKIPPED: Readonly<Record<string, string>> = {
  gateway: 'it shares the gateway that failed',
  account: 'it shares the account that failed',
  'not-before': 'it asked for a wait',
  breaker: 'its breaker is open',
  isolated: 'it was taken out of service',
  busy: 'it is busy',
  'context-window': 'the request is longer than its context window',
  file: 'it cannot read a file of the request',
  deadline: 'no time is left',
  subrequests: 'no subrequest is left',
};

function textOf(event: FailoverEvent): string | undefined {
  switch (event.type) {
    case 'call-start':
      return 'The call comes in.';
    case 'attempt-start':
      return `${event.leg} is asked (${event.purpose}).`;
    case 'committed':
      return `${event.leg} shows its first content.`;
    case 'failure':
      return `${event.leg} fails: ${event.failure.category} (${event.failure.rule}).`;
    case 'attempt-end':
      return event.outcome === 'failed' ? undefined : `The attempt at ${event.leg} ends: ${event.outcome}.`;
    case 'retry':
      return `${event.leg} is to be asked again${event.waitMs > 0 ? ` in ${seconds(event.waitMs)}` : ''}.`;
    case 'failover':
      return `${event.to} takes over from ${event.from}.`;
    case 'skip':
      return `${event.leg} is skipped: ${SKIPPED[event.reason] ?? event.reason}.`;
    case 'hedge-start':
      return `${event.from} was silent for ${seconds(event.afterMs)}: ${event.to} joins.`;
    case 'hedge-win':
      return `${event.leg}, which had joined, is first.`;
    case 'hedge-lose':
      return `${event.leg}, which had joined, is not needed.`;
    case 'timeout':
      return `The limit ${event.limit} (${seconds(event.ms)}) ${event.observed ? 'would have run out' : 'runs out'}.`;
    case 'breaker':
      return `The breaker of ${event.leg} is ${event.state}.`;
    case 'budget':
      return `The budget refuses a ${event.refused}.`;
    case 'config':
      return `${event.leg} is set up wrongly: ${event.failure.rule}.`;
    case 'call-end':
      if (event.outcome !== 'answered') return 'The call fails.';
      return `The caller has the ${event.operation === 'stream' ? 'stream' : 'answer'} of ${event.servedBy?.leg}.`;
    default:
      return undefined;
  }
}

const legOf = (event: FailoverEvent): string | undefined =>
  'leg' in event ? event.leg : event.type === 'failover' || event.type === 'hedge-start' ? event.to : undefined;

/** @param begin the time of the play's begin, as events tell time */
export function stepsOf(events: readonly FailoverEvent[], begin: number): DrillStep[] {
  return events.flatMap(event => {
    const text = event.callId === undefined ? undefined : textOf(event);
    if (text === undefined) return [];
    const leg = legOf(event);
    return [{ ms: event.at - begin, type: event.type, ...(leg !== undefined && { leg }), text }];
  });
}

export function attemptsOf(events: readonly FailoverEvent[], begin: number): DrillAttempt[] {
  const attempts = new Map<number, DrillAttempt>();
  for (const event of events) {
    if (event.type === 'attempt-start') {
      const { leg, purpose } = event;
      attempts.set(event.attempt, { leg, purpose, startMs: event.at - begin, outcome: 'open' });
    }
    const known = 'attempt' in event ? attempts.get(event.attempt) : undefined;
    if (!known) continue;
    if (event.type === 'committed') known.firstContentMs = event.at - begin;
    if (event.type === 'attempt-end') {
      known.endMs = event.at - begin;
      known.outcome = event.outcome;
      if (event.failure) known.rule = event.failure.rule;
    }
  }
  return [...attempts.values()];
}

/** The warnings that a chain gives when it is made. */
export const warningsOf = (events: readonly FailoverEvent[]): string[] =>
  events.flatMap(event => (event.type === 'warning' && event.callId === undefined ? [event.message] : []));
