/** Streams that end as if they were answers, through every provider package: none of them looks finished. */
import { APICallError, wrapLanguageModel } from 'ai';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fixtures } from '../../mocks/index.ts';
import { gatewayErrorMiddleware } from '../../src/index.ts';
import { askStream, hear } from '../support/ask.ts';
import { packageRows } from '../support/provider-packages.ts';
import { chunked, replies, reply, streamed, type Reply } from '../support/scripted-fetch.ts';
import { skipBackoff } from '../support/skip-backoff.ts';

let waits: number[];
beforeEach(() => void (waits = skipBackoff()));
afterEach(() => void vi.restoreAllMocks());

const baseURL = 'https://api.example.com/v1';
const html = { 'content-type': 'text/html; charset=UTF-8' };
const envelope = fixtures['cloudflare-2005'].body!;
const page = fixtures['edge-520-html'].body!;

describe.each(packageRows())('%s', (name, { connect, wire }) => {
  const wrapped = (upstream: ReturnType<typeof replies>) =>
    wrapLanguageModel({ model: connect({ baseURL, fetch: upstream.fetch }), middleware: gatewayErrorMiddleware() });
  const good = streamed(wire, ['good ', 'answer']);
  const { preamble, parts } = wire.stream(['good ', 'lost']);
  // workers-ai-provider asks once more, without streaming, when JSON answers a stream request.
  const onJson = name === 'workers-ai' ? 2 : 1;
  const mislabelled = { 'content-type': wire.contentType };

  const early: [string, Reply, asked?: number][] = [
    ['no event at all', chunked([], wire.contentType)],
    ['no byte at all, called JSON', reply(''), onJson],
    ['no body', () => new Response(null, { headers: mislabelled }), onJson],
    ['only the preamble', chunked(preamble, wire.contentType)],
    ["Cloudflare's envelope", reply(envelope), onJson],
    ["Cloudflare's envelope, called a stream", reply(envelope, 200, mislabelled)],
    ['a web page', reply(page, 200, html)],
    ['a web page, called a stream', reply(page, 200, mislabelled)],
  ];

  test.each(early)('%s: one retry gets the answer', async (_, disguise, asked = 1) => {
    const upstream = replies(...Array.from({ length: asked }, () => disguise), good);
    expect(await askStream(wrapped(upstream), { maxRetries: 1 })).toEqual({ text: 'good answer' });
    expect(upstream.count).toBe(asked + 1);
    expect(waits).toEqual([2_000]);
  });

  test.each(early)('%s: what is thrown is a retryable 502', async (_, disguise, asked = 1) => {
    const upstream = replies(disguise);
    const { error } = await askStream(wrapped(upstream), { maxRetries: 0 });
    expect(upstream.count).toBe(asked);
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({
      isRetryable: true,
      statusCode: 502,
      data: { failure: { category: expect.stringMatching(/^(?:upstream-failure|stream-interrupted)$/) } },
    });
  });

  const late: [string, Reply][] = [
    ['text, then the end', chunked([...preamble, parts[0]!], wire.contentType)],
    ['text, then half an event', chunked([...preamble, parts[0]!, parts[1]!.slice(0, 20)], wire.contentType)],
    ['text, then a web page', chunked([...preamble, parts[0]!, '<html><h1>Bad gateway</h1></html>'], wire.contentType)],
  ];

  test.each(late)('%s: told once, and not finished', async (_, disguise) => {
    const upstream = replies(disguise, good);
    const heard = await hear(wrapped(upstream), { maxRetries: 2 });
    expect(upstream.count).toBe(1);
    expect(heard).toMatchObject({ deltas: ['good '], text: 'good ', finishReason: 'error' });
    expect(heard.thrown).toBeUndefined();
    expect(heard.told).toHaveLength(1);
    expect(APICallError.isInstance(heard.told[0])).toBe(true);
    expect(heard.told[0]).toMatchObject({ isRetryable: true, data: { failure: { category: 'stream-interrupted' } } });
  });

  test('an answer without text that ends in good order is an answer', async () => {
    const upstream = replies(streamed(wire, []));
    const heard = await hear(wrapped(upstream), { maxRetries: 2 });
    expect(heard).toEqual({ deltas: [], text: '', finishReason: 'stop', told: [], thrown: undefined });
    expect(upstream.count).toBe(1);
  });
});
