/** Good answers on the wire of each API that a provider package speaks, cut where a test may want to break them. */
import { readAnswer } from '../../mocks/answer.ts';
import { WIRE_APIS } from '../../mocks/wire/upstream-call.ts';
import type { ApiName } from '../../mocks/index.ts';
import { eventStreamFrame } from './event-stream-frame.ts';

export type Chunk = string | Uint8Array;

export interface Wire {
  /** The media type of its streams. */
  contentType: string;
  /** The body of an answer without streaming. */
  json(text: string): string;
  /** The events of a streamed answer; one part a delta. */
  stream(deltas: readonly string[]): { preamble: Chunk[]; parts: Chunk[]; finish: Chunk[] };
}

/** A wire that the published mocks speak. */
function mocked(api: ApiName): Wire {
  const rendering = (text: string | readonly string[]) => ({
    answer: readAnswer('wire', text, {}),
    modelId: 'model',
    number: 0,
  });
  return {
    contentType: 'text/event-stream',
    json: text => JSON.stringify(WIRE_APIS[api].json(rendering(text))),
    stream(deltas) {
      const { preamble, parts, finish } = WIRE_APIS[api].stream(rendering(deltas));
      return { preamble: [...preamble], parts: [...parts], finish: [...finish] };
    },
  };
}

const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;

const chat = mocked('openai-chat');

/** Mistral's chat is OpenAI's, but for a chunk without choices: its parser takes none. */
const mistral: Wire = {
  ...chat,
  stream(deltas) {
    const { finish, ...rest } = chat.stream(deltas);
    return { ...rest, finish: finish.filter(chunk => !String(chunk).includes('"choices":[]')) };
  },
};

const cohereUsage = { tokens: { input_tokens: 10, output_tokens: 2 } };

/** @see https://docs.cohere.com/v2/docs/streaming */
const cohere: Wire = {
  contentType: 'text/event-stream',
  json: text =>
    JSON.stringify({
      generation_id: 'g1',
      message: { role: 'assistant', content: [{ type: 'text', text }] },
      finish_reason: 'COMPLETE',
      usage: cohereUsage,
    }),
  stream: deltas => ({
    preamble: [
      data({ type: 'message-start', id: 'm1' }),
      data({ type: 'content-start', index: 0, delta: { message: { content: { type: 'text', text: '' } } } }),
    ],
    parts: deltas.map(text => data({ type: 'content-delta', index: 0, delta: { message: { content: { text } } } })),
    finish: [
      data({ type: 'content-end', index: 0 }),
      data({ type: 'message-end', delta: { finish_reason: 'COMPLETE', usage: cohereUsage } }),
    ],
  }),
};

const bedrockUsage = { inputTokens: 10, outputTokens: 2, totalTokens: 12 };

/** @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html */
const bedrock: Wire = {
  contentType: 'application/vnd.amazon.eventstream',
  json: text =>
    JSON.stringify({
      output: { message: { role: 'assistant', content: [{ text }] } },
      stopReason: 'end_turn',
      usage: bedrockUsage,
    }),
  stream: deltas => ({
    preamble: [eventStreamFrame('messageStart', { role: 'assistant' })],
    parts: deltas.map(text => eventStreamFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { text } })),
    finish: [
      eventStreamFrame('contentBlockStop', { contentBlockIndex: 0 }),
      eventStreamFrame('messageStop', { stopReason: 'end_turn' }),
      eventStreamFrame('metadata', { usage: bedrockUsage, metrics: { latencyMs: 1 } }),
    ],
  }),
};

const tokens = { inputTokens: { total: 10 }, outputTokens: { total: 2 } };
const stop = { unified: 'stop', raw: 'stop' };

/** Vercel's own gateway speaks the SDK's parts. */
const vercel: Wire = {
  contentType: 'text/event-stream',
  json: text => JSON.stringify({ content: [{ type: 'text', text }], finishReason: stop, usage: tokens, warnings: [] }),
  stream: deltas => ({
    preamble: [data({ type: 'stream-start', warnings: [] }), data({ type: 'text-start', id: 't1' })],
    parts: deltas.map(delta => data({ type: 'text-delta', id: 't1', delta })),
    finish: [data({ type: 'text-end', id: 't1' }), data({ type: 'finish', finishReason: stop, usage: tokens })],
  }),
};

export const wires = {
  openaiResponses: mocked('openai-responses'),
  openaiChat: chat,
  mistral,
  openrouter: mocked('openrouter-chat'),
  anthropic: mocked('anthropic-messages'),
  google: mocked('google-generate'),
  workersAi: mocked('workers-ai'),
  cohere,
  bedrock,
  vercel,
};
