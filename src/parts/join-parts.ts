/**
 * Fits the parts of a continuation to the stream that broke off: its first text goes on in the block that is still
 * open, its preamble is dropped, and nothing is said twice.
 */
import { trimOverlap } from './overlap.ts';
import type { StreamPart } from '../sdk-types.ts';

/** Parts that a stream has once, at its beginning. */
const PREAMBLE: ReadonlySet<StreamPart['type']> = new Set(['stream-start', 'response-metadata']);

/** A later block of the continuation, under an id that the broken stream cannot have used. */
const renamed = <Part extends { id: string }>(part: Part): Part => ({ ...part, id: `continued ${String(part.id)}` });

/**
 * @param shown the text so far
 * @param openId the text block that is still open
 */
export function joinParts(shown: string, openId: string): (part: StreamPart) => StreamPart[] {
  const trimmer = trimOverlap(shown);
  let isOpen = true;
  let continuedId: string | undefined;

  const delta = (text: string): StreamPart[] => (text === '' ? [] : [{ type: 'text-delta', id: openId, delta: text }]);

  function close(): StreamPart[] {
    if (!isOpen) return [];
    isOpen = false;
    return [...delta(trimmer.end()), { type: 'text-end', id: openId }];
  }

  function ofText(part: Extract<StreamPart, { type: 'text-start' | 'text-delta' | 'text-end' }>): StreamPart[] {
    if (part.type === 'text-start' && continuedId === undefined) continuedId = part.id;
    if (part.id !== continuedId) return [...(part.type === 'text-start' ? close() : []), renamed(part)];
    if (part.type === 'text-start') return [];
    if (part.type === 'text-end') return close();
    // What has no length is no text to the SDK either, and what has one is added as a text.
    return part.delta.length > 0 ? delta(trimmer.push(String(part.delta))) : [];
  }

  return part => {
    if (PREAMBLE.has(part.type)) return [];
    switch (part.type) {
      case 'text-start':
      case 'text-delta':
      case 'text-end':
        return ofText(part);
      case 'reasoning-start':
      case 'reasoning-delta':
      case 'reasoning-end':
        return [renamed(part)];
      case 'finish': {
        const failover = { ...part.providerMetadata?.['failover'], continued: true, continuedAt: shown.length };
        return [...close(), { ...part, providerMetadata: { ...part.providerMetadata, failover } }];
      }
      default:
        return [part];
    }
  };
}
