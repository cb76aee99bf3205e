/** docs/hidden-errors.md, held to the code. */
import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { createOpenAI } from '@ai-sdk/openai';
import { simulateStreamingMiddleware, wrapLanguageModel, type LanguageModel } from 'ai';
import { afterEach, expect, it, vi } from 'vitest';
import { createErrorAwareFetch, createFailover, gatewayErrorMiddleware, type Failure } from '../../src/index.ts';
import { createKeepAliveFetch, type KeepAliveFetch } from '../../src/node/index.ts';
import { callStream } from '../support/calls.ts';
import { json, startServer } from '../support/loopback-server.ts';
import { replies, reply } from '../support/scripted-fetch.ts';
import { wires } from '../support/wires.ts';
import { blockWith, run } from './blocks.ts';
import { plain, readTable } from './tables.ts';

const page = 'docs/hidden-errors.md';
const body = '{"error":{"message":"You exceeded your current quota.","code":"insufficient_quota"}}';

afterEach(() => void vi.unstubAllGlobals());

const failureOf = (error: unknown): Failure => (error as { data: { failure: Failure } }).data.failure;

/** Packages of the page with a key of the test's. */
const openai = (options: object) => createOpenAI({ apiKey: 'placeholder', ...options });

it('an error keeps its label', async () => {
  const names = { createOpenAI: openai, wrapLanguageModel, createErrorAwareFetch, gatewayErrorMiddleware };
  const { model } = await run(blockWith(page, 'middleware: gatewayErrorMiddleware()'), names, 'model');
  vi.stubGlobal('fetch', replies(reply(body)).fetch);
  const { error } = await callStream(model as LanguageModel);
  expect(failureOf(error)).toMatchObject({ category: 'billing', wireStatus: 200 });
});

it('around the keep-alive fetch, on a real connection', async () => {
  await using server = await startServer(json(200, { message: 'Input is too long for requested model.' }));
  const made: KeepAliveFetch[] = [];
  const names = {
    createAmazonBedrock: (options: object) =>
      createAmazonBedrock({ apiKey: 'placeholder', region: 'us-east-1', baseURL: server.url, ...options }),
    createErrorAwareFetch,
    createKeepAliveFetch: () => (made.push(createKeepAliveFetch()), made[0]),
  };
  const { bedrock } = await run(blockWith(page, 'createKeepAliveFetch()'), names, 'bedrock');
  const model = wrapLanguageModel({
    model: (bedrock as ReturnType<typeof createAmazonBedrock>)('anthropic.claude-sonnet-4-5'),
    middleware: gatewayErrorMiddleware(),
  });
  const { error } = await callStream(model);
  await made[0]!.close();
  expect(failureOf(error)).toMatchObject({ category: 'context-length', wireStatus: 200 });
});

it('a model that never streams is asked once', async () => {
  const upstream = replies(reply(wires.openaiChat.json('whole')));
  const names = {
    createOpenAI: (options: object) => openai({ ...options, fetch: upstream.fetch }),
    simulateStreamingMiddleware,
    wrapLanguageModel,
    createFailover,
  };
  const { model } = await run(blockWith(page, 'simulateStreamingMiddleware()'), names, 'model');
  expect(await callStream(model as LanguageModel)).toMatchObject({ text: 'whole' });
  expect(upstream.count).toBe(1);
});

it('the table has the options, and the limit holds', async () => {
  const rows = readTable(page, 'option');
  expect(rows.map(row => [plain(row['option']), plain(row['default'])])).toEqual([
    ['fetch', 'the global fetch'],
    ['maxBytes', '65_536'],
  ]);
  const message = 'x'.repeat(100_000);
  const fetch = createErrorAwareFetch({
    fetch: replies(reply(JSON.stringify({ error: { code: 401, message } }))).fetch,
  });
  const answer = await fetch('https://api.example.com/', { method: 'POST', body: '{"stream":true}' });
  expect((await answer.text()).replace(/["}]+$/, '')).toHaveLength(65_536);
  expect(answer.headers.get(plain(readTable(page, 'of the response').at(-1)!['is']).split(':')[0]!)).toBe('200');
});
