/** Recorded answers of every API, with a content of choice and any finish reason. */
import type { Recorded } from '../generate-via/difference.ts';
import { sse } from '../generate-via/difference.ts';
import { chat } from '../generate-via/wire/chat.ts';
import { converse } from '../generate-via/wire/converse.ts';
import { gemini } from '../generate-via/wire/gemini.ts';
import { messages } from '../generate-via/wire/messages.ts';
import { responses } from '../generate-via/wire/responses.ts';
import type { PackageName } from '../support/provider-packages.ts';

/** What stands before the finish reason. */
export const CONTENTS = ['text', 'tool call', 'reasoning', 'nothing'] as const;
export type Content = (typeof CONTENTS)[number];

type Record = (content: Content, reason: string) => Recorded;

const TEXT = 'The sun shines.';
const THOUGHT = 'I wonder about it.';
const INPUT = { city: 'Bern' };
const CALL: [string, string, string] = ['call_1', 'weather', JSON.stringify(INPUT)];

const completions =
  (thoughtField: string): Record =>
  (content, finish) =>
    chat({
      finish,
      ...(content === 'text' && { content: TEXT }),
      ...(content === 'tool call' && { toolCalls: [CALL] }),
      ...(content === 'reasoning' && {
        extra: { message: { [thoughtField]: THOUGHT }, deltas: [{ [thoughtField]: THOUGHT }] },
      }),
    });

/** Mistral's parser takes no chunk without choices. */
const mistral: Record = (content, finish) => {
  const recorded = completions('reasoning')(content === 'reasoning' ? 'text' : content, finish);
  return { ...recorded, stream: recorded.stream.filter(chunk => !String(chunk).includes('"choices":[]')) };
};

/** Cloudflare's REST API wraps an answer. */
const workersAi: Record = (content, finish) => {
  const recorded = completions('reasoning_content')(content, finish);
  return { ...recorded, json: { result: recorded.json, success: true, errors: [], messages: [] } };
};

const anthropic: Record = (content, reason) =>
  messages(
    content === 'text'
      ? [{ type: 'text', text: TEXT }]
      : content === 'tool call'
        ? [{ type: 'tool_use', id: 'call_1', name: 'weather', input: INPUT }]
        : content === 'reasoning'
          ? [{ type: 'thinking', thinking: THOUGHT, signature: 'signature' }]
          : [],
    reason,
  );

const google: Record = (content, reason) =>
  gemini(
    content === 'text'
      ? [{ text: TEXT }]
      : content === 'tool call'
        ? [{ functionCall: { name: 'weather', args: INPUT } }]
        : content === 'reasoning'
          ? [{ text: THOUGHT, thought: true }]
          : [],
    reason,
  );

const bedrock: Record = (content, reason) =>
  converse(
    content === 'text'
      ? [{ text: TEXT }]
      : content === 'tool call'
        ? [{ toolUse: { toolUseId: 'call_1', name: 'weather', input: INPUT } }]
        : content === 'reasoning'
          ? [{ reasoningContent: { reasoningText: { text: THOUGHT, signature: 'signature' } } }]
          : [],
    reason,
  );

/** The Responses API names a reason only where an answer is incomplete. */
const items: Record = (content, reason) =>
  responses(
    content === 'text'
      ? [{ type: 'message', id: 'msg_1', text: TEXT }]
      : content === 'tool call'
        ? [{ type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'weather', arguments: JSON.stringify(INPUT) }]
        : content === 'reasoning'
          ? [{ type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: THOUGHT }] }]
          : [],
    reason === 'completed' ? undefined : reason,
  );

const cohereUsage = { tokens: { input_tokens: 10, output_tokens: 2 } };

const cohere: Record = (content, finish_reason) => {
  const block = content === 'reasoning' ? { type: 'thinking', thinking: THOUGHT } : { type: 'text', text: TEXT };
  const tool = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: JSON.stringify(INPUT) } };
  const hasBlock = content === 'text' || content === 'reasoning';
  const begun = content === 'reasoning' ? { type: 'thinking', thinking: '' } : { type: 'text', text: '' };
  const delta = content === 'reasoning' ? { thinking: THOUGHT } : { text: TEXT };
  return {
    json: {
      generation_id: 'g1',
      message: {
        role: 'assistant',
        content: hasBlock ? [block] : [],
        ...(content === 'tool call' && { tool_calls: [tool] }),
      },
      finish_reason,
      usage: cohereUsage,
    },
    stream: [
      sse({ type: 'message-start', id: 'm1' }),
      ...(hasBlock
        ? [
            sse({ type: 'content-start', index: 0, delta: { message: { content: begun } } }),
            sse({ type: 'content-delta', index: 0, delta: { message: { content: delta } } }),
            sse({ type: 'content-end', index: 0 }),
          ]
        : []),
      ...(content === 'tool call'
        ? [sse({ type: 'tool-call-start', delta: { message: { tool_calls: tool } } }), sse({ type: 'tool-call-end' })]
        : []),
      sse({ type: 'message-end', delta: { finish_reason, usage: cohereUsage } }),
    ],
  };
};

/** Vercel's gateway writes the SDK's own parts; what it does not know is `other` there, too. */
const vercel: Record = (content, raw) => {
  const usage = { inputTokens: { total: 10 }, outputTokens: { total: 2 } };
  const finishReason = { unified: 'other', raw };
  const call = { type: 'tool-call', toolCallId: 'call_1', toolName: 'weather', input: JSON.stringify(INPUT) };
  const type = content === 'reasoning' ? 'reasoning' : 'text';
  const said = type === 'text' ? TEXT : THOUGHT;
  const block = content === 'text' || content === 'reasoning' ? [{ type, text: said }] : [];
  return {
    json: { content: [...block, ...(content === 'tool call' ? [call] : [])], finishReason, usage, warnings: [] },
    stream: [
      sse({ type: 'stream-start', warnings: [] }),
      ...block.flatMap(() => [
        sse({ type: `${type}-start`, id: '1' }),
        sse({ type: `${type}-delta`, id: '1', delta: said }),
        sse({ type: `${type}-end`, id: '1' }),
      ]),
      ...(content === 'tool call' ? [sse(call)] : []),
      sse({ type: 'finish', finishReason, usage }),
    ],
  };
};

/** The packages whose wire can say why an answer ended, with the reasons that a plain answer of theirs has. */
export const RECORDED: Partial<{ [Name in PackageName]: Record }> = {
  'openai chat': completions('reasoning_content'),
  'azure chat': completions('reasoning_content'),
  'openai-compatible': completions('reasoning_content'),
  groq: completions('reasoning'),
  deepseek: completions('reasoning_content'),
  openrouter: completions('reasoning'),
  'workers-ai': workersAi,
  mistral,
  'openai responses': items,
  xai: items,
  anthropic,
  google,
  bedrock,
  cohere,
  'vercel gateway': vercel,
};
