/** Anthropic's Messages API. */

import type { Answer, AnswerFinishReason } from '../answer.ts';
import { event, statusMessage, type Rendering, type StreamPieces, type WireApi } from './wire-api.ts';

const STOP: Readonly<Record<AnswerFinishReason, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  'tool-calls': 'tool_use',
  'content-filter': 'refusal',
};

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

function messageOf({ answer, modelId, number }: Rendering, isDone: boolean): object {
  return {
    id: `msg_mock_${number}`,
    type: 'message',
    role: 'assistant',
    model: modelId,
    content: isDone ? contentOf(answer) : [],
    stop_reason: isDone ? STOP[answer.finishReason] : null,
    stop_sequence: null,
    usage: { input_tokens: answer.usage.inputTokens, output_tokens: isDone ? answer.usage.outputTokens : 1 },
  };
}

function contentOf(answer: Answer): object[] {
  const calls = answer.toolCalls.map(({ id, name, input }) => ({ type: 'tool_use', id, name, input }));
  return answer.parts.length > 0 ? [{ type: 'text', text: answer.parts.join('') }, ...calls] : calls;
}

function send(type: string, fields: object = {}): string {
  return event({ type, ...fields }, type);
}

function stream(rendering: Rendering): StreamPieces {
  const { answer } = rendering;
  const hasText = answer.parts.length > 0;
  const preamble = [send('message_start', { message: messageOf(rendering, false) })];
  if (hasText) preamble.push(send('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }));
  preamble.push(send('ping'));
  const parts = answer.parts.map(text =>
    send('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
  );
  const closeText = hasText ? send('content_block_stop', { index: 0 }) : '';
  answer.toolCalls.forEach(({ id, name, input }, position) => {
    const index = position + (hasText ? 1 : 0);
    const delta = { type: 'input_json_delta', partial_json: JSON.stringify(input) };
    parts.push(
      (position === 0 ? closeText : '') +
        send('content_block_start', { index, content_block: { type: 'tool_use', id, name, input: {} } }) +
        send('content_block_delta', { index, delta }) +
        send('content_block_stop', { index }),
    );
  });
  const finish = [
    send('message_delta', {
      delta: { stop_reason: STOP[answer.finishReason], stop_sequence: null },
      usage: { output_tokens: answer.usage.outputTokens },
    }),
    send('message_stop'),
  ];
  return { preamble, parts, finish: answer.toolCalls.length === 0 && hasText ? [closeText, ...finish] : finish };
}

/** `POST /v1/messages`. */
export const anthropicMessages: WireApi = {
  json: rendering => messageOf(rendering, true),
  stream,
  error: status => ({
    type: 'error',
    error: {
      type: ERROR_TYPES[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error'),
      message: statusMessage(status),
    },
  }),
};
