/** Answers without a word that end as answers do: the model had nothing to say. */
import type { AnswerRow } from '../row.ts';
import { anthropic, bedrock, cohere, completion, google, items, vercel } from './write.ts';

const doors = [
  'openai chat',
  'azure chat',
  'openai-compatible',
  'groq',
  'deepseek',
  'openrouter',
  'cloudflare gateway',
  'mistral',
] as const;

export const EMPTY_ROWS: readonly AnswerRow[] = [
  ...doors.map(door => completion(door, 'an empty text', { text: '' })),
  completion('openai chat', 'no text at all', {}),
  completion('openai chat', 'an empty text, cut by the length', { text: '' }, { finish: 'length' }),
  completion(
    'openai-compatible',
    'an empty text and an empty list of calls',
    { text: '' },
    { message: { tool_calls: [] } },
  ),
  completion(
    'openai-compatible',
    'an empty text and error: null',
    { text: '' },
    { head: { error: null }, ways: ['generate'] },
  ),
  ...[
    { message: '', type: '', param: '', code: null },
    { code: '0', message: 'success' },
  ].map(error =>
    completion(
      'openai-compatible',
      `an empty text and error: ${JSON.stringify(error)}`,
      { text: '' },
      { head: { error }, ways: ['generate'] },
    ),
  ),
  completion('openai-compatible', 'an empty text and code 200', { text: '' }, { head: { code: 200, message: 'OK' } }),
  completion('workers-ai', 'an empty text in the envelope', { text: '' }),
  items('openai responses', 'no item', {}),
  items('xai', 'no item', {}),
  items('openai responses', 'no item, cut by the length', {}, { incomplete: 'max_output_tokens' }),
  anthropic('no block', {}),
  anthropic('no block, cut by the length', {}, 'max_tokens'),
  google('no part', {}),
  google('no part, cut by the length', {}, { finish: 'MAX_TOKENS' }),
  bedrock('no block', {}),
  cohere('no block', {}),
  vercel('no content', {}),
];
