/** Whether a response body, or one frame of a stream, holds anything of the model's: in every format that is known. */
import { isFilled, isList, isObject, itemsOf, read } from '../evidence/safe-read.ts';

/** Fields whose text is the model's. As objects they are settings that the Responses API echoes. */
const TEXTS = [
  'text',
  'delta',
  'response',
  'generated_text',
  'reasoning',
  'reasoning_content',
  'thinking',
  'refusal',
  'partial_json',
  'tool_plan',
];

/** Fields that hold blocks of the model's, calls of tools or media. */
const BLOCKS = ['content', 'tool_calls', 'toolUse', 'function_call', 'reasoningContent', 'images', 'audio'];

/** Blocks that are something without a text in them. */
const WHOLE_BLOCKS = new Set(['tool-call', 'tool_use', 'server_tool_use', 'file', 'reasoning-file']);

/** Fields under which an answer, or a piece of one, stands one floor below. */
const FLOORS = [
  'result',
  'response',
  'output',
  'message',
  'delta',
  'content_block',
  'contentBlockDelta',
  'contentBlockStart',
  'start',
];

/** Lists of answers, of which the first few are looked at. */
const ANSWERS = ['choices', 'candidates', 'results'];
const MAX_ITEMS = 8;
/** Bodies are a few floors high; a value that holds itself has no end. */
const MAX_STEPS = 200;
const MAX_DEPTH = 4;

export function carriesContent(value: unknown): boolean {
  const queue = [value].filter(isObject);
  for (let step = 0; step < Math.min(queue.length, MAX_STEPS); step += 1) {
    const floor = queue[step]!;
    if (holdsContent(floor)) return true;
    for (const key of ANSWERS) queue.push(...itemsOf(read(floor, key), MAX_ITEMS).filter(isObject));
    for (const key of FLOORS) {
      const below = read(floor, key);
      if (isObject(below)) queue.push(below);
    }
  }
  return false;
}

/** Whether there is content on this floor itself. */
function holdsContent(floor: object): boolean {
  if (isList(floor)) return holdsBlocks(floor, 0);
  const type = read(floor, 'type');
  return (
    (typeof type === 'string' && WHOLE_BLOCKS.has(type)) ||
    TEXTS.some(key => isText(read(floor, key))) ||
    BLOCKS.some(key => holdsBlocks(read(floor, key), 0))
  );
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** Whether a field holds more than blocks without text. */
function holdsBlocks(value: unknown, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  if (isList(value)) return itemsOf(value, MAX_ITEMS).some(item => holdsBlocks(item, depth + 1));
  return isObject(value) ? isFilled(value) && !isEmptyBlock(value, depth) : isText(value);
}

/** `{text:''}`, thinking that is not shown, and messages whose own list of blocks is empty. */
function isEmptyBlock(block: object, depth: number): boolean {
  if (read(block, 'text') === '') return true;
  if (read(block, 'type') === 'reasoning') return !isFilled(read(block, 'summary')) && !isText(read(block, 'text'));
  const inner = read(block, 'parts') ?? read(block, 'content');
  return inner !== undefined && !holdsBlocks(inner, depth + 1);
}
