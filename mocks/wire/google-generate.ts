/** Google's `generateContent`, where the method name in the path, not the body, says whether to stream. */

import type { AnswerFinishReason } from '../answer.ts';
import { event, statusMessage, type Rendering, type WireApi } from './wire-api.ts';

const FINISH: Readonly<Record<AnswerFinishReason, string>> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  'tool-calls': 'STOP',
  'content-filter': 'SAFETY',
};

const STATUS_NAMES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

function callParts({ answer }: Rendering): object[] {
  return answer.toolCalls.map(({ name, input }) => ({ functionCall: { name, args: input } }));
}

function responseOf({ answer, modelId, number }: Rendering, parts: readonly object[], isLast: boolean): object {
  const { inputTokens, outputTokens } = answer.usage;
  const usageMetadata = {
    promptTokenCount: inputTokens,
    candidatesTokenCount: outputTokens,
    totalTokenCount: inputTokens + outputTokens,
  };
  return {
    candidates: [
      { index: 0, content: { role: 'model', parts }, ...(isLast ? { finishReason: FINISH[answer.finishReason] } : {}) },
    ],
    ...(isLast ? { usageMetadata } : {}),
    modelVersion: modelId,
    responseId: `mock_${number}`,
  };
}

/** `POST /v1beta/models/{model}:generateContent` and `:streamGenerateContent?alt=sse`. */
export const googleGenerate: WireApi = {
  json: rendering => {
    const text = rendering.answer.parts.join('');
    return responseOf(rendering, [...(text === '' ? [] : [{ text }]), ...callParts(rendering)], true);
  },
  stream: rendering => ({
    preamble: [],
    parts: [
      ...rendering.answer.parts.map(text => event(responseOf(rendering, [{ text }], false))),
      ...callParts(rendering).map(call => event(responseOf(rendering, [call], false))),
    ],
    finish: [event(responseOf(rendering, [], true))],
  }),
  error: status => ({
    error: { code: status, message: statusMessage(status), status: STATUS_NAMES[status] ?? 'UNKNOWN' },
  }),
};
