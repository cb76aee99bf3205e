/** The Responses API through OpenAI's and xAI's packages. */
import { expect } from 'vitest';
import { type Row, testBothWays } from './difference.ts';
import { type Item, responses } from './wire/responses.ts';

const message = (text: string, rest: object = {}): Item => ({ type: 'message', id: 'msg_1', text, ...rest });
const call = (number: number, input: string): Item => ({
  type: 'function_call',
  id: `fc_${number}`,
  call_id: `call_${number}`,
  name: 'weather',
  arguments: input,
});
const reasoning = (texts: string[], encrypted?: string): Item => ({
  type: 'reasoning',
  id: 'rs_1',
  summary: texts.map(text => ({ type: 'summary_text', text })),
  ...(encrypted && { encrypted_content: encrypted }),
});
const citation = { type: 'url_citation', url: 'https://example.com/a', title: 'A', start_index: 0, end_index: 3 };
const search: Item = {
  type: 'web_search_call',
  id: 'ws_1',
  action: { type: 'search', query: 'sun', sources: [{ type: 'url', url: 'https://example.com/a' }] },
};

const generatedIds = [expect.any(String), expect.any(String)] satisfies [unknown, unknown];
const notStored = { providerOptions: { openai: { store: false }, xai: { store: false } } };

const answers = {
  text: { recorded: responses([message('The sun shines.')]), parts: 'text', finishReason: 'stop' },
  'one tool call': {
    recorded: responses([call(1, '{"city":"Bern"}')]),
    parts: 'tool-call',
    finishReason: 'tool-calls',
  },
  'text and several tool calls': {
    recorded: responses([message('I look.'), call(1, '{"city":"Bern"}'), call(2, '{"city":"\\"old\\" Basel"}')]),
    parts: 'text, tool-call, tool-call',
    finishReason: 'tool-calls',
  },
} satisfies Record<string, Row>;

// The body that OpenAI's package shows is the one without `stream`.
testBothWays(
  'openai responses',
  {},
  {
    ...answers,
    'stored reasoning': {
      recorded: responses([reasoning(['First.', 'Second.']), message('The sun.')]),
      parts: 'reasoning, reasoning, text',
      finishReason: 'stop',
      // The stream leaves out the null where a summary ends in the middle of its item.
      differs: { 'content.0.providerMetadata.openai.reasoningEncryptedContent': [null, undefined] },
    },
    'reasoning without a summary': {
      recorded: responses([reasoning([]), call(1, '{}')]),
      parts: 'reasoning, tool-call',
      finishReason: 'tool-calls',
    },
    'encrypted reasoning': {
      recorded: responses([reasoning(['First.'], 'secret'), message('The sun.')]),
      parts: 'reasoning, text',
      finishReason: 'stop',
      params: notStored,
    },
    'encrypted reasoning of several summaries': {
      recorded: responses([reasoning(['First.', 'Second.'], 'secret'), message('The sun.')]),
      parts: 'reasoning, reasoning, text',
      finishReason: 'stop',
      params: notStored,
      // In a stream only the last summary of an item has the content; one of them is enough to send the item back.
      differs: { 'content.0.providerMetadata.openai.reasoningEncryptedContent': ['secret', undefined] },
    },
    citations: {
      recorded: responses([message('The sun.', { annotations: [citation] })]),
      parts: 'text, source',
      finishReason: 'stop',
      differs: { 'content.1.id': generatedIds },
    },
    'a web search': {
      recorded: responses([search, message('The sun.', { annotations: [citation] })]),
      parts: 'tool-call, tool-result, source, text',
      finishReason: 'stop',
      params: { tools: [{ type: 'provider', id: 'openai.web_search', name: 'web_search', args: {} }] },
      differs: { 'content.2.id': generatedIds },
    },
    'a text cut by length': {
      recorded: responses([message('The')], 'max_output_tokens'),
      parts: 'text',
      finishReason: 'length',
    },
    'a filtered text': {
      recorded: responses([message('The')], 'content_filter'),
      parts: 'text',
      finishReason: 'content-filter',
    },
    'a refusal': {
      recorded: responses([{ type: 'refusal', id: 'msg_1', text: 'No way.' }]),
      parts: 'text',
      finishReason: 'content-filter',
    },
    'a draft and a final answer': {
      recorded: responses([
        message('I think about it.', { phase: 'commentary' }),
        message('{"sun":true}', { id: 'msg_2', phase: 'final_answer' }),
      ]),
      parts: 'text, text',
      finishReason: 'stop',
      params: { responseFormat: { type: 'json' } },
    },
  },
);

testBothWays(
  'xai',
  { 'request.body.stream': [undefined, true] },
  {
    ...answers,
    reasoning: {
      recorded: responses([reasoning(['First.']), message('The sun.')]),
      parts: 'reasoning, text',
      finishReason: 'stop',
    },
    'encrypted reasoning': {
      recorded: responses([reasoning(['First.'], 'secret'), message('The sun.')]),
      parts: 'reasoning, text',
      finishReason: 'stop',
      params: notStored,
    },
    'encrypted reasoning of several summaries': {
      recorded: responses([reasoning(['First.', 'Second.'], 'secret'), message('The sun.')]),
      parts: 'reasoning, text',
      finishReason: 'stop',
      params: notStored,
    },
    citations: {
      recorded: responses([message('The sun.', { annotations: [citation] })]),
      parts: 'text, source',
      finishReason: 'stop',
      // The stream tells each citation twice: by its own event, and with the message that is done.
      differs: {
        order: ['text, source', 'text, source, source'],
        'content.source 0.id': generatedIds,
        'content.source 1': [undefined, expect.objectContaining({ url: 'https://example.com/a' })],
      },
    },
    'a text cut by length': {
      recorded: responses([message('The')], 'max_output_tokens'),
      parts: 'text',
      finishReason: 'length',
      // Generated, it is told as the status alone.
      differs: {
        'finishReason.unified': ['other', 'length'],
        'finishReason.raw': ['incomplete', 'max_output_tokens'],
      },
    },
  },
);
