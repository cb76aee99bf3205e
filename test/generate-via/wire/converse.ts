/** Bedrock's Converse: content blocks, whole and in frames. */
import { eventStreamFrame } from '../../support/event-stream-frame.ts';
import type { Recorded } from '../difference.ts';
import { halves } from './chat.ts';

export type ConverseBlock =
  | { text: string }
  | { reasoningContent: { reasoningText: { text: string; signature: string } } }
  | { reasoningContent: { redactedContent: string } }
  | { toolUse: { toolUseId: string; name: string; input: object } };

const USAGE = { inputTokens: 12, outputTokens: 9, totalTokens: 29, cacheReadInputTokens: 8 };

function pieces(block: ConverseBlock): { start?: object; deltas: object[] } {
  if ('text' in block) return { deltas: halves(block.text).map(text => ({ text })) };
  if ('toolUse' in block) {
    const { toolUseId, name, input } = block.toolUse;
    return {
      start: { toolUse: { toolUseId, name } },
      deltas: halves(JSON.stringify(input)).map(half => ({ toolUse: { input: half } })),
    };
  }
  const { reasoningContent } = block;
  if ('redactedContent' in reasoningContent) return { deltas: [block] };
  const { text, signature } = reasoningContent.reasoningText;
  return {
    deltas: [...halves(text).map(half => ({ text: half })), { signature }].map(part => ({ reasoningContent: part })),
  };
}

export function converse(content: ConverseBlock[], stopReason: string, usage: object = USAGE): Recorded {
  return {
    contentType: 'application/vnd.amazon.eventstream',
    json: { output: { message: { role: 'assistant', content } }, stopReason, usage, metrics: { latencyMs: 1 } },
    stream: [
      eventStreamFrame('messageStart', { role: 'assistant' }),
      ...content.flatMap((block, contentBlockIndex) => {
        const { start, deltas } = pieces(block);
        return [
          ...(start ? [eventStreamFrame('contentBlockStart', { contentBlockIndex, start })] : []),
          ...deltas.map(delta => eventStreamFrame('contentBlockDelta', { contentBlockIndex, delta })),
          eventStreamFrame('contentBlockStop', { contentBlockIndex }),
        ];
      }),
      eventStreamFrame('messageStop', { stopReason }),
      eventStreamFrame('metadata', { usage, metrics: { latencyMs: 1 } }),
    ],
  };
}
