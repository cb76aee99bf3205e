import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, expect, it, vi } from 'vitest';
import { captureContext } from '../../src/runtime/async-context.ts';

afterEach(() => void vi.unstubAllGlobals());

it('runs a function later, with its arguments, in the context of the moment of capture', () => {
  const storage = new AsyncLocalStorage<string>();
  const run = storage.run('captured', captureContext);
  const seen: unknown[] = [];
  storage.run('other', () => run!((...args: string[]) => void seen.push(storage.getStore(), ...args), 'a', 'b'));
  expect(seen).toEqual(['captured', 'a', 'b']);
});

it.each([
  ['no process', undefined],
  ['a process without modules', {}],
  ['no such module', { getBuiltinModule: () => undefined }],
  ['a module without snapshots', { getBuiltinModule: () => ({ AsyncLocalStorage: () => {} }) }],
  [
    'a look-up that throws',
    {
      getBuiltinModule() {
        throw new Error('not allowed');
      },
    },
  ],
])('there is none where the runtime has %s', (_, process) => {
  vi.stubGlobal('process', process);
  expect(captureContext()).toBeUndefined();
});
