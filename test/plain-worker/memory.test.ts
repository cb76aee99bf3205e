/** What workerd holds after many requests: no more with a chain than with its primary alone. */
import { describe, expect, it } from 'vitest';
import { concurrently } from '../support/concurrently.ts';
import { sized } from '../support/run-length.ts';
import { startPlainWorker, type PlainWorker } from './start-worker.ts';
import { startUpstream } from './upstream.ts';

const REQUESTS = sized({ usual: 100, bounded: 200, full: 4_000 });
const MAX_DIFFERENCE_MB = 40;

async function askMany({ url }: PlainWorker, count: number): Promise<void> {
  await concurrently([...Array(count).keys()], 50, async index => {
    const text = `answer-${index}`;
    const query = new URLSearchParams({ prompt: JSON.stringify({ text }), ...(index % 2 === 0 && { stream: '' }) });
    expect(await (await fetch(new URL(`?${query}`, url))).text()).toBe(`${text} by a`);
  });
}

/** Megabytes by which it grows once all code is warm. */
async function growthMb(how: 'bare' | 'routed'): Promise<number | undefined> {
  await using upstream = await startUpstream();
  await using worker = await startPlainWorker({
    contents: "export { default } from './test/plain-worker/memory-worker.ts';",
    bindings: { UPSTREAM: upstream.url, HOW: how },
    flags: ['enable_request_signal'],
    v8Flags: '--expose-gc',
  });
  const rssMb = async () => {
    for (let time = 0; time < 2; time += 1) await (await fetch(worker.url)).text();
    return worker.rssMb();
  };
  await askMany(worker, REQUESTS / 2);
  const warm = await rssMb();
  await askMany(worker, REQUESTS);
  const after = await rssMb();
  expect(worker.logs).toEqual([]);
  return warm === undefined || after === undefined ? undefined : after - warm;
}

describe('the memory of workerd', () => {
  it('grows no more with a chain than without', { timeout: 900_000 }, async () => {
    const [bare, routed] = [await growthMb('bare'), await growthMb('routed')];
    console.log(`${REQUESTS} requests: ${bare?.toFixed(0)} MB without a chain, ${routed?.toFixed(0)} MB with one`);
    expect((routed ?? 0) - (bare ?? 0)).toBeLessThan(MAX_DIFFERENCE_MB);
  });
});
