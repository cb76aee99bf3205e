/** One scenario of the mocks, shared by overlapping requests of a Worker, some of which are cancelled in its midst. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { concurrently } from '../support/concurrently.ts';
import { startPlainWorker, type PlainWorker } from './start-worker.ts';

let worker: PlainWorker;
beforeAll(async () => {
  worker = await startPlainWorker({
    contents: "export { default } from './test/plain-worker/mocks-worker.ts';",
    self: 'SELF',
  });
});
afterAll(() => worker[Symbol.asyncDispose]());

const ask = async (query: string): Promise<string> => {
  try {
    return await (await fetch(new URL(`?${query}`, worker.url))).text();
  } catch {
    // The stream of a cancelled request breaks off.
    return 'cut';
  }
};

it.each(['fetch', 'respond'])('by %s: each gets its own answer, whoever is cancelled beside it', async via => {
  let cut = 0;
  await concurrently([...Array(200).keys()], 50, async index => {
    const how = `via=${via}${index % 2 === 0 ? '&stream' : ''}`;
    if (index % 5 > 0) return expect(await ask(`${how}&caller=${index}`)).toBe(`answer for ${index}`);
    if ((await ask(`${how}&caller=cut-${index}&cut=${index % 25}`)) !== `answer for cut-${index}`) cut += 1;
  });
  expect(cut).toBeGreaterThan(10);
  expect(worker.logs.filter(line => line.includes('hung'))).toEqual([]);
});
