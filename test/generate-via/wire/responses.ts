/** The Responses API of OpenAI and xAI: items, whole and as events. */
import { type Recorded, sse } from '../difference.ts';
import { halves } from './chat.ts';

interface Annotation {
  type: string;
  [field: string]: unknown;
}

export type Item =
  | { type: 'reasoning'; id: string; summary: { type: 'summary_text'; text: string }[]; encrypted_content?: string }
  | { type: 'message'; id: string; text: string; phase?: string; annotations?: Annotation[] }
  | { type: 'refusal'; id: string; text: string }
  | { type: 'function_call'; id: string; call_id: string; name: string; arguments: string }
  | { type: 'web_search_call'; id: string; action: object };

const USAGE = {
  input_tokens: 20,
  input_tokens_details: { cached_tokens: 8 },
  output_tokens: 9,
  output_tokens_details: { reasoning_tokens: 4 },
  total_tokens: 29,
};

/** The item as the whole response shows it. */
function whole(item: Item): Record<string, unknown> {
  const status = 'completed';
  switch (item.type) {
    case 'reasoning':
      return { ...item, status, encrypted_content: item.encrypted_content ?? null };
    case 'message': {
      const { id, text, phase, annotations = [] } = item;
      const content = [{ type: 'output_text', text, annotations, logprobs: [] }];
      return { type: 'message', id, status, role: 'assistant', ...(phase && { phase }), content };
    }
    case 'refusal':
      return {
        type: 'message',
        id: item.id,
        status,
        role: 'assistant',
        content: [{ type: 'refusal', refusal: item.text }],
      };
    default:
      return { ...item, status };
  }
}

/** The item as it is added, before anything of it is known. */
function begun(item: Item): Record<string, unknown> {
  const done = { ...whole(item), status: 'in_progress' };
  switch (item.type) {
    case 'reasoning':
      // What is encrypted so far is not what is encrypted at last.
      return { ...done, summary: [], encrypted_content: item.encrypted_content ? 'begun' : null };
    case 'function_call':
      return { ...done, arguments: '' };
    case 'web_search_call':
      return { id: item.id, type: item.type, status: 'in_progress' };
    default:
      return { ...done, content: [] };
  }
}

export function responses(items: Item[], incomplete?: string): Recorded {
  const response = (output: unknown, isDone: boolean) => ({
    id: 'resp_1',
    object: 'response',
    created_at: 1_767_225_600,
    status: isDone ? (incomplete ? 'incomplete' : 'completed') : 'in_progress',
    error: null,
    incomplete_details: isDone && incomplete ? { reason: incomplete } : null,
    model: 'served-model',
    output,
    service_tier: 'default',
    usage: isDone ? USAGE : null,
    parallel_tool_calls: true,
    tool_choice: 'auto',
    tools: [],
  });
  let sequence = 0;
  const send = (type: string, fields: object) => sse({ type, sequence_number: sequence++, ...fields }, type);

  const events = (item: Item, output_index: number): string[] => {
    const at = { item_id: item.id, output_index };
    const inside: string[] = [];
    if (item.type === 'reasoning') {
      item.summary.forEach(({ text }, summary_index) => {
        const place = { ...at, summary_index };
        inside.push(
          send('response.reasoning_summary_part.added', { ...place, part: { type: 'summary_text', text: '' } }),
          ...halves(text).map(delta => send('response.reasoning_summary_text.delta', { ...place, delta })),
          send('response.reasoning_summary_text.done', { ...place, text }),
          send('response.reasoning_summary_part.done', { ...place, part: { type: 'summary_text', text } }),
        );
      });
    } else if (item.type === 'message') {
      const place = { ...at, content_index: 0 };
      const part = { type: 'output_text', text: '', annotations: [], logprobs: [] };
      inside.push(
        send('response.content_part.added', { ...place, part }),
        ...halves(item.text).map(delta => send('response.output_text.delta', { ...place, delta, logprobs: [] })),
        ...(item.annotations ?? []).map((annotation, annotation_index) =>
          send('response.output_text.annotation.added', { ...place, annotation_index, annotation }),
        ),
        send('response.output_text.done', { ...place, text: item.text, logprobs: [] }),
        send('response.content_part.done', {
          ...place,
          part: { ...part, text: item.text, annotations: item.annotations ?? [] },
        }),
      );
    } else if (item.type === 'refusal') {
      const place = { ...at, content_index: 0 };
      inside.push(
        ...halves(item.text).map(delta => send('response.refusal.delta', { ...place, delta })),
        send('response.refusal.done', { ...place, refusal: item.text }),
      );
    } else if (item.type === 'function_call') {
      inside.push(
        ...halves(item.arguments).map(delta => send('response.function_call_arguments.delta', { ...at, delta })),
        send('response.function_call_arguments.done', { ...at, arguments: item.arguments }),
      );
    }
    return [
      send('response.output_item.added', { output_index, item: begun(item) }),
      ...inside,
      send('response.output_item.done', { output_index, item: whole(item) }),
    ];
  };

  const output = items.map(whole);
  return {
    json: response(output, true),
    stream: [
      send('response.created', { response: response([], false) }),
      send('response.in_progress', { response: response([], false) }),
      ...items.flatMap(events),
      send(incomplete ? 'response.incomplete' : 'response.completed', { response: response(output, true) }),
    ],
  };
}
