/** Workers AI's own text generation, over REST: a `result` in Cloudflare's v4 envelope, or a stream of `response` frames. */

import { CHAT_FINISH, chatUsage } from './openai-chat.ts';
import { event, statusMessage, type Rendering, type StreamPieces, type WireApi } from './wire-api.ts';

function toolCallsOf({ answer }: Rendering): { id: string; name: string; arguments: Record<string, unknown> }[] {
  return answer.toolCalls.map(({ id, name, input }) => ({ id, name, arguments: input }));
}

function stream(rendering: Rendering): StreamPieces {
  const { answer } = rendering;
  return {
    preamble: [],
    parts: [
      ...answer.parts.map(response => event({ response })),
      ...toolCallsOf(rendering).map(call => event({ response: '', tool_calls: [call] })),
    ],
    finish: [
      event({ response: '', finish_reason: CHAT_FINISH[answer.finishReason], usage: chatUsage(answer) }),
      'data: [DONE]\n\n',
    ],
  };
}

/** `POST /client/v4/accounts/{account}/ai/run/{model}`. */
export const workersAi: WireApi = {
  json: rendering => {
    const calls = toolCallsOf(rendering);
    const { answer } = rendering;
    const result = {
      response: answer.parts.join(''),
      ...(calls.length > 0 ? { tool_calls: calls } : {}),
      finish_reason: CHAT_FINISH[answer.finishReason],
      usage: chatUsage(answer),
    };
    return { result, success: true, errors: [], messages: [] };
  },
  stream,
  error: status => ({
    result: null,
    success: false,
    errors: [{ code: status, message: statusMessage(status) }],
    messages: [],
  }),
};
