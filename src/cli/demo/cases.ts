/** What the demo shows: each a script of what the upstream answers, in order, and the package that meets it. */
// In a project of yours: import … from 'ai-gateway-failover/msw'. That entry needs msw; the demo runs without.
import { fixtures } from '../../../mocks/fixtures/fixtures.ts';
import type { Step } from '../../../mocks/step.ts';
import { cut, ok } from '../../../mocks/steps/answers.ts';
import { passthrough, rewritten, status } from '../../../mocks/steps/replies.ts';
import { disconnect } from '../../../mocks/steps/silences.ts';
import type { MODELS } from './models.ts';

export interface Case {
  /** What comes back first. */
  name: string;
  call: 'generateText' | 'streamText';
  model: keyof typeof MODELS;
  /** What each request gets. Past the end the last step repeats. */
  steps: readonly Step[];
  /** Whether the provider of the right column has `fetch: createErrorAwareFetch()`, too. */
  keepsErrors?: boolean;
}

export interface Group {
  title: string;
  cases: readonly Case[];
}

/** What the model says when nothing is wrong. */
export const ANSWER = 'All is well again.';

const answer = ok(ANSWER);
const page = { body: '<html><title>Welcome</title></html>', headers: { 'content-type': 'text/html' } };

const generate = (model: Case['model'], name: string, ...steps: Step[]): Case => ({
  call: 'generateText',
  model,
  name,
  steps,
});
const stream = (model: Case['model'], name: string, ...steps: Step[]): Case => ({
  call: 'streamText',
  model,
  name,
  steps,
});

/** With status 200, in place of a stream. */
const hidden = (error: object) =>
  status(200, { body: JSON.stringify({ error }), headers: { 'content-type': 'application/json' } });
const keeping = (item: Case): Case => ({ ...item, keepsErrors: true });

export const GROUPS: readonly Group[] = [
  {
    title: 'Cloudflare AI Gateway',
    cases: [
      generate('gateway', 'a 503 passed through', passthrough(503), answer),
      generate('gateway', 'the same rewritten: 400, code 2005', rewritten(2005), answer),
      stream('gateway', '400, code 2005', rewritten(2005), answer),
      generate('gatewayPackage', '400, code 2005', rewritten(2005), answer),
      stream('gatewayPackage', '400, code 2005', rewritten(2005), answer),
      generate('gateway', '400, code 2009: wrong gateway token', fixtures['cloudflare-2009-http-400']),
      generate('gatewayPackage', '401, code 2009: the same', fixtures['cloudflare-2009-http-401']),
      generate('gateway', '400, code 2001: no such gateway', fixtures['cloudflare-2001']),
    ],
  },
  {
    title: 'OpenRouter',
    cases: [
      generate('openrouter', '200, but a 502 as JSON', fixtures['openrouter-502-in-200'], answer),
      stream('openrouter', '200, but a 502 as first event', fixtures['openrouter-502-first-frame'], answer),
      stream('openrouter', '200, but a 429 as first event', fixtures['openrouter-429-first-frame'], answer),
      stream('openrouter', 'a 502 after one delta', fixtures['openrouter-502-after-one-delta'], answer),
    ],
  },
  {
    title: 'Streams and connections that end too early',
    cases: [
      stream('openai', 'an empty stream', cut({ afterParts: 0, preamble: false, ending: 'end' }), answer),
      stream(
        'openai',
        'a stream that stops in the middle',
        cut({ afterParts: 2, ending: 'end', text: ANSWER }),
        answer,
      ),
      stream('openrouter', 'the socket dies before any content', cut({ afterParts: 0 }), answer),
      stream(
        'openai',
        'the socket dies in the middle',
        cut({ afterParts: 2, text: ANSWER, betweenPartsMs: 10 }),
        answer,
      ),
      generate('openai', 'the socket dies before an answer', disconnect(), answer),
      generate('gatewayPackage', 'the same', disconnect(), answer),
    ],
  },
  {
    title: 'Answers that are none',
    cases: [
      generate('openai', 'a web page with status 200', status(200, page), answer),
      stream('openai', 'a web page with status 200', status(200, page), answer),
      stream('anthropic', 'overloaded, after the preamble', fixtures['anthropic-200-overloaded-after-start'], answer),
    ],
  },
  {
    title: 'JSON errors with status 200 in place of a stream; on the right also createErrorAwareFetch()',
    cases: [
      keeping(
        stream('openai', 'an empty account', hidden({ message: 'No quota is left', code: 'insufficient_quota' })),
      ),
      keeping(stream('anthropic', 'overload', hidden({ message: 'Overloaded', type: 'overloaded_error' }), answer)),
    ],
  },
];
