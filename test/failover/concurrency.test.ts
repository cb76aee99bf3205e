/** A leg's `concurrency`: at most so many requests are open at its server, whoever calls, however the answers end. */
import { setTimeout as pause } from 'node:timers/promises';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText } from 'ai';
import { expect, it } from 'vitest';
import { createFailover } from '../../src/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { startServer, type Answer } from '../support/loopback-server.ts';
import { eventually } from '../support/eventually.ts';

const completion = (content: string) => ({
  id: 'c',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});
const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}`;

/** A server that answers, or breaks, slowly, and notes how many requests were open at a time. */
async function serve(
  name: string,
  answerMs: number,
  fails: (index: number) => boolean = () => false,
  /** What an answer waits for besides. */
  holds: (index: number) => Promise<void> = async () => {},
) {
  const seen = { open: 0, most: 0 };
  let index = 0;
  const answer: Answer = async (response, { body }) => {
    const mine = index++;
    seen.open += 1;
    seen.most = Math.max(seen.most, seen.open);
    response.once('close', () => (seen.open -= 1));
    await pause(answerMs);
    await holds(mine);
    if (fails(mine)) {
      response.writeHead(503, { 'content-type': 'application/json', connection: 'close' });
      response.end(JSON.stringify({ error: { message: 'The server is overloaded', type: 'server_error' } }));
    } else if ((body as { stream?: boolean }).stream) {
      response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'close' });
      response.write(`${chunk({ role: 'assistant', content: name })}\n\n`);
      await pause(answerMs);
      response.end(`${chunk({}, 'stop')}\n\ndata: [DONE]\n\n`);
    } else {
      response.writeHead(200, { 'content-type': 'application/json', connection: 'close' });
      response.end(JSON.stringify(completion(name)));
    }
  };
  const server = await startServer(answer);
  const model: LanguageModel = createOpenAI({ apiKey: 'placeholder', baseURL: server.url }).chat('m');
  return { seen, server, model, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** One caller of many: every third one streams. */
async function ask(model: LanguageModel, caller: number, abortSignal?: AbortSignal) {
  const options = { model, prompt: `Caller ${caller}`, maxRetries: 0, abortSignal };
  const result = caller % 3 === 0 ? streamText(options) : await generateText(options);
  return { text: await result.text, failover: (await result.providerMetadata)?.['failover'] };
}

it('is never exceeded, and what finds the leg busy is asked of the next one', async () => {
  await using fallback = await serve('fallback', 5);
  // The first four keep their places until all others of their tick have gone elsewhere, however long the machine takes.
  const others = () => eventually(() => expect(fallback.server.requests.length).toBeGreaterThanOrEqual(26));
  await using primary = await serve(
    'primary',
    20,
    index => index === 1 || index === 3,
    async index => {
      if (index < 4) await others();
    },
  );
  const model = createFailover({
    models: [
      { name: 'primary', model: primary.model, concurrency: 4 },
      { name: 'fallback', model: fallback.model },
    ],
    health: false,
    retries: { perLeg: 0 },
  });
  const answers = await Promise.all(
    Array.from({ length: 60 }, async (_, caller) => {
      // Half of them in one tick, the others one after the other.
      if (caller >= 30) await pause((caller - 30) * 40);
      return ask(model, caller);
    }),
  );
  expect(primary.seen.most).toBe(4);
  const byFallback = answers.filter(({ text }) => text === 'fallback');
  expect(byFallback.length).toBeGreaterThanOrEqual(27);
  expect(answers.filter(({ text }) => text === 'primary').length).toBe(60 - byFallback.length);
  expect(byFallback.some(({ failover }) => JSON.stringify(failover).includes('"busy"'))).toBe(true);
  // Every place was given back, also those of answers that failed.
  await eventually(() => expect(primary.seen.open).toBe(0));
  const after = await Promise.all(Array.from({ length: 4 }, (_, caller) => ask(model, caller)));
  expect(after.map(({ text }) => text)).toEqual(after.map(() => 'primary'));
});

it('makes callers wait where no other leg can serve, each in turn; who aborts meanwhile is never sent', async () => {
  await using primary = await serve('primary', 15);
  const model = createFailover({ models: [{ name: 'primary', model: primary.model, concurrency: 2 }] });
  const reason = new Error('the user has left');
  const leaving = new AbortController();
  const asked = Array.from({ length: 12 }, (_, caller) => ask(model, caller));
  const left = ask(model, 13, leaving.signal);
  leaving.abort(reason);
  await expect(left).rejects.toBe(reason);
  expect((await Promise.all(asked)).map(({ text }) => text)).toEqual(asked.map(() => 'primary'));
  expect([primary.seen.most, primary.server.requests.length]).toEqual([2, 12]);
});

it('is given back by a stream that its reader leaves', async () => {
  await using primary = await serve('primary', 15);
  const model = createFailover({ models: [{ name: 'primary', model: primary.model, concurrency: 1 }] });
  const { stream } = await model.doStream({ prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] });
  await stream.cancel();
  expect((await ask(model, 1)).text).toBe('primary');
});
