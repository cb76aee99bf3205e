/** Rows from what was said, on the wire of each API. */
import { type Recorded, sse } from '../../generate-via/difference.ts';
import { chat, type ChatHost, type ChatMessage, halves } from '../../generate-via/wire/chat.ts';
import { converse, type ConverseBlock } from '../../generate-via/wire/converse.ts';
import { gemini, type GeminiPart } from '../../generate-via/wire/gemini.ts';
import { type ContentBlock, messages } from '../../generate-via/wire/messages.ts';
import { type Item, responses } from '../../generate-via/wire/responses.ts';
import type { DoorName } from '../doors.ts';
import { type AnswerRow, gets, type ResponseExtras, type Said } from '../row.ts';

export interface ChatExtras extends ResponseExtras {
  finish?: string | null;
  /** Further fields of the choice. */
  choice?: object;
  /** Further fields of the message; a stream brings them after the content. */
  message?: object;
  /** The same of the whole answer, and of each chunk. */
  head?: object;
  host?: ChatHost;
  ways?: AnswerRow['ways'];
}

/** Packages that read reasoning from another field than `reasoning_content`. */
const THOUGHT_FIELDS: Partial<Record<DoorName, string>> = { openrouter: 'reasoning', groq: 'reasoning' };

function chatOf(door: DoorName, said: Said, extras: ChatExtras): Recorded {
  const { finish = said.input ? 'tool_calls' : 'stop', choice, message, head, host } = extras;
  const thought = said.reasoning !== undefined && { [THOUGHT_FIELDS[door] ?? 'reasoning_content']: said.reasoning };
  const given: ChatMessage = {
    content: said.text ?? null,
    finish,
    ...(said.input && { toolCalls: [['call_1', 'report', JSON.stringify(said.input)]] }),
    ...(choice && { choice }),
    extra: {
      message: { ...thought, ...message },
      deltas: thought ? [thought] : [],
      after: message ? [message] : [],
    },
  };
  const { json, stream } = chat(given, { ...host, ...(head && { head: { ...host?.head, ...head } }) });
  if (door === 'mistral') return { json, stream: stream.filter(chunk => !String(chunk).includes('"choices":[]')) };
  if (door === 'workers-ai') return { json: { result: json, success: true, errors: [], messages: [] }, stream };
  return { json, stream };
}

/** A chat completion, from OpenAI or from one of the many hosts of its API. */
export function completion(door: DoorName, name: string, said: Said, extras: ChatExtras = {}): AnswerRow {
  const { status, headers, ways } = extras;
  return {
    name,
    door,
    recorded: chatOf(door, said, extras),
    ...gets(said),
    ...(status !== undefined && { status }),
    ...(headers && { headers }),
    ...(ways && { ways }),
  };
}

/** Anthropic's blocks: those that were given before the text, then the text and the call. */
export const anthropic = (name: string, said: Said, stop?: string, before: object[] = []): AnswerRow => ({
  name,
  door: 'anthropic',
  recorded: messages(
    [
      ...(said.reasoning ? [{ type: 'thinking', thinking: said.reasoning, signature: 'signature' }] : []),
      ...before,
      ...(said.text ? [{ type: 'text', text: said.text }] : []),
      ...(said.input ? [{ type: 'tool_use', id: 'toolu_1', name: 'report', input: said.input }] : []),
    ] as ContentBlock[],
    stop ?? (said.input ? 'tool_use' : 'end_turn'),
  ),
  ...gets(said),
});

/** Gemini's parts, in the same order. */
export const google = (
  name: string,
  said: Said,
  { finish = 'STOP', candidate = {}, before = [] }: { finish?: string; candidate?: object; before?: object[] } = {},
): AnswerRow => ({
  name,
  door: 'google',
  recorded: gemini(
    [
      ...(said.reasoning ? [{ text: said.reasoning, thought: true }] : []),
      ...(before as GeminiPart[]),
      ...(said.text ? [{ text: said.text }] : []),
      ...(said.input ? [{ functionCall: { name: 'report', args: said.input } }] : []),
    ],
    finish,
    candidate,
  ),
  ...gets(said),
});

/** Bedrock's blocks. */
export const bedrock = (name: string, said: Said, stop?: string): AnswerRow => ({
  name,
  door: 'bedrock',
  recorded: converse(
    [
      ...(said.reasoning
        ? [{ reasoningContent: { reasoningText: { text: said.reasoning, signature: 'signature' } } }]
        : []),
      ...(said.text ? [{ text: said.text }] : []),
      ...(said.input ? [{ toolUse: { toolUseId: 'tooluse_1', name: 'report', input: said.input } }] : []),
    ] as ConverseBlock[],
    stop ?? (said.input ? 'tool_use' : 'end_turn'),
  ),
  ...gets(said),
});

/** Items of the Responses API. */
export const items = (
  door: 'openai responses' | 'azure responses' | 'xai',
  name: string,
  said: Said,
  { incomplete, before = [] }: { incomplete?: string; before?: object[] } = {},
): AnswerRow => ({
  name,
  door,
  recorded: responses(
    [
      ...(said.reasoning
        ? [{ type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: said.reasoning }] }]
        : []),
      ...before,
      ...(said.text ? [{ type: 'message', id: 'msg_1', text: said.text }] : []),
      ...(said.input
        ? [{ type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'report', arguments: JSON.stringify(said.input) }]
        : []),
    ] as Item[],
    incomplete,
  ),
  ...gets(said),
});

const COHERE_USAGE = { tokens: { input_tokens: 10, output_tokens: 2 } };

/** Cohere's message. */
export function cohere(name: string, said: Said, finish?: string, head: object = {}): AnswerRow {
  const finish_reason = finish ?? (said.input ? 'TOOL_CALL' : 'COMPLETE');
  const call = { id: 'call_1', type: 'function', function: { name: 'report', arguments: JSON.stringify(said.input) } };
  const blocks = [
    ...(said.reasoning ? [{ type: 'thinking', thinking: said.reasoning }] : []),
    ...(said.text ? [{ type: 'text', text: said.text }] : []),
  ];
  const begun = ({ type }: { type: string }) => (type === 'text' ? { type, text: '' } : { type, thinking: '' });
  const json = {
    id: 'g1',
    message: { role: 'assistant', content: blocks, ...(said.input && { tool_calls: [call] }) },
    finish_reason,
    usage: COHERE_USAGE,
    ...head,
  };
  const stream = [
    sse({ type: 'message-start', id: 'm1', delta: { message: { role: 'assistant', content: [] } } }),
    ...blocks.flatMap((block, index) => [
      sse({ type: 'content-start', index, delta: { message: { content: begun(block) } } }),
      sse({ type: 'content-delta', index, delta: { message: { content: { ...block, type: undefined } } } }),
      sse({ type: 'content-end', index }),
    ]),
    ...(said.input
      ? [sse({ type: 'tool-call-start', delta: { message: { tool_calls: call } } }), sse({ type: 'tool-call-end' })]
      : []),
    sse({ type: 'message-end', delta: { finish_reason, usage: COHERE_USAGE } }),
  ];
  return { name, door: 'cohere', recorded: { json, stream }, ...gets(said) };
}

const VERCEL_USAGE = { inputTokens: { total: 10 }, outputTokens: { total: 2 } };

/** Vercel's gateway speaks the SDK's own parts. */
export function vercel(name: string, said: Said, unified?: string, providerMetadata?: object): AnswerRow {
  const reason = unified ?? (said.input ? 'tool-calls' : 'stop');
  const call = { type: 'tool-call', toolCallId: 'call_1', toolName: 'report', input: JSON.stringify(said.input) };
  const blocks = [
    ...(said.reasoning ? [{ type: 'reasoning', text: said.reasoning }] : []),
    ...(said.text ? [{ type: 'text', text: said.text }] : []),
  ];
  const end = {
    finishReason: { unified: reason, raw: reason },
    usage: VERCEL_USAGE,
    ...(providerMetadata && { providerMetadata }),
  };
  return {
    name,
    door: 'vercel gateway',
    recorded: {
      json: { content: [...blocks, ...(said.input ? [call] : [])], warnings: [], ...end },
      stream: [
        sse({ type: 'stream-start', warnings: [] }),
        ...blocks.flatMap(({ type, text }, id) => [
          sse({ type: `${type}-start`, id: String(id) }),
          ...halves(text).map(delta => sse({ type: `${type}-delta`, id: String(id), delta })),
          sse({ type: `${type}-end`, id: String(id) }),
        ]),
        ...(said.input ? [sse(call)] : []),
        sse({ type: 'finish', ...end }),
      ],
    },
    ...gets(said),
  };
}

/** What Workers AI's older models answer: a text in `response`. */
export function workersResponse(
  door: 'workers-ai' | 'workers-ai binding',
  name: string,
  text: string,
  envelope: object = {},
  result: object = {},
): AnswerRow {
  const usage = { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 };
  const answer = { response: text, tool_calls: [], usage, ...result };
  return {
    name,
    door,
    recorded: {
      json: door === 'workers-ai' ? { result: answer, success: true, errors: [], messages: [], ...envelope } : answer,
      stream: [
        ...halves(text).map(response => sse({ response, p: 'abcd' })),
        sse({ response: '', usage }),
        'data: [DONE]\n\n',
      ],
    },
    ...gets({ text }),
  };
}
