/** Parts of content that violate the types of a stream: whole values, texts, reasoning, tools, files. */
import { nested, refusing, revoked, rows, throwing, type Odd } from './odd-value.ts';

/** Nothing that has a type: the first thing that anyone asks of a part. */
export const NO_OBJECTS: readonly Odd[] = rows([
  ['null', () => null],
  ['a number', () => 42],
  ['zero', () => 0],
  ['a string', () => 'text-delta'],
  ['an empty string', () => ''],
  ['true', () => true],
  ['undefined', () => undefined, 'in memory'],
  ['a BigInt', () => 1n, 'in memory'],
  ['a symbol', () => Symbol('part'), 'in memory'],
]);

const WITHOUT_TYPE = rows([
  ['an empty array', () => []],
  ['an array', () => [{ type: 'text-delta', id: 't1', delta: '' }]],
  ['no type', () => ({ id: 't1', delta: '' })],
  ['an empty object', () => ({})],
  ['type null', () => ({ type: null })],
  ['type number', () => ({ type: 7 })],
  ['type object', () => ({ type: { text: 'delta' } })],
  ['type empty', () => ({ type: '' })],
  ['type unknown', () => ({ type: 'something-new', id: 't1', value: 1 })],
  ['type __proto__', () => ({ type: '__proto__' })],
  ['type constructor', () => ({ type: 'constructor', id: 'constructor' })],
  ['a function', () => () => {}, 'in memory'],
  ['without a prototype', () => Object.assign(Object.create(null), { type: 'something-new' }), 'in memory'],
  ['a type that throws', () => throwing({}, 'type'), 'in memory'],
  ['a proxy that throws', () => refusing(), 'in memory'],
  ['a revoked proxy', () => revoked(), 'in memory'],
]);

const TEXTS = rows([
  ['text-delta without delta', () => ({ type: 'text-delta', id: 't1' })],
  ['text-delta null', () => ({ type: 'text-delta', id: 't1', delta: null })],
  ['text-delta number', () => ({ type: 'text-delta', id: 't1', delta: 5 })],
  ['text-delta object', () => ({ type: 'text-delta', id: 't1', delta: { text: 'odd' } })],
  ['text-delta array', () => ({ type: 'text-delta', id: 't1', delta: ['odd'] })],
  ['text-delta true', () => ({ type: 'text-delta', id: 't1', delta: true })],
  ['text-delta nested', () => ({ type: 'text-delta', id: 't1', delta: nested() })],
  ['text-delta without id', () => ({ type: 'text-delta', delta: 'odd' })],
  ['text-delta id null', () => ({ type: 'text-delta', id: null, delta: 'odd' })],
  ['text-delta id number', () => ({ type: 'text-delta', id: 1, delta: 'odd' })],
  ['text-delta id __proto__', () => ({ type: 'text-delta', id: '__proto__', delta: 'odd' })],
  ['text-delta id unknown', () => ({ type: 'text-delta', id: 'never-started', delta: 'odd' })],
  ['text-delta providerMetadata null', () => ({ type: 'text-delta', id: 't1', delta: '', providerMetadata: null })],
  ['text-delta providerMetadata string', () => ({ type: 'text-delta', id: 't1', delta: '', providerMetadata: 'odd' })],
  ['text-delta that throws', () => throwing({ type: 'text-delta', id: 't1' }, 'delta'), 'in memory'],
  ['text-delta symbol', () => ({ type: 'text-delta', id: 't1', delta: Symbol('odd') }), 'in memory'],
  ['text-start without id', () => ({ type: 'text-start' })],
  ['text-start id null', () => ({ type: 'text-start', id: null })],
  ['text-start id __proto__', () => ({ type: 'text-start', id: '__proto__' })],
  ['text-start again', () => ({ type: 'text-start', id: 't1' })],
  ['text-start id symbol', () => ({ type: 'text-start', id: Symbol('odd') }), 'in memory'],
  ['text-start id refusing', () => ({ type: 'text-start', id: refusing() }), 'in memory'],
  ['text-end without start', () => ({ type: 'text-end', id: 'never-started' })],
  ['text-end without id', () => ({ type: 'text-end' })],
  ['text-end id __proto__', () => ({ type: 'text-end', id: '__proto__' })],
  ['text-end too early', () => ({ type: 'text-end', id: 't1' })],
  ['text-end citations odd', () => ({ type: 'text-end', id: 'never-started', citations: 'odd' })],
]);

const REASONING = rows([
  ['reasoning-delta without delta', () => ({ type: 'reasoning-delta', id: 'r1' })],
  ['reasoning-delta null', () => ({ type: 'reasoning-delta', id: 'r1', delta: null })],
  ['reasoning-delta number', () => ({ type: 'reasoning-delta', id: 'r1', delta: 5 })],
  ['reasoning-delta without start', () => ({ type: 'reasoning-delta', id: 'r1', delta: 'hm' })],
  ['reasoning-start without id', () => ({ type: 'reasoning-start' })],
  ['reasoning-start never ended', () => ({ type: 'reasoning-start', id: 'r1' })],
  ['reasoning-end without start', () => ({ type: 'reasoning-end', id: 'r1' })],
  ['reasoning-end without id', () => ({ type: 'reasoning-end' })],
]);

const TOOLS = rows([
  ['tool-input-start without toolName', () => ({ type: 'tool-input-start', id: 'c1' })],
  ['tool-input-start without id', () => ({ type: 'tool-input-start', toolName: 'search' })],
  ['tool-input-start toolName __proto__', () => ({ type: 'tool-input-start', id: 'c1', toolName: '__proto__' })],
  ['tool-input-delta without delta', () => ({ type: 'tool-input-delta', id: 'c1' })],
  ['tool-input-delta null', () => ({ type: 'tool-input-delta', id: 'c1', delta: null })],
  ['tool-input-delta object', () => ({ type: 'tool-input-delta', id: 'c1', delta: { a: 1 } })],
  ['tool-input-delta without start', () => ({ type: 'tool-input-delta', id: 'c1', delta: '{' })],
  ['tool-input-end without start', () => ({ type: 'tool-input-end', id: 'c1' })],
  ['tool-call without input', () => ({ type: 'tool-call', toolCallId: 'c1', toolName: 'search' })],
  ['tool-call object input', () => ({ type: 'tool-call', toolCallId: 'c1', toolName: 'search', input: { q: 1 } })],
  ['tool-call null input', () => ({ type: 'tool-call', toolCallId: 'c1', toolName: 'search', input: null })],
  ['tool-call broken input', () => ({ type: 'tool-call', toolCallId: 'c1', toolName: 'search', input: '{"q":' })],
  ['tool-call nested input', () => ({ type: 'tool-call', toolCallId: 'c1', toolName: 'search', input: nested() })],
  ['tool-call without toolCallId', () => ({ type: 'tool-call', toolName: 'search', input: '{}' })],
  ['tool-call without toolName', () => ({ type: 'tool-call', toolCallId: 'c1', input: '{}' })],
  ['tool-call toolName __proto__', () => ({ type: 'tool-call', toolCallId: 'c1', toolName: '__proto__', input: '{}' })],
  [
    'tool-call cyclic input',
    () => ({ type: 'tool-call', toolCallId: 'c1', toolName: 'search', input: 1n }),
    'in memory',
  ],
  ['tool-result without call', () => ({ type: 'tool-result', toolCallId: 'c9', toolName: 'search', result: 1 })],
  ['tool-result without anything', () => ({ type: 'tool-result' })],
  ['tool-approval-request without anything', () => ({ type: 'tool-approval-request' })],
]);

const OTHERS = rows([
  ['file without data', () => ({ type: 'file', mediaType: 'image/png' })],
  ['file data null', () => ({ type: 'file', mediaType: 'image/png', data: null })],
  ['file data number', () => ({ type: 'file', mediaType: 'image/png', data: 5 })],
  ['file data without type', () => ({ type: 'file', mediaType: 'image/png', data: {} })],
  ['file without mediaType', () => ({ type: 'file', data: { type: 'data', data: 'AAAA' } })],
  ['reasoning-file without data', () => ({ type: 'reasoning-file', mediaType: 'image/png' })],
  ['source without url', () => ({ type: 'source', sourceType: 'url', id: 's1' })],
  ['source without anything', () => ({ type: 'source' })],
  ['custom without kind', () => ({ type: 'custom' })],
]);

export const ODD_CONTENT: readonly Odd[] = [
  ...NO_OBJECTS,
  ...WITHOUT_TYPE,
  ...TEXTS,
  ...REASONING,
  ...TOOLS,
  ...OTHERS,
];
