/** The parts of a stream that say what a whole answer says: as a provider would have streamed it, in one delta a block. */
import { listOf } from './part-shape.ts';
import type { GenerateResult, StreamPart } from '../sdk-types.ts';

type Content = GenerateResult['content'][number];
type Block = Extract<Content, { type: 'text' | 'reasoning' }>;

const hasText = (text: string | undefined): text is string => text !== undefined && text.length > 0;

function blockParts(block: Block, id: string): StreamPart[] {
  const { type, text, providerMetadata } = block;
  const told = providerMetadata && { providerMetadata };
  const citations = type === 'text' ? block.citations : undefined;
  // A block without a word may carry something: the signature of thinking that is not shown.
  if (!hasText(text) && !told && !citations?.length) return [];
  return [
    { type: `${type}-start`, id, ...told },
    ...(hasText(text) ? [{ type: `${type}-delta` as const, id, delta: text }] : []),
    // The metadata of an end replaces that of its start.
    { type: `${type}-end`, id, ...told, ...(citations && { citations }) } as StreamPart,
  ];
}

function contentParts(part: Content, index: number): StreamPart[] {
  if (part.type === 'text' || part.type === 'reasoning') return blockParts(part, `${part.type}-${index}`);
  return [part];
}

/** @param result one that was found to be an answer */
export function replayParts({
  content,
  finishReason,
  usage,
  providerMetadata,
  response,
  warnings,
}: GenerateResult): StreamPart[] {
  const { id, timestamp, modelId } = response ?? {};
  const metadata = {
    ...(id !== undefined && { id }),
    ...(timestamp !== undefined && { timestamp }),
    ...(modelId !== undefined && { modelId }),
  };
  return [
    { type: 'stream-start', warnings: [...listOf(warnings)] },
    ...(Object.keys(metadata).length > 0 ? [{ type: 'response-metadata' as const, ...metadata }] : []),
    ...content.flatMap(contentParts),
    { type: 'finish', finishReason, usage, ...(providerMetadata && { providerMetadata }) },
  ];
}
