/**
 * Puts the parts of a stream together to the content of a generate result: blocks are merged by id and stand where they
 * began, whatever came between their deltas; whole parts stand where they came.
 */
import type { GenerateResult, StreamPart } from '../sdk-types.ts';

type Content = GenerateResult['content'][number];
type Block = Extract<Content, { type: 'text' | 'reasoning' }>;
type BlockPart = Extract<StreamPart, { type: `${Block['type']}-${'start' | 'delta' | 'end'}` }>;

/** Told early because a stream can: the finish says the same, and the generate result has no such part. */
const STREAM_ONLY: ReadonlySet<string> = new Set(['anthropic.message_start']);

export interface ContentCollector {
  add(part: StreamPart): void;
  /** What was collected so far. */
  content(): Content[];
}

/**
 * Chat parsers open a block for an empty first delta; their generate results have none. An empty block with metadata
 * carries something, like the signature of thinking that is not shown.
 */
const isEmpty = (part: Content) =>
  (part.type === 'text' || part.type === 'reasoning') && part.text === '' && part.providerMetadata === undefined;

export function collectContent(): ContentCollector {
  const content: Content[] = [];
  // A text and a reasoning may have the same id, and an id may come again when its block has ended.
  const open = { text: new Map<string, Block>(), reasoning: new Map<string, Block>() };

  function start(type: Block['type'], id: string): Block {
    const block: Block = { type, text: '' };
    open[type].set(id, block);
    content.push(block);
    return block;
  }

  function addToBlock(type: Block['type'], part: BlockPart): void {
    const isStart = part.type === 'text-start' || part.type === 'reasoning-start';
    // A delta outside a block still is a part of the answer.
    const block = (isStart ? undefined : open[type].get(part.id)) ?? start(type, part.id);
    // What has no length is no text to the SDK either.
    if ('delta' in part && part.delta.length > 0) block.text += part.delta;
    // The whole of it replaces what was there, as in the SDK's own streams: providers repeat what they want kept.
    if (part.providerMetadata !== undefined) block.providerMetadata = part.providerMetadata;
    if (part.type === 'text-end' || part.type === 'reasoning-end') open[type].delete(part.id);
    if (part.type === 'text-end' && part.citations && block.type === 'text') block.citations = part.citations;
  }

  function add(part: StreamPart): void {
    switch (part.type) {
      case 'text-start':
      case 'text-delta':
      case 'text-end':
        addToBlock('text', part);
        break;
      case 'reasoning-start':
      case 'reasoning-delta':
      case 'reasoning-end':
        addToBlock('reasoning', part);
        break;
      case 'tool-result':
        // A preliminary result is replaced by the next; only the last one is the answer's.
        if (!part.preliminary) content.push(part);
        break;
      case 'custom':
        if (!STREAM_ONLY.has(part.kind)) content.push(part);
        break;
      case 'tool-call':
      case 'tool-approval-request':
      case 'file':
      case 'reasoning-file':
      case 'source':
        content.push(part);
        break;
      default:
        // Tool input deltas are told once more, whole, by the tool call. The rest is no content.
        break;
    }
  }

  return { add, content: () => content.filter(part => !isEmpty(part)) };
}
