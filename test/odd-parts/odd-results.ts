/** Results of `doGenerate` that violate its type. */
import { goodResult } from './good-parts.ts';
import { cyclic, nested, refusing, revoked, rows, throwing, type Odd } from './odd-value.ts';

const result = (fields: object) => ({ ...goodResult('one two three'), ...fields });
const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(goodResult('one two three')).filter(([name]) => !names.includes(name)));

/** Where nobody finds an answer: the next leg has to give one. */
export const NO_RESULTS: readonly Odd[] = rows([
  ['undefined', () => undefined, 'in memory'],
  ['null', () => null, 'in memory'],
  ['a number', () => 5, 'in memory'],
  ['a string', () => 'one two three', 'in memory'],
  ['a proxy that throws', () => refusing(), 'in memory'],
  ['a revoked proxy', () => revoked(), 'in memory'],
  ['an array', () => []],
  ['an empty object', () => ({})],
  ['without content', () => without('content')],
  ['content null', () => result({ content: null })],
  ['content string', () => result({ content: 'one two three' })],
  ['content number', () => result({ content: 5 })],
  ['content object', () => result({ content: { type: 'text', text: 'one two three' } })],
  ['content that throws', () => throwing(without('content'), 'content'), 'in memory'],
]);

export const ODD_RESULTS: readonly Odd[] = [
  ...NO_RESULTS,
  ...rows([
    ['content with null', () => result({ content: [null, { type: 'text', text: 'one two three' }] })],
    ['content only null', () => result({ content: [null] })],
    ['content with a string', () => result({ content: ['one', { type: 'text', text: 'one two three' }] })],
    ['content without type', () => result({ content: [{}, { type: 'text', text: 'one two three' }] })],
    ['content of unknown type', () => result({ content: [{ type: 'new' }, { type: 'text', text: 'one two three' }] })],
    ['text without text', () => result({ content: [{ type: 'text' }, { type: 'text', text: 'one two three' }] })],
    ['text null', () => result({ content: [{ type: 'text', text: null }] })],
    ['text number', () => result({ content: [{ type: 'text', text: 5 }] })],
    ['text object', () => result({ content: [{ type: 'text', text: { a: 1 } }] })],
    [
      'reasoning without text',
      () => result({ content: [{ type: 'reasoning' }, { type: 'text', text: 'one two three' }] }),
    ],
    [
      'tool-call without input',
      () => result({ content: [{ type: 'tool-call', toolCallId: 'c1', toolName: 'search' }] }),
    ],
    ['file without data', () => result({ content: [{ type: 'file', mediaType: 'image/png' }] })],
    [
      'source without anything',
      () => result({ content: [{ type: 'source' }, { type: 'text', text: 'one two three' }] }),
    ],
    ['without warnings', () => without('warnings')],
    ['warnings null', () => result({ warnings: null })],
    ['warnings string', () => result({ warnings: 'odd' })],
    ['warnings number', () => result({ warnings: 5 }), 'in memory'],
    ['warnings with null', () => result({ warnings: [null] })],
    ['without usage', () => without('usage')],
    ['usage null', () => result({ usage: null })],
    ['usage string', () => result({ usage: 'much' })],
    ['usage of strings', () => result({ usage: { inputTokens: { total: '3' }, outputTokens: { total: '5' } } })],
    ['without finishReason', () => without('finishReason')],
    ['finishReason null', () => result({ finishReason: null })],
    ['finishReason string', () => result({ finishReason: 'stop' })],
    ['finishReason unified null', () => result({ finishReason: { unified: null } })],
    ['finishReason unified object', () => result({ finishReason: { unified: { a: 1 }, raw: { b: 1 } } })],
    ['finishReason that throws', () => throwing(without('finishReason'), 'finishReason'), 'in memory'],
    ['response null', () => result({ response: null }), 'in memory'],
    ['response string', () => result({ response: 'odd', request: 'odd' }), 'in memory'],
    ['response headers odd', () => result({ response: { headers: { a: null, B: 5, c: ['x'] } } }), 'in memory'],
    ['response body cyclic', () => result({ response: { headers: {}, body: cyclic() } }), 'in memory'],
    ['response timestamp garbage', () => result({ response: { timestamp: 'garbage' } }), 'in memory'],
    ['request null', () => result({ request: null }), 'in memory'],
    ['providerMetadata null', () => result({ providerMetadata: null })],
    ['providerMetadata string', () => result({ providerMetadata: 'odd' })],
    ['providerMetadata failover odd', () => result({ providerMetadata: { failover: 'odd' } })],
    ['nested', () => result({ providerMetadata: { a: { b: nested() } } })],
    ['without a prototype', () => Object.assign(Object.create(null), result({})), 'in memory'],
    [
      'frozen',
      () => Object.freeze(result({ content: Object.freeze([{ type: 'text', text: 'one two three' }]) })),
      'in memory',
    ],
  ]),
];
