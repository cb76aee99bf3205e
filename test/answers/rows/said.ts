/** Every saying on the wire of every API, as a text; some as reasoning and as a tool's input, too. */
import type { AnswerRow, Said } from '../row.ts';
import { ENVELOPE_429, PAGE_502, SAYINGS } from '../sayings.ts';
import { anthropic, bedrock, cohere, completion, google, items, vercel, workersResponse } from './write.ts';

type Write = (name: string, said: Said) => AnswerRow;

const writers: readonly Write[] = [
  (name, said) => completion('openai chat', name, said),
  (name, said) => completion('azure chat', name, said),
  (name, said) => completion('openai-compatible', name, said),
  (name, said) => completion('groq', name, said, { host: { usageAt: 'x_groq' } }),
  (name, said) => completion('deepseek', name, said),
  (name, said) => completion('openrouter', name, said),
  (name, said) => completion('workers-ai', name, said),
  (name, said) => completion('workers-ai binding', name, said),
  (name, said) => completion('cloudflare gateway', name, said),
  (name, said) => completion('mistral', name, said),
  (name, said) => items('openai responses', name, said),
  (name, said) => items('azure responses', name, said),
  (name, said) => items('xai', name, said),
  (name, said) => anthropic(name, said),
  (name, said) => google(name, said),
  (name, said) => bedrock(name, said),
  (name, said) => cohere(name, said),
  (name, said) => vercel(name, said),
];

/** Packages of OpenAI's own chat do not read reasoning; Mistral's is a block. */
const SHOWS_NO_REASONING = /^(?:openai chat|azure chat|cloudflare gateway|mistral)$/;

const texts: [name: string, said: Said][] = Object.entries(SAYINGS).map(([name, text]) => [name, { text }]);
const report = { page: PAGE_502, answer: ENVELOPE_429, error: { code: 503, message: 'Service Unavailable' } };

/** For `classify`, which is quick. */
export const SAID_ROWS: readonly AnswerRow[] = [
  ...writers.flatMap(write => [
    ...texts.map(([name, said]) => write(name, said)),
    write('an envelope as the input of a tool', { input: report }),
    write('an envelope, then a tool', { text: ENVELOPE_429, input: { error: 'rate_limit_exceeded', code: 429 } }),
    write('an input that says success: false', { input: { success: false, errors: [{ code: 2005, message: 'x' }] } }),
    ...[write('an envelope in the reasoning', { reasoning: ENVELOPE_429, text: 'Wait.' })].filter(
      ({ door }) => !SHOWS_NO_REASONING.test(door),
    ),
  ]),
  ...Object.entries(SAYINGS).flatMap(([name, text]) =>
    (['workers-ai', 'workers-ai binding'] as const).map(door => workersResponse(door, `${name}, as response`, text)),
  ),
];

/** Those that stand for the rest where an answer takes the whole way through the SDK. */
const PLAYED = new Set(
  SAID_ROWS.map(({ name }) => name).filter(
    name =>
      !(name.replace(', as response', '') in SAYINGS) ||
      /^(?:Google|Cloudflare|a web|an error|half|the word n)/.test(name),
  ),
);

export const PLAYED_ROWS: readonly AnswerRow[] = SAID_ROWS.filter(({ name }) => PLAYED.has(name));
