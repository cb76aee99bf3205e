/** A primary whose real sockets die, and a good fallback on another server. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { describe, expect, it } from 'vitest';
import { createFailover } from '../../src/index.ts';
import { hear } from '../support/ask.ts';
import { callGenerate, CALLS } from '../support/calls.ts';
import {
  dieAfterHeaders,
  dieBeforeHeaders,
  dieMidJson,
  events,
  hang,
  json,
  startServer,
  type Answer,
} from '../support/loopback-server.ts';
import { wires } from '../support/wires.ts';

const GOOD = 'answer of the fallback';
const good: Answer = (response, request) => {
  const isStream = (request.body as { stream?: boolean }).stream === true;
  const { preamble, parts, finish } = wires.openaiResponses.stream(['answer ', 'of the ', 'fallback']);
  const text = isStream ? [...preamble, ...parts, ...finish].join('') : wires.openaiResponses.json(GOOD);
  response.writeHead(200, { 'content-type': isStream ? 'text/event-stream' : 'application/json' });
  response.end(text);
};

const { preamble, parts } = wires.anthropic.stream(['one ', 'two ', 'three ']);
const pieces = (list: readonly (string | Uint8Array)[]) => list.map(piece => String(piece).trimEnd());
const body = wires.anthropic.json('never whole');

async function connect(...script: Answer[]) {
  const primary = await startServer(...script);
  const fallback = await startServer(good);
  const model = createFailover({
    models: [
      createAnthropic({ apiKey: 'placeholder', baseURL: primary.url })('claude-sonnet-4-5'),
      createOpenAI({ apiKey: 'placeholder', baseURL: fallback.url }).responses('gpt-5'),
    ],
    random: () => 0,
  });
  return {
    model,
    primary,
    fallback,
    counts: () => [primary.requests.length, fallback.requests.length],
    async [Symbol.asyncDispose]() {
      await primary[Symbol.asyncDispose]();
      await fallback[Symbol.asyncDispose]();
    },
  };
}

describe.each(CALLS)('a primary whose connection dies, %s', (name, call) => {
  const deaths: [string, Answer][] = [
    ['before the headers', dieBeforeHeaders],
    ['after the headers', dieAfterHeaders(name === 'streamText' ? 'text/event-stream' : 'application/json')],
    ['in the middle of JSON', dieMidJson(String(body), 30)],
    ['in the preamble of a stream', events(pieces(preamble), 'die')],
  ];

  it.each(deaths)('%s: the fallback answers', async (_, death) => {
    await using legs = await connect(death);
    expect(await call(legs.model)).toMatchObject({ text: GOOD, reported: 0 });
    expect(legs.counts()).toEqual([2, 1]);
  });

  it('is not there at all: the fallback answers', async () => {
    await using legs = await connect(good);
    await legs.primary[Symbol.asyncDispose]();
    expect(await call(legs.model)).toMatchObject({ text: GOOD, reported: 0 });
    expect(legs.counts()).toEqual([0, 1]);
  });

  it('recovers at its second try', async () => {
    const answer: Answer =
      name === 'streamText'
        ? events(pieces([...preamble, ...parts, ...wires.anthropic.stream([]).finish]))
        : json(200, String(wires.anthropic.json('one two three ')));
    await using legs = await connect(dieBeforeHeaders, answer);
    expect(await call(legs.model)).toMatchObject({ text: 'one two three ' });
    expect(legs.counts()).toEqual([2, 0]);
  });
});

describe('a stream over a real connection', () => {
  it('that dies in the middle tells it once and asks nobody else', async () => {
    await using legs = await connect(events(pieces([...preamble, ...parts]), 'die'));
    const heard = await hear(legs.model, { maxRetries: 2 });
    expect(heard).toMatchObject({ text: 'one two three ', finishReason: 'error' });
    expect(heard.told).toHaveLength(1);
    expect(legs.counts()).toEqual([1, 0]);
  });

  it('closes the connection of a primary that hangs when the caller gives up', async () => {
    await using legs = await connect(hang);
    const controller = new AbortController();
    const reason = new Error('gone');
    const outcome = callGenerate(legs.model, { abortSignal: controller.signal });
    while (legs.primary.requests.length === 0) await new Promise(resolve => setTimeout(resolve, 1));
    controller.abort(reason);
    expect((await outcome).error).toBe(reason);
    await legs.primary.requests[0]!.closed;
    expect(legs.counts()).toEqual([1, 0]);
  });
});
