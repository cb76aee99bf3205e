/**
 * What each API answers when it thinks, says something and calls a tool, and then when it has the result. Everything its
 * server keeps or signs carries the mark `STATE-<name>`, every thought the mark `THOUGHT-<name>`.
 */
export interface Answers {
  first: unknown;
  last: unknown;
}

const usage = { prompt_tokens: 5, completion_tokens: 5, total_tokens: 10 };

const chat = (message: Record<string, unknown>, finish_reason: string) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_700_000_000,
  model: 'model',
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }],
  usage,
});

const call = (id: string, extra = {}) => ({
  id,
  type: 'function',
  function: { name: 'weather', arguments: '{"city":"Oslo"}' },
  ...extra,
});

/** OpenAI's chat form, with what a vendor adds to it. */
const chatAnswers = (name: string, id: string, message = {}, toolCall = {}): Answers => ({
  first: chat({ content: `SAID-${name}`, tool_calls: [call(id, toolCall)], ...message }, 'tool_calls'),
  last: chat({ content: `ANSWERED-${name}` }, 'stop'),
});

const response = (output: unknown[]) => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1_700_000_000,
  status: 'completed',
  model: 'model',
  output,
  usage: { input_tokens: 5, output_tokens: 5, total_tokens: 10 },
});

const message = (name: string, id: string, text: string) => ({
  type: 'message',
  id: `msg_STATE-${name}-${id}`,
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: `${text}-${name}`, annotations: [], logprobs: [] }],
});

const responsesAnswers = (name: string): Answers => ({
  first: response([
    {
      type: 'reasoning',
      id: `rs_STATE-${name}`,
      summary: [{ type: 'summary_text', text: `THOUGHT-${name}` }],
      encrypted_content: `STATE-${name}-encrypted`,
      status: 'completed',
    },
    message(name, '1', 'SAID'),
    {
      type: 'function_call',
      id: `fc_STATE-${name}`,
      call_id: `call_${name}0123456789abcdef`,
      name: 'weather',
      arguments: '{"city":"Oslo"}',
      status: 'completed',
    },
  ]),
  last: response([message(name, '2', 'ANSWERED')]),
});

const anthropicMessage = (content: unknown[], stop_reason: string) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'model',
  content,
  stop_reason,
  stop_sequence: null,
  usage: { input_tokens: 5, output_tokens: 5 },
});

const gemini = (parts: unknown[]) => ({
  candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }],
  usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 5, totalTokenCount: 10 },
});

const converse = (content: unknown[], stopReason: string) => ({
  output: { message: { role: 'assistant', content } },
  stopReason,
  usage: { inputTokens: 5, outputTokens: 5, totalTokens: 10 },
  metrics: { latencyMs: 1 },
});

export const answers = {
  anthropic: {
    first: anthropicMessage(
      [
        { type: 'thinking', thinking: 'THOUGHT-anthropic', signature: 'STATE-anthropic-signature' },
        { type: 'redacted_thinking', data: 'STATE-anthropic-redacted' },
        { type: 'text', text: 'SAID-anthropic' },
        { type: 'tool_use', id: 'toolu_01anthropic', name: 'weather', input: { city: 'Oslo' } },
      ],
      'tool_use',
    ),
    last: anthropicMessage([{ type: 'text', text: 'ANSWERED-anthropic' }], 'end_turn'),
  },
  'openai responses': responsesAnswers('openai-responses'),
  'azure responses': responsesAnswers('azure-responses'),
  xai: responsesAnswers('xai'),
  'openai chat': chatAnswers('openai-chat', 'call_openai0123456789abcdef'),
  bedrock: {
    first: converse(
      [
        { reasoningContent: { reasoningText: { text: 'THOUGHT-bedrock', signature: 'STATE-bedrock-signature' } } },
        { text: 'SAID-bedrock' },
        { toolUse: { toolUseId: 'tooluse_bpe71yCfRu2b5i-nKGDr5g', name: 'weather', input: { city: 'Oslo' } } },
      ],
      'tool_use',
    ),
    last: converse([{ text: 'ANSWERED-bedrock' }], 'end_turn'),
  },
  google: {
    first: gemini([
      { text: 'THOUGHT-google', thought: true, thoughtSignature: 'STATE-google-thought' },
      { text: 'SAID-google' },
      { functionCall: { name: 'weather', args: { city: 'Oslo' } }, thoughtSignature: 'STATE-google-call' },
    ]),
    last: gemini([{ text: 'ANSWERED-google', thoughtSignature: 'STATE-google-text' }]),
  },
  mistral: {
    first: chat(
      {
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'THOUGHT-mistral' }] },
          { type: 'text', text: 'SAID-mistral' },
        ],
        tool_calls: [call('gSIMJiOkT')],
      },
      'tool_calls',
    ),
    last: chat({ content: 'ANSWERED-mistral' }, 'stop'),
  },
  openrouter: chatAnswers('openrouter', 'toolu_vrtx_01openrouter', {
    reasoning: 'THOUGHT-openrouter',
    reasoning_details: [
      {
        type: 'reasoning.text',
        text: 'THOUGHT-openrouter',
        signature: 'STATE-openrouter-signature',
        format: 'anthropic-claude-v1',
        index: 0,
      },
    ],
  }),
  // Gemini behind a compatible endpoint, with the composite ids of some relays.
  'openai-compatible': chatAnswers(
    'openai-compatible',
    'call_abc|fc_1',
    { reasoning_content: 'THOUGHT-openai-compatible' },
    { extra_content: { google: { thought_signature: 'STATE-openai-compatible-call' } } },
  ),
  groq: chatAnswers('groq', 'fc_groq-12', { reasoning: 'THOUGHT-groq' }),
  deepseek: chatAnswers('deepseek', 'call_00_deepseek', { reasoning_content: 'THOUGHT-deepseek' }),
} satisfies Record<string, Answers>;

export type ProviderName = keyof typeof answers;
