/** Events of the package as lines that a visitor can read. */
import type { EventListener, FailoverEvent, Failure } from 'ai-gateway-failover';
import type { Step } from '../shared/chat-message.ts';
import { LEG_LABELS, type LegName } from '../shared/faults.ts';

const labelOf = (leg: string): string => LEG_LABELS[leg as LegName]?.label ?? leg;
const seconds = (ms: number): string => `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;
const after = (ms: number): string => (ms < 50 ? 'at once' : `after ${seconds(ms)}`);

const WHAT: Partial<Record<Failure['category'], string>> = {
  'rate-limit': 'it wants fewer requests',
  overloaded: 'it is overloaded',
  timeout: 'it was silent for too long',
  'upstream-failure': 'its provider is down',
  'server-error': 'its server has an error',
  network: 'the connection was lost',
  'stream-interrupted': 'its answer broke off',
  billing: 'a spend limit is reached',
  auth: 'it does not take the key',
};

/** What the wire said, and which rule knew what it means. */
function detailOf({ rule, wireStatus, statusCode, retryAfterMs }: Failure): string {
  const status = wireStatus === undefined ? '' : `HTTP ${wireStatus}`;
  const meant = wireStatus !== undefined && statusCode !== wireStatus ? `, which means ${statusCode}` : '';
  const wait = retryAfterMs === undefined ? '' : `Retry-After: ${Math.ceil(retryAfterMs / 1_000)} s`;
  return [status + meant, wait, `rule ${rule}`].filter(Boolean).join(' · ');
}

const ASKED = {
  first: 'is asked.',
  retry: 'is asked again.',
  hedge: 'is asked beside it.',
  continue: 'is asked to go on with the text so far.',
};

const SKIPPED: Record<string, string> = {
  breaker: 'it is benched',
  'not-before': 'it asked for a pause',
  gateway: 'its gateway has failed',
  account: 'its account has failed',
};

type Line = Omit<Step, 'ms'>;

function lineOf(event: FailoverEvent): Line | undefined {
  switch (event.type) {
    case 'attempt-start':
      return { kind: 'asked', text: `${labelOf(event.leg)} ${ASKED[event.purpose]}`, detail: event.modelId };
    case 'failure': {
      const { category } = event.failure;
      const what = WHAT[category] ?? category;
      const text = `${labelOf(event.leg)} failed ${after(event.ms)}: ${what}.`;
      return { kind: 'failed', text, detail: detailOf(event.failure) };
    }
    case 'retry':
      return {
        kind: 'waiting',
        text: `It may have been a moment’s failure: trying again in ${seconds(event.waitMs)}.`,
      };
    case 'skip': {
      const left = event.until === undefined ? '' : ` for another ${Math.ceil((event.until - event.at) / 1_000)} s`;
      const why = SKIPPED[event.reason] ?? event.reason;
      return { kind: 'skipped', text: `${labelOf(event.leg)} is skipped: ${why}${left}.` };
    }
    case 'breaker':
      if (event.state === 'closed') return { kind: 'back', text: `${labelOf(event.leg)} is back in service.` };
      return { kind: 'benched', text: `${labelOf(event.leg)} is benched for ${Math.ceil(event.pauseMs / 1_000)} s.` };
    case 'committed':
      return { kind: 'speaking', text: `${labelOf(event.leg)} shows its first words ${after(event.ms)}.` };
    case 'attempt-end':
      if (event.outcome === 'answered')
        return { kind: 'answered', text: `${labelOf(event.leg)} has answered in full.` };
      return event.outcome === 'failed' ? undefined : { kind: 'stopped', text: `${labelOf(event.leg)} is stopped.` };
    case 'call-end':
      return event.outcome === 'failed' ? { kind: 'failed', text: 'No other model can be asked now.' } : undefined;
    default:
      return undefined;
  }
}

/** A listener for `onEvent` that writes down what happens in one call. */
export function timeline(write: (step: Step) => void): EventListener {
  let startedAt: number | undefined;
  return event => {
    startedAt ??= event.at;
    const line = lineOf(event);
    if (line) write({ ...line, ms: Math.max(0, Math.round(event.at - startedAt)) });
  };
}
