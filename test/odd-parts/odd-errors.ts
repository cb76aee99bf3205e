/** Errors that a provider may put into an error part, or throw, and that resist whoever wants to read them. */
import { cyclic, nested, refusing, revoked, rows, throwing, type Odd } from './odd-value.ts';

const HUGE = 1_000_000;

/** What may be thrown; in an error part each stands as `error`. */
export const ODD_ERRORS: readonly Odd[] = rows([
  ['undefined', () => undefined],
  ['null', () => null],
  ['an empty string', () => ''],
  ['a string', () => 'it broke'],
  ['a number', () => 500],
  ['false', () => false],
  ['an array', () => [null, 'it broke']],
  ['an empty object', () => ({})],
  ['message null', () => ({ message: null, code: null, type: null, status: null })],
  ['message object', () => ({ message: { text: 'it broke' }, statusCode: '5oo' })],
  ['error in error', () => ({ error: { error: { error: { error: null } } } })],
  ['huge text', () => 'x'.repeat(HUGE)],
  ['huge message', () => ({ message: 'it broke '.repeat(HUGE / 9) })],
  ['nested', () => ({ message: 'it broke', data: nested() })],
  ['a BigInt', () => 1n, 'in memory'],
  ['with a BigInt', () => ({ message: 'it broke', code: 5n }), 'in memory'],
  ['a symbol', () => Symbol('broke'), 'in memory'],
  ['a function', () => () => {}, 'in memory'],
  ['cyclic', () => cyclic(), 'in memory'],
  ['cyclic cause', () => Object.assign(new Error('it broke'), { cause: cyclic(), errors: [cyclic()] }), 'in memory'],
  [
    'its own cause',
    () => {
      const error = new Error('it broke');
      return Object.assign(error, { cause: error, errors: [error] });
    },
    'in memory',
  ],
  ['throwing getters', () => throwing(new Error('it broke'), 'message', 'name', 'stack', 'cause'), 'in memory'],
  ['throwing statusCode', () => throwing({ message: 'it broke' }, 'statusCode', 'responseBody', 'data'), 'in memory'],
  ['a proxy that throws', () => refusing(), 'in memory'],
  ['a proxy of an error that throws', () => refusing(new Error('it broke')), 'in memory'],
  ['a revoked proxy', () => revoked(), 'in memory'],
  ['a frozen error', () => Object.freeze(new Error('it broke')), 'in memory'],
  ['without a prototype', () => Object.assign(Object.create(null), { message: 'it broke' }), 'in memory'],
  ['message not a string', () => Object.assign(new Error('it broke'), { message: 5, name: null }), 'in memory'],
  [
    'toString throws',
    () => ({
      toString() {
        throw new Error('no');
      },
      toJSON() {
        throw new Error('no');
      },
    }),
    'in memory',
  ],
  ['a URL', () => new URL('https://example.test/?key=1'), 'in memory'],
  ['a promise', () => Promise.resolve('it broke'), 'in memory'],
  ['nobody’s AbortError', () => new DOMException('This operation was aborted', 'AbortError'), 'in memory'],
]);
