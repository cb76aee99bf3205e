/** Anthropic's Messages API. */
import { expect } from 'vitest';
import { testBothWays } from './difference.ts';
import { messages } from './wire/messages.ts';

const citation = {
  type: 'web_search_result_location',
  cited_text: 'sun',
  url: 'https://example.com/a',
  title: 'A',
  encrypted_index: 'x',
};
const searchTool = {
  tools: [{ type: 'provider' as const, id: 'anthropic.web_search_20250305' as const, name: 'web_search', args: {} }],
};

testBothWays(
  'anthropic',
  { 'request.body.stream': [undefined, true], 'request.body.tools.0.eager_input_streaming': [undefined, true] },
  {
    text: {
      recorded: messages([{ type: 'text', text: 'The sun shines.' }], 'end_turn'),
      parts: 'text',
      finishReason: 'stop',
    },
    'thinking, shown, redacted and hidden': {
      recorded: messages(
        [
          { type: 'thinking', thinking: 'I wonder.', signature: 'one' },
          { type: 'redacted_thinking', data: 'secret' },
          { type: 'thinking', thinking: '', signature: 'two' },
          { type: 'text', text: 'The sun.' },
        ],
        'end_turn',
      ),
      parts: 'reasoning, reasoning, reasoning, text',
      finishReason: 'stop',
    },
    'one tool call': {
      recorded: messages([{ type: 'tool_use', id: 't1', name: 'weather', input: { city: 'Bern' } }], 'tool_use'),
      parts: 'tool-call',
      finishReason: 'tool-calls',
    },
    'text and several tool calls': {
      recorded: messages(
        [
          { type: 'text', text: 'I look.' },
          { type: 'tool_use', id: 't1', name: 'weather', input: { city: '"old" Basel' } },
          { type: 'tool_use', id: 't2', name: 'weather', input: {} },
        ],
        'tool_use',
      ),
      parts: 'text, tool-call, tool-call',
      finishReason: 'tool-calls',
    },
    'a web search': {
      recorded: messages(
        [
          { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'sun' } },
          {
            type: 'web_search_tool_result',
            tool_use_id: 's1',
            content: [
              {
                type: 'web_search_result',
                url: 'https://example.com/a',
                title: 'A',
                encrypted_content: 'x',
                page_age: null,
              },
            ],
          },
          { type: 'text', text: 'The sun.', citations: [citation] },
        ],
        'end_turn',
      ),
      parts: 'tool-call, tool-result, source, text',
      finishReason: 'stop',
      params: searchTool,
      differs: {
        'content.2.id': [expect.any(String), expect.any(String)],
        // Of the tools of the caller alone.
        'request.body.tools.0.eager_input_streaming': undefined,
      },
    },
    'citations without their search': {
      recorded: messages(
        [
          { type: 'text', text: 'The sun', citations: [citation] },
          { type: 'text', text: '!' },
        ],
        'end_turn',
      ),
      parts: 'text, source, text',
      finishReason: 'stop',
      // The stream shows the sources at its end, when it knows that no search result did.
      differs: {
        order: ['text, source, text', 'text, text, source'],
        'content.source 0.id': [expect.any(String), expect.any(String)],
      },
    },
    'a text cut by length': {
      recorded: messages([{ type: 'text', text: 'The' }], 'max_tokens'),
      parts: 'text',
      finishReason: 'length',
    },
    'a refusal': { recorded: messages([], 'refusal'), parts: '', finishReason: 'content-filter' },
    'an empty text': {
      recorded: messages([{ type: 'text', text: '' }], 'end_turn'),
      parts: 'text',
      finishReason: 'stop',
      // The one package whose generate result has it; the SDK drops it before the next request.
      differs: { order: ['text', ''], 'content.text 0': [{ type: 'text', text: '' }, undefined] },
    },
  },
);
