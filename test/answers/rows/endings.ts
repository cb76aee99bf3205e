/** The reasons with which good answers end, as their servers spell them, each behind a text full of error words. */
import type { AnswerRow } from '../row.ts';
import { ENVELOPE_429, REFUSAL, STATUSES } from '../sayings.ts';
import { anthropic, bedrock, cohere, completion, google, items, vercel } from './write.ts';

const text = STATUSES;
const ended = (finish: unknown): string => `ends with ${JSON.stringify(finish)}`;

/** Hosts of OpenAI's API write whatever their engine calls it. */
const SPELLINGS = [
  'stop',
  'length',
  'tool_calls',
  'function_call',
  'STOP',
  'MAX_TOKENS',
  'end_turn',
  'stop_sequence',
  'eos',
  'eos_token',
  'COMPLETE',
  'toolCalls',
  'eosFound',
  'maxPredictedTokensReached',
  'model_length',
  'normal',
  'limit',
  'word',
  'repetition',
  '',
];

/** The packages of these take a stream without a reason for one that broke off; others let it pass. */
const NEEDS_A_REASON = ['openai chat', 'openai-compatible', 'groq', 'cloudflare gateway'] as const;

export const ENDING_ROWS: readonly AnswerRow[] = [
  ...SPELLINGS.map(finish => completion('openai-compatible', ended(finish), { text }, { finish })),
  ...NEEDS_A_REASON.map(door => completion(door, ended(null), { text }, { finish: null, ways: ['generate'] })),
  ...(['openrouter', 'deepseek', 'workers-ai'] as const).map(door =>
    completion(door, ended(null), { text }, { finish: null }),
  ),
  ...(['stop', 'length', ''] as const).flatMap(finish =>
    (['openai chat', 'openrouter', 'groq', 'deepseek', 'workers-ai', 'cloudflare gateway'] as const).map(door =>
      completion(door, ended(finish), { text }, { finish }),
    ),
  ),
  // Cut by a filter or a full context after some text: an answer all the same.
  completion('azure chat', ended('content_filter'), { text }, { finish: 'content_filter' }),
  completion('openai-compatible', ended('sensitive'), { text }, { finish: 'sensitive' }),
  completion('openai-compatible', ended('contextLengthReached'), { text }, { finish: 'contextLengthReached' }),
  completion('openai-compatible', 'a call behind which stands "stop"', { input: { code: 500 } }, { finish: 'stop' }),
  items('openai responses', ended('max_output_tokens'), { text }, { incomplete: 'max_output_tokens' }),
  items('openai responses', ended('content_filter'), { text }, { incomplete: 'content_filter' }),
  ...['end_turn', 'max_tokens', 'stop_sequence', 'pause_turn', 'refusal', 'model_context_window_exceeded'].map(stop =>
    anthropic(ended(stop), { text }, stop),
  ),
  ...['STOP', 'MAX_TOKENS', 'SAFETY', 'RECITATION', 'OTHER'].map(finish => google(ended(finish), { text }, { finish })),
  ...['end_turn', 'max_tokens', 'stop_sequence', 'content_filtered', 'guardrail_intervened'].map(stop =>
    bedrock(ended(stop), { text }, stop),
  ),
  ...['COMPLETE', 'MAX_TOKENS', 'STOP_SEQUENCE'].map(finish => cohere(ended(finish), { text }, finish)),
  ...['stop', 'length', 'content-filter'].map(unified => vercel(ended(unified), { text }, unified)),
  completion('openai chat', 'a refusal in words', { text: REFUSAL }),
  { ...completion('openai chat', 'a refusal in its own field', {}, { message: { refusal: REFUSAL } }), text: REFUSAL },
  completion('openai chat', 'refusal: null', { text: ENVELOPE_429 }, { message: { refusal: null } }),
];
