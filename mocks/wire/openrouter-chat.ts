/** OpenRouter's chat completions: OpenAI's shape, with the provider that served, its cost, and keep-alive comments. */

import { chatCompletion, chatStream, chatUsage } from './openai-chat.ts';
import { statusMessage, type WireApi } from './wire-api.ts';

const SERVED_BY = { provider: 'Mock' };
const COST = { cost: 0 };

/** `POST /api/v1/chat/completions` at OpenRouter. */
export const openrouterChat: WireApi = {
  json: rendering => chatCompletion(rendering, { ...SERVED_BY, usage: { ...chatUsage(rendering.answer), ...COST } }),
  stream: rendering => {
    const pieces = chatStream(rendering, SERVED_BY, COST);
    return { ...pieces, preamble: [': OPENROUTER PROCESSING\n\n', ...pieces.preamble] };
  },
  error: status => ({ error: { message: statusMessage(status), code: status } }),
};
