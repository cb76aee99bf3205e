/** Answers that arrive and cannot be read, and requests that cannot be sent. */
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { wrapLanguageModel } from 'ai';
import { describe, expect, it } from 'vitest';
import { classify, createFailover, gatewayErrorMiddleware } from '../../src/index.ts';
import { callStream, CALLS } from '../support/calls.ts';
import { startServer, type Answer } from '../support/loopback-server.ts';
import { wires } from '../support/wires.ts';

const GOOD = 'answer of the fallback';
const good: Answer = (response, { body }) => {
  const isStream = (body as { stream?: boolean }).stream === true;
  const { preamble, parts, finish } = wires.openaiChat.stream(['answer ', 'of the ', 'fallback']);
  response.writeHead(200, { 'content-type': isStream ? 'text/event-stream' : 'application/json' });
  response.end(isStream ? [...preamble, ...parts, ...finish].join('') : wires.openaiChat.json(GOOD));
};

/** Says that the body is compressed; it is not. */
const undecodable =
  (encoding: string): Answer =>
  (response, { body }) => {
    const isStream = (body as { stream?: boolean }).stream === true;
    response.writeHead(200, {
      'content-type': isStream ? 'text/event-stream' : 'application/json',
      'content-encoding': encoding,
    });
    response.end('this is no such thing, really not at all');
  };

const compatible = (baseURL: string, apiKey = 'placeholder') =>
  createOpenAICompatible({ name: 'local', apiKey, baseURL })('m');

describe.each(CALLS)('%s', (_name, call) => {
  it.each(['gzip', 'deflate', 'br'])('a body that is no %s: the fallback answers', async encoding => {
    await using primary = await startServer(undecodable(encoding));
    await using fallback = await startServer(good);
    const model = createFailover({ models: [compatible(primary.url), compatible(fallback.url)], random: () => 0 });
    expect(await call(model)).toMatchObject({ text: GOOD, reported: 0 });

    const { error } = await call(
      wrapLanguageModel({ model: compatible(primary.url), middleware: gatewayErrorMiddleware() }),
    );
    expect(classify(error)).toMatchObject({ category: 'network', scope: 'network', retryable: true, fallback: true });
  });

  it.each([
    ['a key with a line break', (url: string) => compatible(url, 'key\nbehind')],
    ['a key with typographic quotes', (url: string) => compatible(url, '“key”')],
    ['a base URL without a scheme', (url: string) => compatible(url.replace('http://', ''))],
  ])('%s is not sent twice: another leg has its own', async (_what, connect) => {
    await using primary = await startServer(good);
    await using fallback = await startServer(good);
    const failing = connect(primary.url);
    const model = createFailover({ models: [failing, compatible(fallback.url)], random: () => 0 });
    expect(await call(model)).toMatchObject({ text: GOOD, reported: 0 });
    expect([primary.requests.length, fallback.requests.length]).toEqual([0, 1]);

    const { error } = await call(wrapLanguageModel({ model: failing, middleware: gatewayErrorMiddleware() }));
    expect(classify(error)).toMatchObject({
      category: 'invalid-request',
      scope: 'request',
      retryable: false,
      fallback: true,
    });
  });
});

it('an event that cannot be read is said to be one, and not half an answer', async () => {
  const fetch: typeof globalThis.fetch = async () =>
    new Response('data: {"id":"1","choices":[{"index":0,"delta":{"con\n\ndata: [DONE]\n\n', {
      headers: { 'content-type': 'text/event-stream' },
    });
  const model = wrapLanguageModel({
    model: createOpenAI({ apiKey: 'placeholder', fetch }).chat('gpt-4o'),
    middleware: gatewayErrorMiddleware(),
  });
  const { error } = await callStream(model);
  expect((error as Error).message).toMatch(/^An event of the stream could not be read \(/);
  expect(classify(error)).toMatchObject({
    rule: 'response:unreadable-event',
    category: 'stream-interrupted',
    retryable: true,
    fallback: true,
  });
});
