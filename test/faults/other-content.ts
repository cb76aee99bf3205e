/** Answers that begin with reasoning or with the input of a tool call, in pieces, on the wire of three APIs. */
import { end, headers, send, type Script, type Step } from '../support/fault-server.ts';
import type { PackageName } from '../support/provider-packages.ts';
import { wires, type Chunk } from '../support/wires.ts';

export interface OtherContent {
  name: PackageName;
  kind: 'reasoning' | 'tool input';
  /** What comes before the first delta, the opening of its block included. */
  opening: readonly Chunk[];
  deltas: readonly Chunk[];
  /** What follows the last delta in good order. */
  closing: readonly Chunk[];
}

const PIECES = 10;
const pieces = <Value>(make: (index: number) => Value): Value[] =>
  Array.from({ length: PIECES }, (_, index) => make(index));

/** What all pieces of reasoning say. */
export const REASONING: string = pieces(index => `think ${index} `).join('');
/** What all pieces of the tool's input say. */
export const INPUT: Record<string, string> = { city: pieces(index => `c${index}`).join('') };

const inputPieces = pieces(index => (index === 0 ? `{"city":"c0` : index === PIECES - 1 ? `c${index}"}` : `c${index}`));
const reasoningPieces = pieces(index => `think ${index} `);

const named = (data: { type: string }) => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
const anthropic = (type: string, fields: object = {}) => named({ type, ...fields });
const started = wires.anthropic.stream([]).preamble;
const stopped = (reason: string) => [
  anthropic('content_block_stop', { index: 0 }),
  anthropic('message_delta', { delta: { stop_reason: reason, stop_sequence: null }, usage: { output_tokens: 9 } }),
  anthropic('message_stop'),
];
const block = (content_block: object) => anthropic('content_block_start', { index: 0, content_block });
const blockDelta = (delta: object) => anthropic('content_block_delta', { index: 0, delta });

const chat = (delta: object, finish_reason: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c', model: 'm', created: 1, choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
const usage = { prompt_tokens: 9, completion_tokens: 9, total_tokens: 18 };
const chatEnd = (reason: string) => [
  chat({}, reason),
  `data: ${JSON.stringify({ id: 'c', model: 'm', created: 1, choices: [], usage })}\n\n`,
  'data: [DONE]\n\n',
];
const toolCall = (fields: object) => chat({ tool_calls: [{ index: 0, ...fields }] });

const responses = wires.openaiResponses.stream([]);
const item = { id: 'fc_1', type: 'function_call', call_id: 'call_1', name: 'weather' };
const place = { item_id: 'fc_1', output_index: 0 };
const whole = JSON.stringify(INPUT);

export const OTHER_CONTENT: readonly OtherContent[] = [
  {
    name: 'anthropic',
    kind: 'reasoning',
    opening: [...started, block({ type: 'thinking', thinking: '', signature: '' })],
    deltas: reasoningPieces.map(thinking => blockDelta({ type: 'thinking_delta', thinking })),
    closing: stopped('end_turn'),
  },
  {
    name: 'anthropic',
    kind: 'tool input',
    opening: [...started, block({ type: 'tool_use', id: 'call_1', name: 'weather', input: {} })],
    deltas: inputPieces.map(partial_json => blockDelta({ type: 'input_json_delta', partial_json })),
    closing: stopped('tool_use'),
  },
  {
    name: 'openai-compatible',
    kind: 'reasoning',
    opening: [chat({ role: 'assistant', content: '' })],
    deltas: reasoningPieces.map(reasoning_content => chat({ reasoning_content })),
    closing: chatEnd('stop'),
  },
  {
    name: 'openai chat',
    kind: 'tool input',
    opening: [
      chat({ role: 'assistant', content: null }),
      toolCall({ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '' } }),
    ],
    deltas: inputPieces.map(piece => toolCall({ function: { arguments: piece } })),
    closing: chatEnd('tool_calls'),
  },
  {
    name: 'openai responses',
    kind: 'tool input',
    opening: [
      ...responses.preamble,
      named({
        type: 'response.output_item.added',
        ...place,
        item: { ...item, status: 'in_progress', arguments: '' },
      } as never),
    ],
    deltas: inputPieces.map(delta =>
      named({ type: 'response.function_call_arguments.delta', ...place, delta } as never),
    ),
    closing: [
      named({ type: 'response.function_call_arguments.done', ...place, arguments: whole } as never),
      named({
        type: 'response.output_item.done',
        ...place,
        item: { ...item, status: 'completed', arguments: whole },
      } as never),
      ...responses.finish,
    ],
  },
];

/** The answer, its deltas sent by the given step, up to its end in good order. */
export const answer = ({ opening, closing }: OtherContent, deltas: Step): Script => [
  headers(),
  send(...opening),
  deltas,
  send(...closing),
  end,
];
