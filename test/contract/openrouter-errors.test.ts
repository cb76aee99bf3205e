/** OpenRouter's two upstream errors in every form they were seen, through the packages that people ask it with. */
import { APICallError, wrapLanguageModel } from 'ai';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { gatewayErrorMiddleware } from '../../src/index.ts';
import { askGenerate, askStream, hear } from '../support/ask.ts';
import { packageRows, type ProviderPackage } from '../support/provider-packages.ts';
import { chunked, replies, reply, streamed, type Reply } from '../support/scripted-fetch.ts';
import { skipBackoff } from '../support/skip-backoff.ts';

afterEach(() => void vi.restoreAllMocks());

const packages = packageRows(['openrouter', 'openai-compatible', 'openai chat', 'anthropic']);
/** What the messages have in common with the errors' own. */
const says = (message: string) => message.replace(/\.$/, '');
const metadata = { error_type: 'provider_unavailable' };
const payloads = ['Network connection lost.', 'JSON error injected into SSE stream'].flatMap(message =>
  [502, '502'].flatMap(code => [
    { message, payload: { code, message, metadata } },
    { message, payload: { id: 'gen-1', error: { code, message, metadata } } },
  ]),
);
const rows = packages.flatMap(([name, provider]) =>
  payloads.map(({ message, payload }) => ({ name, provider, message, payload, shown: JSON.stringify(payload) })),
);

const baseURL = 'https://openrouter.ai/api/v1';
const frame = (payload: unknown) => `data: ${JSON.stringify(payload)}\n\n`;
const wrapped = ({ connect }: ProviderPackage, upstream: ReturnType<typeof replies>) =>
  wrapLanguageModel({ model: connect({ baseURL, fetch: upstream.fetch }), middleware: gatewayErrorMiddleware() });

function expectUnavailable(error: unknown, category: unknown = 'upstream-failure'): void {
  expect(APICallError.isInstance(error)).toBe(true);
  expect(error).toMatchObject({
    isRetryable: true,
    statusCode: 502,
    data: { failure: { category, scope: 'provider', fallback: true } },
  });
}

describe.each(rows)('$name, $shown', ({ name, provider, payload, message }) => {
  const { wire } = provider;
  const body = JSON.stringify(payload);
  const first = chunked([': OPENROUTER PROCESSING\n\n', frame(payload)], wire.contentType);
  const { preamble, parts } = wire.stream(['Working on it', 'lost']);
  const late = chunked([...preamble, parts[0]!, frame(payload)], wire.contentType);
  const good = streamed(wire, ['good ', 'answer']);

  const early: [string, typeof askGenerate, Reply, Reply][] = [
    ['HTTP 502, generateText', askGenerate, reply(body, 502), reply(wire.json('good answer'))],
    ['HTTP 502, streamText', askStream, reply(body, 502), good],
    ['HTTP 200, generateText', askGenerate, reply(body), reply(wire.json('good answer'))],
    ['HTTP 200, streamText', askStream, reply(body), good],
    ['the first event of a stream', askStream, first, good],
  ];

  test.each(early)('%s: asked again after the ordinary wait', async (_, ask, failed, answer) => {
    const waits = skipBackoff();
    const upstream = replies(failed, answer);
    expect(await ask(wrapped(provider, upstream), { maxRetries: 1 })).toEqual({ text: 'good answer' });
    expect(upstream.count).toBe(2);
    expect(waits).toEqual([2_000]);
  });

  test.each(early)('%s: asked maxRetries times more, and then it is an upstream failure', async (form, ask, failed) => {
    const waits = skipBackoff();
    const upstream = replies(failed);
    const { error } = await ask(wrapped(provider, upstream), { maxRetries: 2 });
    expect(upstream.count).toBe(3);
    expect(waits).toEqual([2_000, 4_000]);
    // Read as a stream JSON is no event, and Anthropic's parser drops a foreign first frame: only the verdict is left.
    const isLost = form === 'HTTP 200, streamText' || (name === 'anthropic' && form.endsWith('of a stream'));
    expectUnavailable(error, isLost ? expect.stringMatching(/^(?:upstream-failure|stream-interrupted)$/) : undefined);
    if (!isLost) expect((error as Error).message).toContain(says(message));
  });

  test('after one delta it is told once, and nothing is repeated', async () => {
    const upstream = replies(late, good);
    const heard = await hear(wrapped(provider, upstream), { maxRetries: 2 });
    expect(upstream.count).toBe(1);
    expect(heard).toMatchObject({ deltas: ['Working on it'], text: 'Working on it', finishReason: 'error' });
    expect(heard.thrown).toBeUndefined();
    expect(heard.told).toHaveLength(1);
    expectUnavailable(heard.told[0]);
    expect((heard.told[0] as Error).message).toContain(says(message));
  });

  test("after one delta the SDK's own streamRetries recovers", async () => {
    const upstream = replies(late, good);
    const heard = await hear(wrapped(provider, upstream), { maxRetries: 0, streamRetries: 1 });
    expect(upstream.count).toBe(2);
    expect(heard).toMatchObject({ text: 'good answer', finishReason: 'stop' });
    // The SDK tells each error part, retried or not; ours is the same as without its retry.
    expect(heard.told).toHaveLength(1);
    expectUnavailable(heard.told[0]);
  });
});
