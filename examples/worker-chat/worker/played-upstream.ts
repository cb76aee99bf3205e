/** An upstream that answers from a script, byte for byte as the real ones did: `ai-gateway-failover/msw`. */
import { cut, fixtures, hang, ok, rewritten, scenario, stall, status, type Scenario } from 'ai-gateway-failover/msw';
import type { FaultName, LegName } from '../shared/faults.ts';
import { withBrokenEvent } from './broken-event.ts';
import { answerTo, prefillOf, restOf } from './played-answer.ts';

type Steps = Extract<Parameters<typeof scenario>[0], readonly unknown[]>;

/** As of a quick model, so that the words can be seen coming. */
const PACE = { delayMs: 150, betweenPartsMs: 45 };
const WORDS_BEFORE_BREAK = 9;
const RETRY_AFTER_S = 20;

/** What it answers to each request in turn; the last step repeats. */
function stepsOf(leg: LegName, fault: FaultName, text: string): Steps {
  const partial = { ...PACE, text, afterParts: Math.min(WORDS_BEFORE_BREAK, text.trim().split(' ').length - 1) };
  switch (fault) {
    case 'blip':
      return [rewritten(2005), ok(text, PACE)];
    case 'code-2005':
      return [fixtures['cloudflare-2005']];
    case 'stream-error':
      return [fixtures[leg === 'claude' ? 'anthropic-200-overloaded-after-start' : 'openrouter-502-first-frame']];
    case 'hang':
      return [hang()];
    case 'stall':
      return [stall(partial)];
    case 'cut':
      return [cut(partial)];
    case 'rate-limit':
      return [status(429, { retryAfter: RETRY_AFTER_S })];
    case 'spend-limit':
      return [fixtures['cloudflare-2041-spend-limit']];
    default:
      return [ok(text, PACE)];
  }
}

export interface PlayedUpstream {
  readonly scenario: Scenario;
  readonly fetch: typeof globalThis.fetch;
}

export function playUpstream(leg: LegName, fault: FaultName, question: string): PlayedUpstream {
  const answer = answerTo(question);
  // A request to go on with a text is a caller of its own, whose script is the rest of the answer.
  const upstream = scenario(said => stepsOf(leg, fault, restOf(answer, said)), {
    byKey: ({ body }) => prefillOf(body),
  });
  return {
    scenario: upstream,
    async fetch(input, init) {
      const response = await upstream.fetch(input, init);
      return fault === 'malformed' ? withBrokenEvent(response) : response;
    },
  };
}
