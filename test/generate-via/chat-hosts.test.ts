/** Chat completions through the packages of their hosts. */
import { expect } from 'vitest';
import { type Differences, type Row, testBothWays } from './difference.ts';
import { chat, type ChatHost, type ChatMessage, halves } from './wire/chat.ts';

const WEATHER: [string, string, string] = ['call_1', 'weather', '{"city":"Bern"}'];
const AGAIN: [string, string, string] = ['call_2', 'weather', '{"city":"\\"old\\" Basel"}'];

const answers = (host: ChatHost = {}) =>
  ({
    text: { recorded: chat({ content: 'The sun shines.', finish: 'stop' }, host), parts: 'text', finishReason: 'stop' },
    'one tool call': {
      recorded: chat({ toolCalls: [WEATHER], finish: 'tool_calls' }, host),
      parts: 'tool-call',
      finishReason: 'tool-calls',
    },
    'text and several tool calls': {
      recorded: chat({ content: 'I look.', toolCalls: [WEATHER, AGAIN], finish: 'tool_calls' }, host),
      parts: 'text, tool-call, tool-call',
      finishReason: 'tool-calls',
    },
    'a text cut by length': {
      recorded: chat({ content: 'The', finish: 'length' }, host),
      parts: 'text',
      finishReason: 'length',
    },
    'a filtered answer': {
      recorded: chat({ finish: 'content_filter' }, host),
      parts: '',
      finishReason: 'content-filter',
    },
  }) satisfies Record<string, Row>;

const thinks = (field: string): Pick<ChatMessage, 'extra'> => ({
  extra: {
    message: { [field]: 'I wonder about it.' },
    deltas: halves('I wonder about it.').map(half => ({ [field]: half })),
  },
});

/** A field that comes whole, after the text. */
const after = (field: object): Pick<ChatMessage, 'extra'> => ({ extra: { message: field, after: [field] } });

/** Reasoning before a text and before a tool call. */
const reasoned = (field: string, host: ChatHost = {}) =>
  ({
    'reasoning and text': {
      recorded: chat({ content: 'The sun.', ...thinks(field), finish: 'stop' }, host),
      parts: 'reasoning, text',
      finishReason: 'stop',
    },
    'reasoning and a tool call': {
      recorded: chat({ ...thinks(field), toolCalls: [WEATHER], finish: 'tool_calls' }, host),
      parts: 'reasoning, tool-call',
      finishReason: 'tool-calls',
    },
  }) satisfies Record<string, Row>;

const citation = (rest: object = {}) => ({
  annotations: [
    {
      type: 'url_citation',
      url_citation: { url: 'https://example.com/a', title: 'A', start_index: 0, end_index: 3, ...rest },
    },
  ],
});

const streamed: Differences = { 'request.body.stream': [undefined, true] };
const withUsage: Differences = { ...streamed, 'request.body.stream_options': [undefined, { include_usage: true }] };

testBothWays('openai chat', withUsage, {
  ...answers(),
  citations: {
    recorded: chat({ content: 'The sun.', ...after(citation()), finish: 'stop' }),
    parts: 'text, source',
    finishReason: 'stop',
    differs: { 'content.1.id': [expect.any(String), expect.any(String)] },
  },
  'a refusal': {
    recorded: chat({ ...after({ refusal: 'No way.' }), finish: 'stop' }),
    parts: 'text',
    finishReason: 'content-filter',
  },
  'a refusal after a text': {
    recorded: chat({ content: 'The sun.', ...after({ refusal: 'No way.' }), finish: 'stop' }),
    parts: 'text, text',
    finishReason: 'content-filter',
    // The stream puts both into one block.
    differs: {
      order: ['text, text', 'text'],
      'content.text 0.text': ['The sun.', 'The sun.No way.'],
      'content.text 1': [{ type: 'text', text: 'No way.' }, undefined],
    },
  },
  logprobs: {
    recorded: chat({
      content: 'The',
      choice: { logprobs: { content: [{ token: 'The', logprob: -1, top_logprobs: [] }] } },
      finish: 'stop',
    }),
    parts: 'text',
    finishReason: 'stop',
  },
});

testBothWays('openai-compatible', streamed, { ...answers(), ...reasoned('reasoning_content') });

testBothWays('groq', streamed, {
  ...answers({ usageAt: 'x_groq' }),
  ...reasoned('reasoning', { usageAt: 'x_groq' }),
});

const deepseek: ChatHost = {
  usage: {
    prompt_tokens: 20,
    completion_tokens: 9,
    total_tokens: 29,
    prompt_cache_hit_tokens: 8,
    prompt_cache_miss_tokens: 12,
    completion_tokens_details: { reasoning_tokens: 4 },
  },
};

testBothWays(
  'deepseek',
  { ...withUsage, 'providerMetadata.deepseek.responseObject': ['chat.completion', 'chat.completion.chunk'] },
  {
    ...answers(deepseek),
    ...reasoned('reasoning_content', deepseek),
    'text and several tool calls': {
      ...answers(deepseek)['text and several tool calls'],
      parts: 'tool-call, tool-call, text',
      // Generated, the calls stand before the text that announced them.
      differs: { order: ['tool-call, tool-call, text', 'text, tool-call, tool-call'] },
    },
  },
);

const mistral: ChatHost = { usageAt: 'last choice' };
const thinking = (text: string) => ({ type: 'thinking', thinking: [{ type: 'text', text }] });

testBothWays('mistral', streamed, {
  ...answers(mistral),
  // Mistral has no such reason.
  'a filtered answer': { ...answers(mistral)['a filtered answer'], finishReason: 'other' },
  'reasoning and text': {
    recorded: chat(
      {
        extra: {
          message: { content: [thinking('I wonder.'), { type: 'text', text: 'The sun.' }] },
          deltas: [
            ...halves('I wonder.').map(half => ({ content: [thinking(half)] })),
            ...halves('The sun.').map(content => ({ content })),
          ],
        },
        finish: 'stop',
      },
      mistral,
    ),
    parts: 'reasoning, text',
    finishReason: 'stop',
  },
});

const openrouter: ChatHost = { head: { provider: 'Upstream' } };
const signed = { type: 'reasoning.text', format: 'anthropic-claude-v1', index: 0 };
const encrypted = {
  reasoning_details: [
    { type: 'reasoning.encrypted', data: 'secret', id: 'rs_1', format: 'openai-responses-v1', index: 0 },
  ],
};

testBothWays(
  'openrouter',
  {},
  {
    ...answers(openrouter),
    'reasoning and text': {
      ...reasoned('reasoning', openrouter)['reasoning and text'],
      differs: { 'content.0.providerMetadata': [undefined, { openrouter: { reasoning_details: [] } }] },
    },
    'signed reasoning': {
      recorded: chat(
        {
          content: 'The sun.',
          extra: {
            message: {
              reasoning: 'I wonder.',
              reasoning_details: [{ ...signed, text: 'I wonder.', signature: 'signed' }],
            },
            deltas: [
              ...halves('I wonder.').map(text => ({ reasoning: text, reasoning_details: [{ ...signed, text }] })),
              { reasoning_details: [{ ...signed, signature: 'signed' }] },
            ],
          },
          finish: 'stop',
        },
        openrouter,
      ),
      parts: 'reasoning, text',
      finishReason: 'stop',
    },
    'encrypted reasoning and tool calls': {
      recorded: chat(
        {
          extra: { message: { reasoning: null, ...encrypted }, deltas: [encrypted] },
          toolCalls: [WEATHER, AGAIN],
          finish: 'tool_calls',
        },
        openrouter,
      ),
      parts: 'tool-call, tool-call',
      finishReason: 'tool-calls',
    },
    citations: {
      recorded: chat({ content: 'The sun.', ...after(citation({ content: 'sunny' })), finish: 'stop' }, openrouter),
      parts: 'text, source',
      finishReason: 'stop',
    },
  },
);
