/** Thousands of requests over one isolate, fifty at a time, to upstreams that fail in every way; some clients leave. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Called } from '../../soak/call.ts';
import { answerTo, nonceOf } from '../../soak/nonce.ts';
import { startUpstreams, type UpstreamProcess } from '../../soak/upstream-process.ts';
import { concurrently } from '../support/concurrently.ts';
import { sized } from '../support/run-length.ts';
import { startPlainWorker, type PlainWorker } from './start-worker.ts';

const REQUESTS = sized({ usual: 200, bounded: 500, full: 10_000 });
const WIDTH = 50;
/** When memory is looked at: after a fifth, when all code is warm, after three fifths, and at the end. */
const SAMPLES = [REQUESTS / 5, (3 * REQUESTS) / 5, REQUESTS];
/** Without the router it grows as much: `memory.test.ts` compares both. This is for what would fill an isolate. */
const MAX_GROWTH_MB = 250;

const HOWS = [
  'limited generate',
  'limited stream',
  'hedged generate',
  'hedged stream',
  'gateway generate',
  'piped',
  'left',
];

let upstreams: UpstreamProcess;
let worker: PlainWorker;
beforeAll(async () => {
  upstreams = await startUpstreams(1);
  const { openai, anthropic, vercel } = upstreams.urls;
  worker = await startPlainWorker({
    contents: "export { default } from './test/plain-worker/soak-worker.ts';",
    bindings: { OPENAI: openai, ANTHROPIC: anthropic, VERCEL: vercel },
    flags: ['enable_request_signal'],
  });
});
afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await upstreams.stop();
});

const outcomes: Record<string, number> = {};
const details: unknown[] = [];
function note(outcome: string, detail?: unknown): void {
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  if (detail !== undefined && details.length < 10) details.push({ outcome, detail });
}

/** A piped stream as its client gets it: the right answer, or the beginning of it. */
async function read(url: URL, nonce: string, leaves: boolean): Promise<void> {
  const controller = new AbortController();
  let text = '';
  try {
    const response = await fetch(url, { signal: controller.signal });
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (leaves) break;
    }
    if (leaves) controller.abort();
  } catch (error) {
    return note('broken off', error);
  }
  if (!answerTo(nonce).startsWith(text)) return note('wrong', text);
  note(leaves ? 'left' : text === answerTo(nonce) ? 'piped whole' : 'piped in part');
}

async function makeRequest(index: number): Promise<void> {
  const nonce = nonceOf(index);
  const how = HOWS[index % HOWS.length]!;
  const leaves = how === 'left';
  const scope = Math.floor(index / HOWS.length) % 2 === 0 ? 'isolate' : 'request';
  const query = new URLSearchParams({ nonce, how: leaves ? 'piped' : how, scope, tenant: `tenant-${index % 5}` });
  const url = new URL(`?${query}`, worker.url);
  if (leaves || how === 'piped') return read(url, nonce, leaves);
  const response = await fetch(url);
  const text = await response.text();
  if (response.status !== 200) return note('refused', text.slice(0, 300));
  const { verdict, detail } = JSON.parse(text) as Called;
  note(verdict, detail);
}

it(
  'are each answered by what was asked, without a word of workerd, in bounded memory',
  { timeout: 1_200_000 },
  async () => {
    const rss: (number | undefined)[] = [];
    const began = performance.now();
    let done = 0;
    for (const until of SAMPLES) {
      await concurrently(
        [...Array(until - done).keys()].map(index => done + index),
        WIDTH,
        makeRequest,
      );
      done = until;
      rss.push(worker.rssMb());
    }
    const { events } = (await (await fetch(worker.url)).json()) as { events: Record<string, number> };
    const seen = await upstreams.seen();
    console.log(
      `${done} requests in ${Math.round((performance.now() - began) / 1_000)} s`,
      { outcomes, rssMb: rss.map(mb => mb?.toFixed(0)), faults: seen.faults, events },
      ...details,
    );
    expect(worker.logs).toEqual([]);
    expect(seen.errors).toEqual([]);
    expect(outcomes['wrong'] ?? 0).toBe(0);
    expect(outcomes['refused'] ?? 0).toBe(0);
    expect(outcomes['broken off'] ?? 0).toBe(0);
    const { answered = 0, failed = 0, broken = 0 } = outcomes;
    expect(answered / (answered + failed)).toBeGreaterThan(0.95);
    expect(broken).toBeLessThan(done / 20);
    expect(Object.values(outcomes).reduce((sum, count) => sum + count)).toBe(done);
    expect((events['failover'] ?? 0) + (events['retry'] ?? 0)).toBeGreaterThan(0);
    const [warm, ...later] = rss;
    if (warm !== undefined) for (const mb of later) expect(mb! - warm).toBeLessThan(MAX_GROWTH_MB);
  },
);
