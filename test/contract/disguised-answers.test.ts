/** Answers with status 200 that are none, to calls without streaming, through every provider package. */
import { APICallError, wrapLanguageModel } from 'ai';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fixtures } from '../../mocks/index.ts';
import { gatewayErrorMiddleware } from '../../src/index.ts';
import { askGenerate, askObject } from '../support/ask.ts';
import { packageRows, type PackageName } from '../support/provider-packages.ts';
import { replies, reply } from '../support/scripted-fetch.ts';
import { skipBackoff } from '../support/skip-backoff.ts';

let waits: number[];
beforeEach(() => void (waits = skipBackoff()));
afterEach(() => void vi.restoreAllMocks());

const baseURL = 'https://api.example.com/v1';
const html = { 'content-type': 'text/html; charset=UTF-8' };

const disguises = [
  ["Cloudflare's envelope", reply(fixtures['cloudflare-2005'].body!), 'cloudflare:2005'],
  ["OpenRouter's error", reply(fixtures['openrouter-502-in-200'].body!), /^openrouter:/],
  ["OpenRouter's bare error", reply(fixtures['openrouter-502-bare-in-200'].body!), /^openrouter:/],
  ['a web page', reply(fixtures['edge-520-html'].body!, 200, html), 'edge:52x'],
  ['nothing', reply(''), 'response:empty'],
] as const;

/** Where a package destroys the answer, its own words decide. */
const OWN_WORDS: Partial<Record<PackageName, Partial<Record<string, string>>>> = {
  'workers-ai': {
    "Cloudflare's envelope": 'response:empty',
    'a web page': 'response:not-json',
    nothing: 'response:truncated',
  },
  'vercel gateway': { nothing: 'vercel:response' },
};

describe.each(packageRows())('%s', (name, { connect, wire }) => {
  // workers-ai-provider meets a foreign JSON with a TypeError of its own, in which nothing is left of it.
  const seen = disguises.filter(([form]) => !(name === 'workers-ai' && form.startsWith('OpenRouter')));
  const wrapped = (upstream: ReturnType<typeof replies>) =>
    wrapLanguageModel({ model: connect({ baseURL, fetch: upstream.fetch }), middleware: gatewayErrorMiddleware() });

  test.each(seen)('%s: one retry gets the answer', async (_, disguise) => {
    const upstream = replies(disguise, reply(wire.json('good answer')));
    expect(await askGenerate(wrapped(upstream), { maxRetries: 1 })).toEqual({ text: 'good answer' });
    expect(upstream.count).toBe(2);
    expect(waits).toEqual([2_000]);
  });

  test.each(seen)('%s: one retry gets the object', async (_, disguise) => {
    const upstream = replies(disguise, reply(wire.json('{"answer":"yes"}')));
    expect(await askObject(wrapped(upstream), { maxRetries: 1 })).toEqual({ text: 'yes' });
    expect(upstream.count).toBe(2);
  });

  test.each(seen)('%s: what is thrown says so', async (form, disguise, rule) => {
    const upstream = replies(disguise);
    const { error } = await askGenerate(wrapped(upstream), { maxRetries: 2 });
    expect(upstream.count).toBe(3);
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ isRetryable: true, statusCode: 502 });
    expect((error as APICallError).data).toMatchObject({
      failure: { rule: expect.stringMatching(OWN_WORDS[name]?.[form] ?? rule) },
    });
  });
});

test.each(packageRows(['openai chat', 'openai-compatible', 'azure chat', 'groq', 'deepseek', 'openrouter']))(
  '%s: an answer without choices is asked for once more',
  async (_, { connect, wire }) => {
    const none = JSON.stringify({ ...JSON.parse(wire.json('')), choices: [] });
    const upstream = replies(reply(none), reply(wire.json('good answer')));
    const model = connect({ baseURL, fetch: upstream.fetch });
    const wrapped = wrapLanguageModel({ model, middleware: gatewayErrorMiddleware() });
    expect(await askGenerate(wrapped, { maxRetries: 1 })).toEqual({ text: 'good answer' });
    expect(upstream.count).toBe(2);
  },
);
