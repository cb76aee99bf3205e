/** Parts around the content that violate the types of a stream: starts, metadata, raw values, finishes. */
import { nested, refusing, rows, throwing, type Odd } from './odd-value.ts';
import { GOOD_USAGE } from './good-parts.ts';

const finish = (fields: object) => ({
  type: 'finish',
  finishReason: { unified: 'stop', raw: 'stop' },
  usage: GOOD_USAGE,
  ...fields,
});

/** Stand in the place of the good start where they are the first part. */
export const ODD_STARTS: readonly Odd[] = rows([
  ['stream-start without warnings', () => ({ type: 'stream-start' })],
  ['stream-start warnings null', () => ({ type: 'stream-start', warnings: null })],
  ['stream-start warnings string', () => ({ type: 'stream-start', warnings: 'odd' })],
  ['stream-start warnings number', () => ({ type: 'stream-start', warnings: 3 })],
  ['stream-start warnings object', () => ({ type: 'stream-start', warnings: { a: 1 } })],
  ['stream-start warnings with null', () => ({ type: 'stream-start', warnings: [null, 5] })],
  ['stream-start warnings that throw', () => throwing({ type: 'stream-start' }, 'warnings'), 'in memory'],
]);

const METADATA = rows([
  ['stream-start again', () => ({ type: 'stream-start', warnings: [] })],
  ['response-metadata timestamp garbage', () => ({ type: 'response-metadata', timestamp: 'garbage' })],
  ['response-metadata timestamp string', () => ({ type: 'response-metadata', timestamp: '2026-11-01T00:00:00Z' })],
  ['response-metadata timestamp number', () => ({ type: 'response-metadata', timestamp: 1_700_000_000 })],
  ['response-metadata timestamp null', () => ({ type: 'response-metadata', timestamp: null })],
  ['response-metadata invalid date', () => ({ type: 'response-metadata', timestamp: new Date(NaN) }), 'in memory'],
  ['response-metadata id object', () => ({ type: 'response-metadata', id: { a: 1 }, modelId: 5 })],
  ['response-metadata id nested', () => ({ type: 'response-metadata', id: nested() })],
  ['response-metadata that throws', () => throwing({ type: 'response-metadata' }, 'id', 'modelId'), 'in memory'],
  ['raw without rawValue', () => ({ type: 'raw' })],
  ['raw nested', () => ({ type: 'raw', rawValue: nested() })],
  ['raw refusing', () => ({ type: 'raw', rawValue: refusing() }), 'in memory'],
  ['ping with more', () => ({ type: 'ping', delta: null, id: null })],
]);

const FINISHES = rows([
  ['finish without finishReason', () => finish({ finishReason: undefined })],
  ['finish finishReason null', () => finish({ finishReason: null })],
  ['finish finishReason string', () => finish({ finishReason: 'stop' })],
  ['finish finishReason number', () => finish({ finishReason: 0 })],
  ['finish finishReason empty', () => finish({ finishReason: {} })],
  ['finish finishReason unified null', () => finish({ finishReason: { unified: null, raw: null } })],
  ['finish finishReason unified object', () => finish({ finishReason: { unified: { a: 1 }, raw: { b: 2 } } })],
  ['finish finishReason raw object', () => finish({ finishReason: { unified: 'stop', raw: { a: 1 } } })],
  ['finish finishReason that throws', () => throwing(finish({}), 'finishReason'), 'in memory'],
  ['finish without usage', () => finish({ usage: undefined })],
  ['finish usage null', () => finish({ usage: null })],
  ['finish usage string', () => finish({ usage: 'much' })],
  ['finish usage empty', () => finish({ usage: {} })],
  ['finish usage with null', () => finish({ usage: { inputTokens: null, outputTokens: null } })],
  ['finish usage of strings', () => finish({ usage: { inputTokens: { total: '3' }, outputTokens: { total: '5' } } })],
  ['finish usage that throws', () => throwing(finish({}), 'usage'), 'in memory'],
  ['finish usage BigInt', () => finish({ usage: { inputTokens: { total: 3n }, outputTokens: 5n } }), 'in memory'],
  ['finish with type only', () => ({ type: 'finish' })],
  ['finish providerMetadata null', () => finish({ providerMetadata: null })],
  ['finish providerMetadata string', () => finish({ providerMetadata: 'odd' })],
  ['finish providerMetadata failover odd', () => finish({ providerMetadata: { failover: 'odd' } })],
  ['finish providerMetadata nested', () => finish({ providerMetadata: { a: { b: nested() } } })],
]);

export const ODD_FRAMES: readonly Odd[] = [...METADATA, ...FINISHES];

/** A finish that comes twice is odd by its number only. */
export const FINISH_TWICE: Odd = { name: 'finish twice', make: () => finish({}), isMemoryOnly: false };
