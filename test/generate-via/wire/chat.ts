/** Chat completions, whole and in chunks, with what the hosts of this API add to them. */
import { type Recorded, sse } from '../difference.ts';

export interface ChatMessage {
  content?: string | null;
  /** Further fields of the message, and the deltas that bring them, before the content or after it. */
  extra?: { message: object; deltas?: object[]; after?: object[] };
  toolCalls?: [id: string, name: string, input: string][];
  /** `null` where a host gives none. */
  finish: string | null;
  /** Further fields of the choice, on its last delta. */
  choice?: object;
}

export interface ChatHost {
  usage?: object;
  /** Whether the usage comes in a chunk without choices, at the last choice, or where Groq puts it. */
  usageAt?: 'own chunk' | 'last choice' | 'x_groq';
  /** Fields of the whole answer and of each chunk. */
  head?: object;
}

const USAGE = {
  prompt_tokens: 20,
  completion_tokens: 9,
  total_tokens: 29,
  prompt_tokens_details: { cached_tokens: 8 },
  completion_tokens_details: { reasoning_tokens: 4 },
};

/** Cuts a text in two, so that it has to be put together. */
export const halves = (text: string): string[] => {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)];
};

export function chat(
  { content = null, extra, toolCalls = [], finish, choice = {} }: ChatMessage,
  { usage = USAGE, usageAt = 'own chunk', head = {} }: ChatHost = {},
): Recorded {
  const ids = { id: 'chatcmpl-1', created: 1_767_225_600, model: 'served-model', ...head };
  const chunk = (delta: object, finishReason: string | null = null, rest: object = {}) =>
    sse({
      ...ids,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, finish_reason: finishReason, ...(finishReason && choice) }],
      ...rest,
    });
  const last = {
    'own chunk': {},
    'last choice': { usage },
    x_groq: { x_groq: { id: 'req_1', usage } },
  }[usageAt];
  return {
    json: {
      ...ids,
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content,
            ...extra?.message,
            ...(toolCalls.length > 0 && {
              tool_calls: toolCalls.map(([id, name, input]) => ({
                id,
                type: 'function',
                function: { name, arguments: input },
              })),
            }),
          },
          finish_reason: finish,
          ...choice,
        },
      ],
      usage,
    },
    stream: [
      // The role comes alone, with an empty text, also before a tool call.
      chunk({ role: 'assistant', content: '' }),
      ...(extra?.deltas ?? []).map(delta => chunk(delta)),
      ...(content === null ? [] : halves(content).map(half => chunk({ content: half }))),
      ...(extra?.after ?? []).map(delta => chunk(delta)),
      ...toolCalls.flatMap(([id, name, input], index) => {
        const [first = '', second = ''] = halves(input);
        return [
          chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: first } }] }),
          chunk({ tool_calls: [{ index, function: { arguments: second } }] }),
        ];
      }),
      chunk({}, finish, last),
      ...(usageAt === 'own chunk' ? [sse({ ...ids, object: 'chat.completion.chunk', choices: [], usage })] : []),
      'data: [DONE]\n\n',
    ],
  };
}
