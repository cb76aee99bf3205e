/** Anthropic's Messages API: content blocks, whole and as events. */
import { type Recorded, sse } from '../difference.ts';
import { halves } from './chat.ts';

export type ContentBlock =
  | { type: 'text'; text: string; citations?: object[] }
  | { type: 'thinking'; thinking: string; signature: string }
  | { type: 'redacted_thinking'; data: string }
  | { type: 'tool_use'; id: string; name: string; input: object }
  | { type: 'server_tool_use'; id: string; name: string; input: object }
  | { type: 'web_search_tool_result'; tool_use_id: string; content: object[] };

const USAGE = {
  input_tokens: 12,
  cache_creation_input_tokens: 5,
  cache_read_input_tokens: 8,
  output_tokens: 9,
  service_tier: 'standard',
};

function pieces(block: ContentBlock): { start: object; deltas: object[] } {
  switch (block.type) {
    case 'text':
      return {
        start: { type: 'text', text: '' },
        deltas: [
          ...(block.citations ?? []).map(citation => ({ type: 'citations_delta', citation })),
          ...halves(block.text).map(text => ({ type: 'text_delta', text })),
        ],
      };
    case 'thinking':
      return {
        start: { type: 'thinking', thinking: '', signature: '' },
        deltas: [
          ...halves(block.thinking).map(thinking => ({ type: 'thinking_delta', thinking })),
          { type: 'signature_delta', signature: block.signature },
        ],
      };
    case 'tool_use':
    case 'server_tool_use':
      return {
        start: { ...block, input: {} },
        deltas: ['', ...halves(JSON.stringify(block.input))].map(partial_json => ({
          type: 'input_json_delta',
          partial_json,
        })),
      };
    default:
      return { start: block, deltas: [] };
  }
}

export function messages(content: ContentBlock[], stop_reason: string): Recorded {
  const message = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'served-model',
    content,
    stop_reason,
    stop_sequence: null,
    usage: USAGE,
  };
  const send = (type: string, fields: object = {}) => sse({ type, ...fields }, type);
  return {
    json: message,
    stream: [
      send('message_start', {
        message: { ...message, content: [], stop_reason: null, usage: { ...USAGE, output_tokens: 1 } },
      }),
      send('ping'),
      ...content.flatMap((block, index) => {
        const { start, deltas } = pieces(block);
        return [
          send('content_block_start', { index, content_block: start }),
          ...deltas.map(delta => send('content_block_delta', { index, delta })),
          send('content_block_stop', { index }),
        ];
      }),
      send('message_delta', {
        delta: { stop_reason, stop_sequence: null },
        usage: { output_tokens: USAGE.output_tokens },
      }),
      send('message_stop'),
    ],
  };
}
