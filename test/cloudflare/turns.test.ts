import fc from 'fast-check';
import { expect, it } from 'vitest';
import { takeTurn, type Turn } from '../../src/cloudflare/turns.ts';

const settle = () => new Promise(resolve => setTimeout(resolve, 0));

it('gives turns in the order of asking', async () => {
  const shared = {};
  const order: number[] = [];
  const calls = [0, 1, 2, 3].map(async number => {
    const turn = await takeTurn([shared], undefined);
    order.push(number);
    await settle();
    turn.end();
  });
  await settle();
  expect(order[0]).toBe(0);
  await Promise.all(calls);
  expect(order).toEqual([0, 1, 2, 3]);
});

it('lets those run side by side who share nothing', async () => {
  const turns = await Promise.all([takeTurn([{}], undefined), takeTurn([{}, {}], undefined)]);
  expect(turns).toHaveLength(2);
});

it('takes an object that is named twice once', async () => {
  const shared = {};
  (await takeTurn([shared, shared], undefined)).end();
  await expect(takeTurn([shared], undefined)).resolves.toBeDefined();
});

it('holds up only those who share an object with a stuck turn, until it ends', async () => {
  const [a, b] = [{}, {}];
  const stuck = await takeTurn([a], undefined);
  const both = takeTurn([a, b], undefined).catch((error: Error) => error.message);
  const other = takeTurn([b], undefined);
  stuck.markStuck();
  expect(await both).toMatch(/never ended/);
  (await other).end();
  await expect(takeTurn([b, a], undefined)).rejects.toThrow('never ended');
  stuck.end();
  (await takeTurn([a, b], undefined)).end();
});

it('starts and fails nobody when a turn is called stuck after its end', async () => {
  const shared = {};
  const first = await takeTurn([shared], undefined);
  const running = takeTurn([shared], undefined);
  let third = 'waiting';
  void takeTurn([shared], undefined).then(
    () => (third = 'running'),
    () => (third = 'failed'),
  );
  first.end();
  const second = await running;
  first.markStuck();
  await settle();
  expect(third).toBe('waiting');
  second.end();
  await settle();
  expect(third).toBe('running');
});

it('rejects at once with the reason of a signal that is aborted already', async () => {
  const shared = {};
  await expect(takeTurn([shared], AbortSignal.abort('no'))).rejects.toBe('no');
  (await takeTurn([shared], undefined)).end();
});

it('never lets two run that share an object, and serves everyone who stays, whoever leaves', async () => {
  const call = fc.record({
    objects: fc.uniqueArray(fc.nat({ max: 3 }), { minLength: 1 }),
    leavesAfter: fc.option(fc.nat({ max: 6 }), { nil: undefined }),
    runsFor: fc.nat({ max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 12 }), async calls => {
      const objects = [{}, {}, {}, {}];
      const busy = new Set<object>();
      const tick = async (count: number) => {
        for (let index = 0; index < count; index += 1) await Promise.resolve();
      };
      const outcomes = calls.map(async ({ objects: indexes, leavesAfter, runsFor }) => {
        const mine = indexes.map(index => objects[index]!);
        const controller = new AbortController();
        if (leavesAfter !== undefined) void tick(leavesAfter).then(() => controller.abort('left'));
        let turn: Turn;
        try {
          turn = await takeTurn(mine, controller.signal);
        } catch (error) {
          expect(error).toBe('left');
          return;
        }
        for (const object of mine) expect(busy.has(object)).toBe(false);
        for (const object of mine) busy.add(object);
        await tick(runsFor);
        for (const object of mine) busy.delete(object);
        turn.end();
      });
      await Promise.all(outcomes);
    }),
  );
});
