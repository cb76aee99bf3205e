/**
 * Answers with everything that a provider can put into one: reasoning, text, sources, tool calls. Bytes in each API's
 * documented shape.
 */
import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogle } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { eventStreamFrame } from '../support/event-stream-frame.ts';

export interface RichAnswer {
  name: string;
  connect(fetch: typeof globalThis.fetch): LanguageModel;
  json: unknown;
  events: readonly (string | Uint8Array)[];
  /** What the answer holds, by the SDK's types of content. */
  holds: readonly string[];
}

const apiKey = 'placeholder';
const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const named = (value: { type: string }) => `event: ${value.type}\n${data(value)}`;
const input = { city: 'Oslo' };

const responsesOutput = [
  { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Think.' }], encrypted_content: null },
  {
    type: 'message',
    id: 'msg_1',
    role: 'assistant',
    status: 'completed',
    content: [
      {
        type: 'output_text',
        text: 'Rain.',
        annotations: [
          { type: 'url_citation', start_index: 0, end_index: 5, url: 'https://example.com/', title: 'Weather' },
        ],
        logprobs: [],
      },
    ],
  },
  {
    type: 'function_call',
    id: 'fc_1',
    call_id: 'call_1',
    name: 'weather',
    arguments: JSON.stringify(input),
    status: 'completed',
  },
];
const responsesBody = {
  id: 'resp_1',
  object: 'response',
  created_at: 1_767_225_600,
  status: 'completed',
  error: null,
  incomplete_details: null,
  model: 'gpt-5',
  output: responsesOutput,
  usage: {
    input_tokens: 9,
    input_tokens_details: { cached_tokens: 3 },
    output_tokens: 7,
    output_tokens_details: { reasoning_tokens: 2 },
  },
};

const openaiResponses: RichAnswer = {
  name: 'openai responses',
  connect: fetch => createOpenAI({ apiKey, fetch }).responses('gpt-5'),
  json: responsesBody,
  events: [
    { type: 'response.created', response: { ...responsesBody, status: 'in_progress', output: [], usage: null } },
    { type: 'response.output_item.added', output_index: 0, item: { ...responsesOutput[0], summary: [] } },
    {
      type: 'response.reasoning_summary_part.added',
      item_id: 'rs_1',
      output_index: 0,
      summary_index: 0,
      part: { type: 'summary_text', text: '' },
    },
    {
      type: 'response.reasoning_summary_text.delta',
      item_id: 'rs_1',
      output_index: 0,
      summary_index: 0,
      delta: 'Think.',
    },
    {
      type: 'response.reasoning_summary_part.done',
      item_id: 'rs_1',
      output_index: 0,
      summary_index: 0,
      part: { type: 'summary_text', text: 'Think.' },
    },
    { type: 'response.output_item.done', output_index: 0, item: responsesOutput[0] },
    { type: 'response.output_item.added', output_index: 1, item: { ...responsesOutput[1], content: [] } },
    {
      type: 'response.output_text.delta',
      item_id: 'msg_1',
      output_index: 1,
      content_index: 0,
      delta: 'Rain.',
      logprobs: [],
    },
    {
      type: 'response.output_text.annotation.added',
      item_id: 'msg_1',
      output_index: 1,
      content_index: 0,
      annotation_index: 0,
      annotation: { type: 'url_citation', start_index: 0, end_index: 5, url: 'https://example.com/', title: 'Weather' },
    },
    { type: 'response.output_item.done', output_index: 1, item: responsesOutput[1] },
    { type: 'response.output_item.added', output_index: 2, item: { ...responsesOutput[2], arguments: '' } },
    { type: 'response.function_call_arguments.delta', item_id: 'fc_1', output_index: 2, delta: JSON.stringify(input) },
    { type: 'response.output_item.done', output_index: 2, item: responsesOutput[2] },
    { type: 'response.completed', response: responsesBody },
  ].map((event, sequence) => named({ ...event, sequence_number: sequence } as never)),
  holds: ['reasoning', 'text', 'source', 'tool-call'],
};

const toolCall = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: JSON.stringify(input) } };
const chatUsage = {
  prompt_tokens: 9,
  completion_tokens: 7,
  total_tokens: 16,
  completion_tokens_details: { reasoning_tokens: 2 },
};
const chunk = (delta: object, finish: string | null = null, rest: object = {}) =>
  data({
    id: 'c1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...rest,
  });

const chat = (reasoning: object, rest: object = {}): Pick<RichAnswer, 'json' | 'events'> => ({
  json: {
    id: 'c1',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'Rain.', ...reasoning, tool_calls: [toolCall], ...rest },
        finish_reason: 'tool_calls',
      },
    ],
    usage: chatUsage,
  },
  events: [
    chunk({ role: 'assistant', content: '' }),
    ...(Object.keys(reasoning).length > 0 ? [chunk(reasoning)] : []),
    chunk({ content: 'Rain.' }),
    ...(Object.keys(rest).length > 0 ? [chunk(rest)] : []),
    chunk({ tool_calls: [{ index: 0, ...toolCall, function: { name: 'weather', arguments: '' } }] }),
    chunk({ tool_calls: [{ index: 0, function: { arguments: JSON.stringify(input) } }] }),
    chunk({}, 'tool_calls'),
    data({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [], usage: chatUsage }),
    'data: [DONE]\n\n',
  ],
});

const annotations = [
  {
    type: 'url_citation',
    url_citation: { start_index: 0, end_index: 5, url: 'https://example.com/', title: 'Weather' },
  },
];

const openaiChat: RichAnswer = {
  name: 'openai chat',
  connect: fetch => createOpenAI({ apiKey, fetch }).chat('gpt-5'),
  ...chat({}, { annotations }),
  holds: ['text', 'source', 'tool-call'],
};

const openrouter: RichAnswer = {
  name: 'openrouter',
  connect: fetch => createOpenRouter({ apiKey, fetch }).chat('openai/gpt-5') as unknown as LanguageModel,
  ...chat({ reasoning: 'Think.', reasoning_details: [{ type: 'reasoning.text', text: 'Think.' }] }, { annotations }),
  holds: ['reasoning', 'text', 'source', 'tool-call'],
};

const anthropicContent = [
  { type: 'thinking', thinking: 'Think.', signature: 'sig' },
  { type: 'text', text: 'Rain.' },
  { type: 'tool_use', id: 'toolu_1', name: 'weather', input },
];
const anthropicMessage = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5',
  content: anthropicContent,
  stop_reason: 'tool_use',
  stop_sequence: null,
  usage: { input_tokens: 9, output_tokens: 7, cache_read_input_tokens: 3, cache_creation_input_tokens: 1 },
};
const anthropic: RichAnswer = {
  name: 'anthropic',
  connect: fetch => createAnthropic({ apiKey, fetch })('claude-sonnet-4-5'),
  json: anthropicMessage,
  events: [
    { type: 'message_start', message: { ...anthropicMessage, content: [], stop_reason: null } },
    { type: 'ping' },
    { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Think.' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'sig' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'Rain.' } },
    { type: 'content_block_stop', index: 1 },
    {
      type: 'content_block_start',
      index: 2,
      content_block: { type: 'tool_use', id: 'toolu_1', name: 'weather', input: {} },
    },
    { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: JSON.stringify(input) } },
    { type: 'content_block_stop', index: 2 },
    { type: 'message_delta', delta: { stop_reason: 'tool_use', stop_sequence: null }, usage: { output_tokens: 7 } },
    { type: 'message_stop' },
  ].map(named),
  holds: ['reasoning', 'text', 'tool-call'],
};

const googleAnswer = (parts: object[], rest: object = {}) => ({
  candidates: [{ content: { role: 'model', parts }, index: 0, ...rest }],
  usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 5, thoughtsTokenCount: 2, totalTokenCount: 16 },
  modelVersion: 'gemini-3-pro',
});
const googleParts = [
  { text: 'Think.', thought: true },
  { text: 'Rain.' },
  { functionCall: { name: 'weather', args: input } },
];
const grounding = {
  finishReason: 'STOP',
  groundingMetadata: { groundingChunks: [{ web: { uri: 'https://example.com/', title: 'Weather' } }] },
};
const google: RichAnswer = {
  name: 'google',
  connect: fetch => createGoogle({ apiKey, fetch })('gemini-3-pro'),
  json: googleAnswer(googleParts, grounding),
  events: [
    ...googleParts.slice(0, 2).map(part => googleAnswer([part])),
    googleAnswer(googleParts.slice(2), grounding),
  ].map(data),
  holds: ['reasoning', 'text', 'source', 'tool-call'],
};

const bedrockUsage = { inputTokens: 9, outputTokens: 7, totalTokens: 16 };
const bedrock: RichAnswer = {
  name: 'bedrock',
  connect: fetch => createAmazonBedrock({ apiKey, region: 'us-east-1', fetch })('anthropic.claude-sonnet-4-5'),
  json: {
    output: {
      message: {
        role: 'assistant',
        content: [
          { reasoningContent: { reasoningText: { text: 'Think.', signature: 'sig' } } },
          { text: 'Rain.' },
          { toolUse: { toolUseId: 'tooluse_1', name: 'weather', input } },
        ],
      },
    },
    stopReason: 'tool_use',
    usage: bedrockUsage,
    metrics: { latencyMs: 5 },
  },
  events: [
    eventStreamFrame('messageStart', { role: 'assistant' }),
    eventStreamFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { reasoningContent: { text: 'Think.' } } }),
    eventStreamFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { reasoningContent: { signature: 'sig' } } }),
    eventStreamFrame('contentBlockStop', { contentBlockIndex: 0 }),
    eventStreamFrame('contentBlockDelta', { contentBlockIndex: 1, delta: { text: 'Rain.' } }),
    eventStreamFrame('contentBlockStop', { contentBlockIndex: 1 }),
    eventStreamFrame('contentBlockStart', {
      contentBlockIndex: 2,
      start: { toolUse: { toolUseId: 'tooluse_1', name: 'weather' } },
    }),
    eventStreamFrame('contentBlockDelta', {
      contentBlockIndex: 2,
      delta: { toolUse: { input: JSON.stringify(input) } },
    }),
    eventStreamFrame('contentBlockStop', { contentBlockIndex: 2 }),
    eventStreamFrame('messageStop', { stopReason: 'tool_use' }),
    eventStreamFrame('metadata', { usage: bedrockUsage, metrics: { latencyMs: 5 } }),
  ],
  holds: ['reasoning', 'text', 'tool-call'],
};

export const RICH_ANSWERS: readonly RichAnswer[] = [
  openaiResponses,
  openaiChat,
  openrouter,
  anthropic,
  google,
  bedrock,
];

/** Sends the answer, each event on its own. */
export function answering({ json, events }: RichAnswer): typeof globalThis.fetch {
  return async (input, init) => {
    const body = String(init?.body ?? '');
    const isStream = /"stream":true|alt=sse|converse-stream|streamGenerateContent/.test(`${body} ${String(input)}`);
    if (!isStream) return Response.json(json);
    const encoder = new TextEncoder();
    const left = events.map(event => (typeof event === 'string' ? encoder.encode(event) : event));
    const stream = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          const event = left.shift();
          if (event) controller.enqueue(event);
          else controller.close();
        },
      },
      { highWaterMark: 0 },
    );
    const type = String(input).includes('bedrock') ? 'application/vnd.amazon.eventstream' : 'text/event-stream';
    return new Response(stream, { headers: { 'content-type': type, 'x-request-id': 'req_1' } });
  };
}
