/** The callers of these simulations make the requests that `generateText` makes, at the same times. */
import { generateText } from 'ai';
import { afterEach, expect, it, vi } from 'vitest';
import { ask } from './callers.ts';
import { simulate, type FateOf } from './simulation.ts';
import { answer, status } from './upstream.ts';

afterEach(() => vi.unstubAllGlobals());

const scripts: Record<string, { legs: number; fateOf: FateOf }> = {
  'a failure that passes': { legs: 1, fateOf: ({ at }) => (at < 5_000 ? status(503, 10) : answer(50)) },
  'one that does not': { legs: 1, fateOf: () => status(500, 10) },
  'a wrong request': { legs: 1, fateOf: () => status(400, 10) },
  'a wait that is asked for': {
    legs: 1,
    fateOf: ({ at }) => (at < 100 ? status(429, 10, { 'retry-after': '7' }) : answer(5)),
  },
  'a wait in milliseconds': {
    legs: 1,
    fateOf: ({ at }) => (at < 3_000 ? status(429, 10, { 'retry-after-ms': '350' }) : answer(5)),
  },
  'two legs that are down for a while': { legs: 2, fateOf: ({ at }) => (at < 4_000 ? status(529, 30) : answer(5)) },
  'two legs that ask for time': {
    legs: 2,
    fateOf: ({ at }) => (at < 9_000 ? status(503, 10, { 'retry-after': '8' }) : answer(5)),
  },
};

it.each(Object.entries(scripts))('after %s', async (_, { legs, fateOf }) => {
  const fates = Array.from({ length: legs }, () => fateOf);
  const simulated = simulate(fates);
  const call = ask(simulated, 'who');
  await simulated.clock.runOut(1_000_000);

  const real = simulate(fates);
  vi.stubGlobal('setTimeout', real.clock.setTimeout);
  vi.stubGlobal('clearTimeout', real.clock.clearTimeout);
  const text = generateText({ model: real.model, prompt: 'who' }).then(
    result => result.text,
    () => undefined,
  );
  await real.clock.runOut(1_000_000);
  expect(simulated.legs.map(leg => leg.requests)).toEqual(real.legs.map(leg => leg.requests));
  expect((await call).text).toBe(await text);
});
