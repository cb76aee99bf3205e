/** OpenAI's chat completions, which many other hosts speak as well. */

import type { Answer, AnswerFinishReason } from '../answer.ts';
import { CREATED_AT, event, statusMessage, type Rendering, type StreamPieces, type WireApi } from './wire-api.ts';

/** The finish reasons in this API's words, which Workers AI shares. */
export const CHAT_FINISH: Readonly<Record<AnswerFinishReason, string>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
};

/** The usage in this API's words. */
export function chatUsage({ usage }: Answer): Record<string, unknown> {
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.inputTokens + usage.outputTokens,
  };
}

function errorType(status: number): string {
  if (status === 429) return 'rate_limit_exceeded';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}

/** The error body of OpenAI's APIs. */
export function openaiError(status: number): unknown {
  return {
    error: {
      message: statusMessage(status),
      type: errorType(status),
      param: null,
      code: status === 401 ? 'invalid_api_key' : null,
    },
  };
}

function toolCallsOf(answer: Answer): object[] {
  return answer.toolCalls.map(call => ({
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: JSON.stringify(call.input) },
  }));
}

/** The completion that a host of this API answers; `extra` are the host's own fields. */
export function chatCompletion({ answer, modelId, number }: Rendering, extra: object = {}): Record<string, unknown> {
  const calls = toolCallsOf(answer);
  return {
    id: `chatcmpl_mock_${number}`,
    object: 'chat.completion',
    created: CREATED_AT,
    model: modelId,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: answer.parts.length > 0 ? answer.parts.join('') : null,
          ...(calls.length > 0 ? { tool_calls: calls } : {}),
        },
        finish_reason: CHAT_FINISH[answer.finishReason],
      },
    ],
    usage: chatUsage(answer),
    ...extra,
  };
}

/** The chunks of a streamed completion. */
export function chatStream(
  { answer, modelId, number }: Rendering,
  extra: object = {},
  usageExtra: object = {},
): StreamPieces {
  const head = {
    id: `chatcmpl_mock_${number}`,
    object: 'chat.completion.chunk',
    created: CREATED_AT,
    model: modelId,
    ...extra,
  };
  const chunk = (delta: object, finishReason: string | null = null) =>
    event({ ...head, choices: [{ index: 0, delta, finish_reason: finishReason }] });
  return {
    preamble: [chunk({ role: 'assistant', content: '' })],
    parts: [
      ...answer.parts.map(content => chunk({ content })),
      ...toolCallsOf(answer).map((call, index) => chunk({ tool_calls: [{ index, ...call }] })),
    ],
    finish: [
      chunk({}, CHAT_FINISH[answer.finishReason]),
      event({ ...head, choices: [], usage: { ...chatUsage(answer), ...usageExtra } }),
      'data: [DONE]\n\n',
    ],
  };
}

/** `POST /v1/chat/completions`. */
export const openaiChat: WireApi = {
  json: rendering => chatCompletion(rendering),
  stream: rendering => chatStream(rendering),
  error: openaiError,
};
