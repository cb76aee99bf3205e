/** OpenAI's Responses API. */

import type { Answer } from '../answer.ts';
import { openaiError } from './openai-chat.ts';
import { CREATED_AT, event, type Rendering, type StreamPieces, type WireApi } from './wire-api.ts';

function usageOf({ usage }: Answer): object {
  return {
    input_tokens: usage.inputTokens,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: usage.inputTokens + usage.outputTokens,
  };
}

function incompleteReason({ finishReason }: Answer): string | undefined {
  if (finishReason === 'length') return 'max_output_tokens';
  return finishReason === 'content-filter' ? 'content_filter' : undefined;
}

function responseOf({ answer, modelId, number }: Rendering, output: readonly object[] | undefined): object {
  const reason = incompleteReason(answer);
  const isDone = output !== undefined;
  return {
    id: `resp_mock_${number}`,
    object: 'response',
    created_at: CREATED_AT,
    status: isDone ? (reason === undefined ? 'completed' : 'incomplete') : 'in_progress',
    error: null,
    incomplete_details: isDone && reason !== undefined ? { reason } : null,
    model: modelId,
    output: output ?? [],
    usage: isDone ? usageOf(answer) : null,
  };
}

function messageItem({ answer, number }: Rendering, isDone: boolean): object {
  const content = isDone ? [{ type: 'output_text', text: answer.parts.join(''), annotations: [], logprobs: [] }] : [];
  return {
    id: `msg_mock_${number}`,
    type: 'message',
    status: isDone ? 'completed' : 'in_progress',
    role: 'assistant',
    content,
  };
}

function callItem(call: Answer['toolCalls'][number], number: number, isDone: boolean): object {
  return {
    id: `fc_mock_${number}_${call.id}`,
    type: 'function_call',
    status: isDone ? 'completed' : 'in_progress',
    call_id: call.id,
    name: call.name,
    arguments: isDone ? JSON.stringify(call.input) : '',
  };
}

function outputOf(rendering: Rendering): object[] {
  const { answer, number } = rendering;
  const calls = answer.toolCalls.map(call => callItem(call, number, true));
  return answer.parts.length > 0 ? [messageItem(rendering, true), ...calls] : calls;
}

function stream(rendering: Rendering): StreamPieces {
  const { answer, number } = rendering;
  let sequence = 0;
  const send = (type: string, fields: object) => event({ type, sequence_number: sequence++, ...fields }, type);
  const itemId = `msg_mock_${number}`;
  const hasText = answer.parts.length > 0;
  const at = { item_id: itemId, output_index: 0, content_index: 0 };
  const emptyPart = { type: 'output_text', text: '', annotations: [], logprobs: [] };

  const preamble = [
    send('response.created', { response: responseOf(rendering, undefined) }),
    send('response.in_progress', { response: responseOf(rendering, undefined) }),
  ];
  if (hasText) {
    preamble.push(send('response.output_item.added', { output_index: 0, item: messageItem(rendering, false) }));
    preamble.push(send('response.content_part.added', { ...at, part: emptyPart }));
  }
  const parts = answer.parts.map(delta => send('response.output_text.delta', { ...at, delta, logprobs: [] }));
  const text = answer.parts.join('');
  const closeText = hasText
    ? send('response.output_text.done', { ...at, text, logprobs: [] }) +
      send('response.content_part.done', { ...at, part: { ...emptyPart, text } }) +
      send('response.output_item.done', { output_index: 0, item: messageItem(rendering, true) })
    : '';
  answer.toolCalls.forEach((call, index) => {
    const place = { item_id: `fc_mock_${number}_${call.id}`, output_index: index + (hasText ? 1 : 0) };
    parts.push(
      (index === 0 ? closeText : '') +
        send('response.output_item.added', { output_index: place.output_index, item: callItem(call, number, false) }) +
        send('response.function_call_arguments.delta', { ...place, delta: JSON.stringify(call.input) }) +
        send('response.function_call_arguments.done', { ...place, arguments: JSON.stringify(call.input) }) +
        send('response.output_item.done', { output_index: place.output_index, item: callItem(call, number, true) }),
    );
  });
  const last = incompleteReason(answer) === undefined ? 'response.completed' : 'response.incomplete';
  const finish = [send(last, { response: responseOf(rendering, outputOf(rendering)) })];
  return { preamble, parts, finish: answer.toolCalls.length === 0 && hasText ? [closeText, ...finish] : finish };
}

/** `POST /v1/responses`. */
export const openaiResponses: WireApi = {
  json: rendering => responseOf(rendering, outputOf(rendering)),
  stream,
  error: openaiError,
};
