/** docs/choosing.md: its examples run as they stand, with real provider packages whose upstreams live by a manual clock. */
import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import * as ai from 'ai';
import { describe, expect, it } from 'vitest';
import { cut, hang, ok, slowFirstToken, stall } from '../../mocks/index.ts';
import { FailoverError } from '../../src/index.ts';
import { createKeepAliveFetch } from '../../src/node/index.ts';
import { startServer } from '../support/loopback-server.ts';
import { goodJson } from '../support/wire-answers.ts';
import { wires } from '../support/wires.ts';
import { blockWith, run } from './blocks.ts';
import { advance, counts, RETRY_MS, stage, watch, type Stage } from './stage.ts';
import { plain, readTable } from './tables.ts';

const page = 'docs/choosing.md';
const words = (count: number) => Array.from({ length: count }, (_, index) => `word-${index} `);
const text = (count: number) => words(count).join('');

describe('my load balancer gives up after 30 seconds', () => {
  const block = blockWith(page, 'Convert this report.');

  it('is what the table says', () => {
    expect(readTable(page, 'the primary').map(row => plain(row['what happens']))).toEqual([
      'asked after 12 s, answers after 20 s',
      'the primary answers after 25 s',
      'asked after 10 s, answers after 18 s',
      'a FailoverError with both attempts after 28 s',
    ]);
  });

  it('a primary that hangs: the fallback takes 8 seconds and answers after 20', async () => {
    const on = stage([hang()], [ok('from the fallback', { delayMs: 8_000 })]);
    const call = watch(run(block, on.names, 'text'));
    await advance(on, 11_999);
    expect(counts(on)).toEqual([1, 0]);
    await advance(on, 1);
    expect(counts(on)).toEqual([1, 1]);
    await advance(on, 7_999);
    expect(call.isOver).toBe(false);
    await advance(on, 1);
    expect(call).toEqual({ isOver: true, value: { text: 'from the fallback' } });
    expect(on.anthropic.requests[0]?.isCancelled).toBe(true);
    expect(on.events.map(({ type }) => type)).toEqual(['hedge-start']);
    expect([counts(on), on.clock.pending]).toEqual([[1, 1], 0]);
  });

  it('a primary that writes for 25 seconds is neither cut nor joined', async () => {
    const on = stage([ok(words(25), { delayMs: 1_000, betweenPartsMs: 1_000 })], [ok('not asked')]);
    const call = watch(run(block, on.names, 'text'));
    for (let second = 0; second < 24; second += 1) await advance(on, 1_000);
    expect(call.isOver).toBe(false);
    await advance(on, 1_000);
    expect(call).toEqual({ isOver: true, value: { text: text(25) } });
    expect([counts(on), on.events, on.clock.pending]).toEqual([[1, 0], [], 0]);
  });

  it('a primary that stalls after its first words: the fallback is asked in time, and the door is still open', async () => {
    const stalls = stall({ afterParts: 3, text: words(9), delayMs: 1_000, betweenPartsMs: 500 });
    const on = stage([stalls], [ok('from the fallback', { delayMs: 8_000 })]);
    const call = watch(run(block, on.names, 'text'));
    for (const ms of [1_000, 500, 500]) await advance(on, ms);
    // Eight seconds after the last word that came.
    await advance(on, 7_999);
    expect(counts(on)).toEqual([1, 0]);
    await advance(on, 1);
    expect(counts(on)).toEqual([1, 1]);
    await advance(on, 7_999);
    expect(call.isOver).toBe(false);
    await advance(on, 1);
    expect(call).toEqual({ isOver: true, value: { text: 'from the fallback' } });
    expect(on.anthropic.requests.map(({ isStream, isCancelled }) => [isStream, isCancelled])).toEqual([[true, true]]);
    expect(on.events.map(({ type }) => type)).toEqual(['timeout', 'failure', 'failover']);
    expect(on.clock.pending).toBe(0);
  });

  it('two that hang: an error with both attempts after 28 seconds, and no further round', async () => {
    const on = stage([hang()], [hang()]);
    const call = watch(run(block, on.names, 'text'));
    await advance(on, 27_999);
    expect(call.isOver).toBe(false);
    await advance(on, 1);
    expect(call.isOver).toBe(true);
    const error = call.error as FailoverError;
    expect(FailoverError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ statusCode: 504, isRetryable: false });
    expect(error.attempts.map(({ failure, ms }) => [failure.rule, ms])).toEqual([
      ['timeout:totalMs', 28_000],
      ['timeout:totalMs', 16_000],
    ]);
    expect([counts(on), on.clock.pending]).toEqual([[1, 1], 0]);
  });

  it('says nothing against its options', async () => {
    const on = stage([ok('hello')], [ok('not asked')]);
    await run(block, on.names, 'text');
    expect(on.events).toEqual([]);
  });
});

describe('I have reasoning models', () => {
  const block = blockWith(page, 'idleMs: 180_000');
  const asking = async (on: Stage) => {
    const { model } = await run(block, on.names, 'model');
    return ai.generateText({ model: model as ai.LanguageModel, prompt: 'Hi', maxRetries: 0 });
  };

  it('one that thinks in silence for almost five minutes answers', async () => {
    const on = stage([ok('not asked')], [slowFirstToken(299_000, 'a thought')]);
    const call = watch(asking(on));
    await advance(on, 299_000);
    expect(call.value?.text).toBe('a thought');
    expect([counts(on), on.events, on.clock.pending]).toEqual([[0, 1], [], 0]);
  });

  it('one that says nothing for five minutes is left', async () => {
    const on = stage([ok('from the fallback')], [hang()]);
    const call = watch(asking(on));
    await advance(on, 299_999);
    expect(counts(on)).toEqual([0, 1]);
    await advance(on, 1);
    expect(call.value?.text).toBe('from the fallback');
  });
});

describe('I run an agent loop', () => {
  const block = blockWith(page, 'isStepCount(20)');
  const asksFor = (city: string) => ok('', { toolCalls: [{ name: 'temperature', input: { city } }] });

  it('a step that hangs is answered by the fallback, and no tool runs twice', async () => {
    const on = stage([asksFor('Oslo'), hang()], [asksFor('Bergen'), ok('Bergen is warmer')]);
    const call = watch(run(block, on.names, 'text', 'steps'));
    await advance(on, 15_000);
    await advance(on, 15_000);
    const { text: said, steps } = call.value as { text: string; steps: { toolResults: { output: unknown }[] }[] };
    expect(said).toBe('Bergen is warmer');
    expect(steps.map(step => step.toolResults.map(({ output }) => output))).toEqual([[4], [9], []]);
    expect([counts(on), on.clock.pending]).toEqual([[3, 2], 0]);
  });

  it('a long prompt is not sent twice: the limit ends the silence', async () => {
    const on = stage([hang()], [ok('Bergen is warmer')]);
    const long = block.replace("'Is it warmer", `'${'word '.repeat(60_000)}Is it warmer`);
    const call = watch(run(long, on.names, 'text'));
    await advance(on, 29_999);
    expect(counts(on)).toEqual([1, 0]);
    await advance(on, 1);
    expect(call.value).toEqual({ text: 'Bergen is warmer' });
    expect(on.events.map(({ type }) => type)).toEqual(['timeout', 'failure', 'failover']);
  });
});

describe('I stream to a browser', () => {
  const block = blockWith(page, 'POST(request');
  const post = async (on: Stage) => {
    const { POST } = (await run(block, on.names, 'POST')) as { POST: (request: Request) => Promise<Response> };
    return async (signal?: AbortSignal) =>
      POST(new Request('https://app.example', { method: 'POST', body: 'Hi', ...(signal && { signal }) }));
  };

  it('before anything was learned a silent primary is cut after 20 seconds', async () => {
    const on = stage([hang()], [ok('from the fallback')]);
    const response = await (await post(on))();
    const call = watch(response.text());
    await advance(on, 19_999);
    expect(counts(on)).toEqual([1, 0]);
    await advance(on, 1);
    expect(call.value).toBe('from the fallback');
  });

  it('after twenty answers the fallback joins a primary that is slower than usual', async () => {
    const usual = Array.from({ length: 20 }, () => slowFirstToken(800, 'hello'));
    const on = stage([...usual, hang()], [ok('from the fallback')]);
    const ask = await post(on);
    for (const _ of usual) {
      const call = watch((await ask()).text());
      await advance(on, 800);
      expect(call.value).toBe('hello');
    }
    const call = watch((await ask()).text());
    await advance(on, 799);
    expect(on.openai.count).toBe(0);
    await advance(on, 1);
    expect(call.value).toBe('from the fallback');
    expect(on.events).toMatchObject([{ type: 'hedge-start', afterMs: 800 }]);
  });

  it('a stream that stalls ends after 30 seconds, and nothing of it is repeated', async () => {
    const on = stage([stall({ afterParts: 2, text: ['half ', 'a sentence', ' more'] })], [ok('not asked')]);
    const heard: string[] = [];
    const response = await (await post({ ...on, names: { ...on.names, streamText: quietly(heard) } }))();
    const call = watch(response.text());
    await advance(on, 29_999);
    expect(call.isOver).toBe(false);
    await advance(on, 1);
    expect(call.value).toBe('half a sentence');
    expect([heard, counts(on), on.clock.pending]).toEqual([['timeout:idleMs'], [1, 0], 0]);
  });

  it('a reader who leaves ends the request', async () => {
    const on = stage([stall({ afterParts: 1 })], [ok('not asked')]);
    const controller = new AbortController();
    const response = await (await post(on))(controller.signal);
    const call = watch(response.text());
    await advance(on, 1_000);
    controller.abort();
    await advance(on, 1);
    expect(call.isOver).toBe(true);
    expect([on.anthropic.requests[0]?.isCancelled, counts(on), on.clock.pending]).toEqual([true, [1, 0], 0]);
  });

  /** `streamText`, with the rules of its errors noted instead of printed. */
  function quietly(rules: string[]) {
    return (options: Parameters<typeof ai.streamText>[0]) =>
      ai.streamText({
        ...options,
        onError: ({ error }) => void rules.push((error as { data: { failure: { rule: string } } }).data.failure.rule),
      });
  }
});

describe('long structured output', () => {
  const block = blockWith(page, 'Output.object');
  const cities = words(50).map(word => word.trim());
  const json = JSON.stringify({ cities });
  const deltas = json.match(/.{1,12}/g)!;

  it('may take any time while it goes on', async () => {
    const on = stage([ok(deltas, { betweenPartsMs: 50_000 })], [ok('not asked')]);
    const call = watch(run(block, on.names, 'output'));
    for (const _ of deltas) await advance(on, 50_000);
    expect(call.value).toEqual({ output: { cities } });
    expect([counts(on), on.events, on.clock.pending]).toEqual([[1, 0], [], 0]);
  });

  it.each([
    ['stalls', stall({ afterParts: 9, text: deltas }), 60_000],
    ['breaks off', cut({ afterParts: 9, text: deltas }), 0],
  ])('one that %s half-way is asked of the next leg, whole', async (_, broken, afterMs) => {
    const on = stage([broken, broken], [ok(deltas)]);
    const call = watch(run(block, on.names, 'output'));
    await advance(on, afterMs);
    await advance(on, RETRY_MS);
    expect(call.value).toEqual({ output: { cities } });
    expect(on.openai.count).toBe(1);
  });
});

describe('I have one model', () => {
  it('a hang becomes an error that the SDK retries', async () => {
    const on = stage([ok('not asked')], [hang(), ok('hello')]);
    // The SDK waits by the real clock.
    const atOnce = (options: Parameters<typeof ai.generateText>[0]) => ai.generateText({ ...options, maxRetries: 0 });
    const call = watch(run(blockWith(page, 'maxRetries: 2'), { ...on.names, generateText: atOnce }, 'text'));
    await advance(on, 29_999);
    expect(call.isOver).toBe(false);
    await advance(on, 1);
    expect(call.error).toMatchObject({ statusCode: 504, isRetryable: true });
  });
});

describe('I run on Workers, with models per request', () => {
  it('what one request learned of a leg, the next one knows', async () => {
    const down = Array.from({ length: 20 }, () => cut({ afterParts: 0 }));
    const on = stage(down, [ok('from the fallback')]);
    const { exported } = await run(blockWith('docs/routing.md', 'interface Env'), on.names, 'exported');
    const worker = exported as { fetch(request: Request, env: object): Promise<Response> };
    const ask = async () => {
      const response = await worker.fetch(new Request('https://app.example', { method: 'POST', body: 'Hi' }), {
        ANTHROPIC_API_KEY: 'placeholder',
        OPENAI_API_KEY: 'placeholder',
      });
      const call = watch(response.text());
      await advance(on, RETRY_MS);
      return call.value;
    };
    for (let request = 0; request < 8; request += 1) expect(await ask()).toBe('from the fallback');
    // Five calls with two tries each; then its breaker is open.
    expect(counts(on)).toEqual([9, 8]);
    expect(on.events.filter(({ type }) => type === 'breaker')).toMatchObject([{ leg: 'claude', state: 'open' }]);
  });
});

describe('my network drops idle connections', () => {
  it('the provider takes the fetch', async () => {
    await using server = await startServer(goodJson(wires.bedrock, 'hello'));
    await using fetch = createKeepAliveFetch();
    const names = {
      createKeepAliveFetch: () => fetch,
      createAmazonBedrock: (options: object) =>
        createAmazonBedrock({ ...options, apiKey: 'placeholder', region: 'us-east-1', baseURL: server.url }),
    };
    const { bedrock } = await run(blockWith('docs/keep-alive.md', 'createAmazonBedrock({'), names, 'bedrock');
    const model = (bedrock as ReturnType<typeof createAmazonBedrock>)('anthropic.claude-sonnet-4-5');
    expect((await ai.generateText({ model, prompt: 'Hi' })).text).toBe('hello');
  });
});
