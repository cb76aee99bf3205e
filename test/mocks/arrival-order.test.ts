/** The order in which requests take their steps, whatever becomes of those before them. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { arrivalOrder } from '../../mocks/arrival-order.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const after = <Value>(ms: number, value: Value): Promise<Value> =>
  new Promise(resolve => setTimeout(() => resolve(value), ms));

/** Requests by the times at which their bodies are read; what was taken, and when. */
function requests(bodies: readonly (number | undefined)[]) {
  const inOrder = arrivalOrder();
  const began = Date.now();
  const taken: string[] = [];
  bodies.forEach((ms, index) => {
    const body = ms === undefined ? new Promise<never>(() => {}) : after(ms, String.fromCharCode(97 + index));
    void inOrder(body, name => void taken.push(`${name} ${Date.now() - began}`));
  });
  return taken;
}

it.each<[string, (number | undefined)[], string[]]>([
  ['those that are read earlier wait', [300, 1, 2], ['a 300', 'b 300', 'c 300']],
  ['one that is never read is waited for once', [undefined, 1, 2, 3], ['b 1001', 'c 1001', 'd 1001']],
  ['its end keeps the order of all others', [undefined, 400, 1, 100], ['b 1001', 'c 1001', 'd 1001']],
  ['one that is read too late waits for nobody', [1_500, 1, 1_200], ['b 1001', 'c 1200', 'a 1500']],
  ['two that are never read', [undefined, 1, undefined, 2], ['b 1001', 'd 1002']],
])('%s', async (_, bodies, expected) => {
  const taken = requests(bodies);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(taken).toEqual(expected);
  expect(vi.getTimerCount()).toBe(0);
});

it('what fails keeps nobody', async () => {
  const inOrder = arrivalOrder();
  const settled = Promise.allSettled([
    inOrder(after(30, 'a'), () => {
      throw new Error('no step');
    }),
    inOrder(Promise.reject(new Error('not read')), () => 'b'),
    inOrder(after(1, 'c'), name => name),
    inOrder('d', name => name),
  ]);
  await vi.advanceTimersByTimeAsync(30);
  expect((await settled).map(result => (result.status === 'fulfilled' ? result.value : 'failed'))).toEqual([
    'failed',
    'failed',
    'c',
    'd',
  ]);
});
