/** A good answer passes through the middleware as the provider package gave it. */
import { wrapLanguageModel, generateText } from 'ai';
import { expect, test } from 'vitest';
import { gatewayErrorMiddleware } from '../../src/index.ts';
import { hear } from '../support/ask.ts';
import { packageRows } from '../support/provider-packages.ts';
import { reply, replies, streamed } from '../support/scripted-fetch.ts';

const baseURL = 'https://api.example.com/v1';

test.each(packageRows())('%s: an answer without streaming is untouched', async (_, { connect, wire }) => {
  const upstream = replies(reply(wire.json('good answer')));
  const model = connect({ baseURL, fetch: upstream.fetch });
  const bare = await generateText({ model, prompt: 'Hi' });
  const wrapped = await generateText({
    model: wrapLanguageModel({ model, middleware: gatewayErrorMiddleware() }),
    prompt: 'Hi',
  });
  expect(wrapped.text).toBe('good answer');
  expect(wrapped.finishReason).toBe('stop');
  expect(wrapped.usage).toEqual(bare.usage);
  expect(wrapped.content).toEqual(bare.content);
  expect(upstream.count).toBe(2);
});

test.each(packageRows())('%s: a streamed answer is untouched', async (_, { connect, wire }) => {
  const upstream = replies(streamed(wire, ['good ', 'answer']));
  const model = wrapLanguageModel({
    model: connect({ baseURL, fetch: upstream.fetch }),
    middleware: gatewayErrorMiddleware(),
  });
  expect(await hear(model)).toEqual({
    deltas: ['good ', 'answer'],
    text: 'good answer',
    finishReason: 'stop',
    told: [],
    thrown: undefined,
  });
  expect(upstream.count).toBe(1);
});
