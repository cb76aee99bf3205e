/**
 * Overlapping requests of a Worker that share a chain at module scope, and some that are cancelled in its midst: what one
 * request wakes, holds or leaves behind must not be what another one waits for.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setTimeout as wait } from 'node:timers/promises';
import { startPlainWorker, type PlainWorker } from './start-worker.ts';
import { startUpstream, type Script, type Upstream } from './upstream.ts';

let upstream: Upstream;
let worker: PlainWorker;
const options = () => ({
  contents: "export { default } from './test/plain-worker/requests-worker.ts';",
  bindings: { UPSTREAM: upstream.url },
  self: 'SELF',
});
beforeAll(async () => {
  upstream = await startUpstream();
  worker = await startPlainWorker(options());
});
afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

async function ask(chain: string, script: Script, more: Record<string, string> = {}, of = worker): Promise<string> {
  const query = new URLSearchParams({ chain, prompt: JSON.stringify(script), ...more });
  return (await fetch(new URL(`?${query}`, of.url))).text();
}

const seenOf = (text: string) => upstream.seen.filter(seen => seen.text === text);
const named = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}-${index}`);

describe('a leg of limited concurrency', () => {
  it('is handed from request to request, in their order', async () => {
    const texts = named('turn', 8);
    const began = upstream.seen.length;
    const answers = texts.map(async text => {
      const answer = ask('narrow', { text, a: { afterMs: 40 } });
      await wait(5);
      return answer;
    });
    expect(await Promise.all(answers)).toEqual(texts.map(text => `${text} by a`));
    expect(upstream.seen.slice(began)).toHaveLength(8);
  });

  it('comes free when the request that has it is cancelled', async () => {
    expect(await ask('narrow', { text: 'held', a: { silent: 'headers' } }, { cut: '100' })).toBe('cut');
    await expect.poll(() => seenOf('held')[0]?.end).toBe('closed');
    const began = performance.now();
    expect(await ask('narrow', { text: 'next' })).toBe('next by a');
    // Its own limit, a second of grace, and a second between two looks.
    expect(performance.now() - began).toBeLessThan(6_000);
  });

  it('goes on to the next one when the request that it was handed to is cancelled', async () => {
    const first = ask('narrow', { text: 'first', a: { afterMs: 600 } });
    await expect.poll(() => seenOf('first')).toHaveLength(1);
    const gone = ask('narrow', { text: 'gone' }, { cut: '200' });
    await wait(50);
    const began = performance.now();
    const third = ask('narrow', { text: 'third' });
    expect(await Promise.all([first, gone, third])).toEqual(['first by a', 'cut', 'third by a']);
    expect(performance.now() - began).toBeLessThan(6_000);
    expect(seenOf('gone')).toEqual([]);
  });
});

it('a leg of limited concurrency comes free at once where the cancelled request has a signal of its client', async () => {
  await using signalled = await startPlainWorker({ ...options(), flags: ['enable_request_signal'] });
  const held = ask('narrow', { text: 'signalled', a: { silent: 'headers' } }, { cut: '300' }, signalled);
  await expect.poll(() => seenOf('signalled')).toHaveLength(1);
  expect(await held).toBe('cut');
  const began = performance.now();
  expect(await ask('narrow', { text: 'at once' }, {}, signalled)).toBe('at once by a');
  // Without the signal the attempt's limit of a second, and a second more, would have to pass.
  expect(performance.now() - began).toBeLessThan(1_000);
});

it('a leg of limited concurrency is handed on also where promises of other requests go on in the wrong one', async () => {
  await using old = await startPlainWorker({ ...options(), compatibilityDate: '2024-09-01' });
  const texts = named('old', 4);
  const answers = texts.map(text => ask('narrow', { text, a: { afterMs: 40 } }, {}, old));
  expect(await Promise.all(answers)).toEqual(texts.map(text => `${text} by a`));
});

describe('a hedge', () => {
  it('of each overlapping request is its own, and the connection of the silent leg is closed', async () => {
    const texts = named('hedge', 20);
    const answers = await Promise.all(texts.map(text => ask('hedged', { text, a: { silent: 'headers' } })));
    expect(answers).toEqual(texts.map(text => `${text} by b`));
    const silent = () => texts.flatMap(seenOf).filter(({ provider }) => provider === 'a');
    await expect.poll(() => silent().filter(({ end }) => end === 'closed').length).toBe(silent().length);
  });

  it('of a stream that stays silent after its first words ends with the limit, and closes both', async () => {
    const texts = named('idle', 10);
    const script = (text: string): Script => ({ text, a: { silent: 'headers' }, b: { silent: 'words' } });
    const answers = await Promise.all(texts.map(text => ask('limited', script(text), { stream: '' })));
    expect(answers).toEqual(texts.map(text => `${text} by b`));
    await expect.poll(() => texts.flatMap(seenOf).every(({ end }) => end === 'closed')).toBe(true);
  });
});

describe('a request with more calls at a time than connections', () => {
  const TIMES = 12;

  it.each<[string, string, Script['a']]>([
    ['stream shows no content', 'hedged', { silent: 'preamble' }],
    ['provider refuses with a long body', 'plain', { status: 503 }],
    ['provider sends nothing', 'hedged', { silent: 'headers' }],
  ])('is answered on each by the next leg where the %s', async (how, chain, a) => {
    const answers = await ask(chain, { text: how, a }, { times: String(TIMES), 'via-stream': '' });
    expect(answers.split('|')).toEqual(Array.from({ length: TIMES }, () => `${how} by b`));
    // Whatever did not answer holds no connection any more.
    await expect.poll(() => seenOf(how).every(({ end }) => end !== undefined)).toBe(true);
  });
});

describe('a half-open breaker', () => {
  const down: Script['a'] = { status: 503 };

  it('lets one of the overlapping requests probe, and another one when that is cancelled', async () => {
    for (const text of named('down', 2)) expect(await ask('probed', { text, a: down })).toBe(`${text} by b`);
    await wait(450);
    const texts = named('probe', 10);
    const answers = await Promise.all(texts.map(text => ask('probed', { text, a: down })));
    expect(answers).toEqual(texts.map(text => `${text} by b`));
    expect(texts.flatMap(seenOf).filter(({ provider }) => provider === 'a')).toHaveLength(1);
    await wait(450);
    expect(await ask('probed', { text: 'lost', a: { silent: 'headers' } }, { cut: '100' })).toBe('cut');
    expect(await ask('probed', { text: 'while it has the lease' })).toBe('while it has the lease by b');
    await wait(900);
    expect(await ask('probed', { text: 'back' })).toBe('back by a');
    expect(await ask('probed', { text: 'again' })).toBe('again by a');
  });
});

it('workerd has nothing to say of all this', () => {
  expect(worker.logs).toEqual([]);
});
