import { expect, it } from 'vitest';
import { createVirtualClock } from '../../src/drill/virtual-clock.ts';

it('goes on to whatever is due next, in the order of the times', async () => {
  const clock = createVirtualClock();
  const seen: [string, number][] = [];
  const note = (name: string) => () => void seen.push([name, clock.elapsed()]);
  clock.setTimeout(note('late'), 3_600_000);
  clock.setTimeout(note('soon'), 10);
  clock.setTimeout(note('also soon'), 10);
  clock.clearTimeout(clock.setTimeout(note('never'), 5));
  expect(await clock.run(clock.wait(3_600_001, undefined), 4_000_000)).toBe(true);
  expect(seen).toEqual([
    ['soon', 10],
    ['also soon', 10],
    ['late', 3_600_000],
  ]);
});

it('says when nothing will ever happen, or not within so long', async () => {
  const clock = createVirtualClock();
  expect(await clock.run(new Promise(() => {}), 1_000)).toBe(false);
  expect(await clock.run(clock.wait(2_000, undefined), 1_000)).toBe(false);
  expect(clock.elapsed()).toBe(0);
});

it('stands still for what takes real time', async () => {
  const clock = createVirtualClock();
  const outside = clock.hold(new Promise(resolve => void setTimeout(resolve, 20)));
  const first = Promise.race([outside, clock.wait(1, undefined).then(() => 'virtual')]);
  await clock.run(Promise.resolve(first), 1_000);
  expect(await first).toBeUndefined();
});

it('does not stand still for ever', async () => {
  const clock = createVirtualClock(1);
  const first = Promise.race([clock.hold(new Promise(() => {})), clock.wait(500, undefined).then(() => 'virtual')]);
  expect(await clock.run(Promise.resolve(first), 1_000)).toBe(true);
  expect(await first).toBe('virtual');
});

it('ends with the signal, also while it stands still', async () => {
  const clock = createVirtualClock();
  const controller = new AbortController();
  const never = Promise.resolve(clock.hold(new Promise(() => {})));
  const running = clock.run(never, 1_000, controller.signal);
  controller.abort('enough');
  await expect(running).rejects.toBe('enough');
});

it('ends a wait with the reason of its signal', async () => {
  const clock = createVirtualClock();
  const controller = new AbortController();
  const waiting = clock.wait(1_000, controller.signal);
  controller.abort('enough');
  await expect(waiting).rejects.toBe('enough');
  await expect(clock.wait(1, controller.signal)).rejects.toBe('enough');
  expect(await clock.run(new Promise(() => {}), 10_000)).toBe(false);
  expect(clock.elapsed()).toBe(0);
});
