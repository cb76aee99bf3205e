/** Connections of a real server that die at each point of an answer, through every provider package. */
import { APICallError, wrapLanguageModel } from 'ai';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { gatewayErrorMiddleware } from '../../src/index.ts';
import { askGenerate, askStream, hear } from '../support/ask.ts';
import { dieAfterHeaders, dieBeforeHeaders, dieMidJson, startServer, type Answer } from '../support/loopback-server.ts';
import { packageRows } from '../support/provider-packages.ts';
import { skipBackoff } from '../support/skip-backoff.ts';
import { dieMidStream, goodJson, goodStream } from '../support/wire-answers.ts';

let waits: number[];
beforeEach(() => void (waits = skipBackoff()));
afterEach(() => void vi.restoreAllMocks());

describe.each(packageRows())('%s', (name, { connect, wire }) => {
  // Vercel's package gives a connection without any answer a status of its own, 500.
  const lost = name === 'vercel gateway' ? /^(?:server-error|stream-interrupted)$/ : /^(?:network|stream-interrupted)$/;
  const wrapped = (baseURL: string) =>
    wrapLanguageModel({ model: connect({ baseURL }), middleware: gatewayErrorMiddleware() });
  const body = wire.json('good answer');
  const json = goodJson(wire, 'good answer');
  const stream = goodStream(wire, ['good ', 'answer']);

  const deaths: [string, typeof askGenerate, Answer, Answer][] = [
    ['before the headers, generateText', askGenerate, dieBeforeHeaders, json],
    ['before the headers, streamText', askStream, dieBeforeHeaders, stream],
    ['after the headers, generateText', askGenerate, dieAfterHeaders('application/json'), json],
    ['after the headers, streamText', askStream, dieAfterHeaders(wire.contentType), stream],
    ['in the middle of the JSON', askGenerate, dieMidJson(body, body.length / 2), json],
    ['after the preamble of a stream', askStream, dieMidStream(wire, ['lost'], 0), stream],
  ];

  test.each(deaths)('%s: one retry gets the answer', async (_, ask, death, good) => {
    await using server = await startServer(death, good);
    expect(await ask(wrapped(server.url), { maxRetries: 1 })).toEqual({ text: 'good answer' });
    expect(server.requests).toHaveLength(2);
    expect(waits).toEqual([2_000]);
  });

  test.each(deaths)('%s: without a retry it is a retryable APICallError', async (_, ask, death) => {
    await using server = await startServer(death);
    const { error } = await ask(wrapped(server.url), { maxRetries: 0 });
    expect(server.requests).toHaveLength(1);
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({
      isRetryable: true,
      data: { failure: { category: expect.stringMatching(lost), fallback: true } },
    });
  });

  test('in the middle of the content: told once, not asked again, never finished', async () => {
    await using server = await startServer(dieMidStream(wire, ['good ', 'lost'], 1), stream);
    const heard = await hear(wrapped(server.url), { maxRetries: 2 });
    expect(server.requests).toHaveLength(1);
    expect(heard).toMatchObject({ deltas: ['good '], text: 'good ', finishReason: 'error' });
    expect(heard.thrown).toBeUndefined();
    expect(heard.told).toHaveLength(1);
    expect(APICallError.isInstance(heard.told[0])).toBe(true);
    expect(heard.told[0]).toMatchObject({ isRetryable: true, data: { failure: { category: 'stream-interrupted' } } });
  });

  test("in the middle of the content: the SDK's own streamRetries recovers", async () => {
    await using server = await startServer(dieMidStream(wire, ['good ', 'lost'], 1), stream);
    const heard = await hear(wrapped(server.url), { maxRetries: 0, streamRetries: 1 });
    expect(heard).toMatchObject({ text: 'good answer', finishReason: 'stop' });
    expect(server.requests).toHaveLength(2);
  });
});
