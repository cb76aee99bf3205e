/** What a canary finds is told, and a leg that canaries reach is none that was never used. */
import { expect, it } from 'vitest';
import { UNUSED_MS } from '../../src/guards/usage-guard.ts';
import type { FailoverEvent } from '../../src/index.ts';
import { apiError, rig, type Rig } from './rig.ts';

const told = ({ events }: Rig, type: FailoverEvent['type']) =>
  events.flatMap(event => (event.type === type && 'leg' in event ? [event.leg] : []));

/** The host name does not resolve: a network failure, and none that a wait mends. */
const unresolved = () =>
  Object.assign(new TypeError('fetch failed'), {
    cause: Object.assign(new Error('getaddrinfo ENOTFOUND nowhere.invalid'), { code: 'ENOTFOUND' }),
  });

it('a lasting failure that is none of configuration elsewhere is raised as `config`, once a minute', async () => {
  const on = rig({ legs: { a: {}, b: {} }, health: false });
  on.fates['b'] = unresolved();
  for (let call = 0; call < 3; call += 1) expect((await on.ask()).text).toBe('a');
  expect(on.events.filter(event => event.type === 'config')).toMatchObject([
    {
      leg: 'b',
      failure: {
        rule: 'network:dns',
        remedy: 'The host name does not resolve: check baseURL, and whether this machine has a network.',
      },
    },
  ]);
  await on.clock.advance(59_999);
  await on.ask();
  expect(told(on, 'config')).toEqual(['b']);
  await on.clock.advance(1);
  await on.ask();
  expect(told(on, 'config')).toEqual(['b', 'b']);
});

it('the same failure of a leg that is no canary is not', async () => {
  const on = rig({ legs: { a: {}, b: {} }, canary: { fraction: 0 } });
  on.fates['a'] = unresolved();
  expect((await on.ask()).order).toEqual(['a', 'b']);
  expect(told(on, 'config')).toEqual([]);
});

it.each([
  ['passes', apiError(503, 'The server is down')],
  ['is of this prompt', apiError(400, "This model's maximum context length is 10 tokens")],
  ['is of this request', apiError(400, 'tool_choice: Input should be a valid dictionary')],
])('one that %s is not, also of a canary', async (_, error) => {
  const on = rig({ legs: { a: {}, b: {} } });
  on.fates['b'] = error;
  expect((await on.ask()).order).toEqual(['b', 'a']);
  expect(told(on, 'config')).toEqual([]);
});

it('legs that canaries reach in their turn are not told of as never used, however seldom that is', async () => {
  const on = rig({ canary: { perHour: 0.5 }, random: () => 0 });
  for (let hour = 0; hour < 24; hour += 1) {
    await on.ask();
    await on.clock.advance(UNUSED_MS);
  }
  expect(new Set(on.asked)).toEqual(new Set(['a', 'b', 'c']));
  expect(told(on, 'leg-never-used')).toEqual([]);
});

it('one that they do not reach is: something holds it back each time', async () => {
  const on = rig({ canary: { perHour: 2 }, random: () => 0 });
  on.model.health?.isolate('c');
  for (let hour = 0; hour < 5; hour += 1) {
    await on.ask();
    await on.ask();
    await on.clock.advance(UNUSED_MS);
  }
  expect(new Set(on.asked)).toEqual(new Set(['a', 'b']));
  expect(told(on, 'leg-never-used')).toEqual(['c']);
});

it('of a share of the calls as of so many in an hour', async () => {
  let draw = 1;
  const on = rig({ legs: { a: {}, b: {} }, canary: { fraction: 0.01 }, random: () => Math.min(draw, 0.999) });
  const calls = async (count: number) => {
    for (let call = 0; call < count; call += 1) await on.ask();
    await on.clock.advance(UNUSED_MS);
  };
  // Of 200 calls two were to be expected: that none came is chance.
  await calls(200);
  await calls(1);
  expect(told(on, 'leg-never-used')).toEqual([]);
  // Of 400 four.
  await calls(200);
  expect(told(on, 'leg-never-used')).toEqual(['b']);
  draw = 0;
  await calls(1);
  expect(on.asked.at(-1)).toBe('b');
});
