/** Stream parts that no type allows: what `@ai-sdk/gateway` hands on if its other side sends it. */
import type { StreamPart } from '../../src/sdk-types.ts';
import { usage } from './part-source.ts';

export type OddPart = readonly [name: string, part: unknown];

const throwing = (part: object, key: string): object =>
  Object.defineProperty({ ...part }, key, {
    enumerable: true,
    get() {
      throw new Error(`the getter of ${key}`);
    },
  });

const trap = () => {
  throw new Error('a trap');
};

/** An object that throws whatever is done with it. */
export const untouchable = (): object =>
  new Proxy({}, { get: trap, has: trap, ownKeys: trap, getPrototypeOf: trap, getOwnPropertyDescriptor: trap });

const delta = { type: 'text-delta', id: 't1', delta: 'x' };
const finished = { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage };

/** The bare SDK's stream throws at each of these. */
export const MALFORMED: readonly OddPart[] = [
  ['null', null],
  ['undefined', undefined],
  ['a number', 5],
  ['a string', 'text'],
  ['a list', []],
  ['a part without a type', { delta: 'x' }],
  ['a type that is a number', { type: 7 }],
  ['a text delta without a delta', { type: 'text-delta', id: 't1' }],
  ['a text delta of null', { type: 'text-delta', id: 't1', delta: null }],
  ['a reasoning delta without a delta', { type: 'reasoning-delta', id: 'r1' }],
  ['a tool input delta without a delta', { type: 'tool-input-delta', id: 'c1' }],
  ['a file without data', { type: 'file', mediaType: 'image/png' }],
  ['a reasoning file without data', { type: 'reasoning-file', mediaType: 'image/png' }],
  ['a finish without a reason', { type: 'finish', usage }],
  ['a finish whose reason is null', { ...finished, finishReason: null }],
  ['a finish without usage', { type: 'finish', finishReason: finished.finishReason }],
  ['a finish with empty usage', { ...finished, usage: {} }],
  ['a finish with half the usage', { ...finished, usage: { inputTokens: usage.inputTokens } }],
  ['a type whose getter throws', throwing(delta, 'type')],
  ['a delta whose getter throws', throwing(delta, 'delta')],
  ['a proxy that throws', untouchable()],
];

/** The bare SDK survives each of these. */
export const UNUSUAL: readonly OddPart[] = [
  ['a delta that is a number', { ...delta, delta: 5 }],
  ['a delta of an unknown block', { ...delta, id: 'unknown' }],
  ['a delta without an id', { type: 'text-delta', delta: 'x' }],
  ['a block without an id', { type: 'text-start' }],
  ['an end without an id', { type: 'text-end' }],
  ['an id that is a symbol', { type: 'text-start', id: Symbol('id') }],
  ['a huge id', { type: 'text-start', id: 'x'.repeat(1_000_000) }],
  ['a tool input without a name', { type: 'tool-input-start', id: 'c1' }],
  ['an end of tool input alone', { type: 'tool-input-end', id: 'c1' }],
  ['a tool call without input', { type: 'tool-call', toolCallId: 'c1', toolName: 'look' }],
  ['an empty tool call', { type: 'tool-call' }],
  ['an empty tool result', { type: 'tool-result' }],
  ['an empty source', { type: 'source' }],
  ['an empty custom part', { type: 'custom' }],
  ['an empty raw part', { type: 'raw' }],
  ['empty metadata', { type: 'response-metadata' }],
  ['a start without warnings', { type: 'stream-start' }],
  ['a start whose warnings are no list', { type: 'stream-start', warnings: 5 }],
  ['a proxy of a part', new Proxy(delta, {})],
];

/** Errors of an error part that cannot be rendered. */
export const ODD_ERRORS: readonly (readonly [name: string, error: unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['a symbol', Symbol('error')],
  ['a BigInt', { code: 1n }],
  [
    'a cycle',
    Object.assign(
      {},
      {
        get self(): unknown {
          return this;
        },
      },
    ),
  ],
  ['a getter that throws', throwing({}, 'message')],
  ['a proxy that throws', untouchable()],
];

export const asPart = (part: unknown): StreamPart => part as StreamPart;
