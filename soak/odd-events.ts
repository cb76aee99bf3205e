/** Parts that violate the SDK's types, which a gateway's package hands on unvalidated. None of them shows any text. */
import type { Dice } from './faults.ts';

/** The bare SDK delivers the answer whole in spite of these. */
const HARMLESS: readonly unknown[] = [
  { type: 'raw' },
  { type: 'ping', delta: null },
  { type: 'response-metadata', timestamp: 'garbage', id: { a: 1 } },
  { type: 'stream-start' },
  { type: 'stream-start', warnings: null },
  { type: 'text-delta', id: 't1', delta: 5 },
  { type: 'text-end', id: '__proto__' },
  { type: 'source', sourceType: 'url', id: 's1' },
  { type: 'custom' },
];

/** Each of these may end the stream: then its reader gets an error, or a generate call another leg's answer. */
const HARMFUL: readonly unknown[] = [
  null,
  { type: 'text-delta', id: 't1' },
  { type: 'text-delta', id: 't1', delta: null },
  { type: 'reasoning-delta', id: 'r1', delta: null },
  { type: 'tool-input-delta', id: 'c1' },
  { type: 'file', mediaType: 'image/png' },
  { type: 'error' },
  { type: 'error', error: { message: { text: 'it broke' }, statusCode: '5oo' } },
];

/** In the place of the finish. */
const ENDS: readonly unknown[] = [
  { type: 'finish' },
  { type: 'finish', finishReason: 'stop', usage: null },
  { type: 'finish', finishReason: { unified: null }, usage: { inputTokens: null } },
];

const event = (part: unknown): string => `data: ${JSON.stringify(part)}\n\n`;

/** The events of a good stream with something odd in it. */
export interface Events {
  preamble: readonly string[];
  parts: readonly string[];
  finish: readonly string[];
}

/** Something harmless anywhere, something harmful after the first content, or an odd end. */
export function withSomethingOdd(events: Events, dice: Dice): Events {
  const { preamble, parts, finish } = events;
  const insert = (part: unknown, from: number) => {
    const at = from + dice.below(parts.length + 1 - from);
    return { ...events, parts: [...parts.slice(0, at), event(part), ...parts.slice(at)] };
  };
  switch (dice.below(3)) {
    case 0:
      return insert(dice.one(HARMLESS), 0);
    case 1:
      return insert(dice.one(HARMFUL), 1);
    default:
      return { preamble, parts, finish: [...finish.slice(0, -1), event(dice.one(ENDS))] };
  }
}
