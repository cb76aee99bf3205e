/** The README is true: its code runs as it stands, its tables say what happens. That it compiles is seen with docs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { APICallError, generateText, wrapLanguageModel } from 'ai';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cut, fixtures, ok, scenario, status } from '../mocks/index.ts';
import { GATEWAY_ERROR, resolveGatewayErrorOptions } from '../src/options/gateway-error-options.ts';
import type { LanguageModel } from '../src/sdk-types.ts';
import { classify, createErrorAwareFetch, gatewayErrorMiddleware } from '../src/index.ts';
import { run } from './docs/blocks.ts';
import { hear, unwrapped } from './support/ask.ts';
import { AT_ONCE, atOnce } from './support/at-once.ts';
import { startServer } from './support/loopback-server.ts';
import { codeBlocks, tableBelow } from './support/markdown.ts';
import { skipBackoff } from './support/skip-backoff.ts';
import { dieMidStream, goodStream } from './support/wire-answers.ts';
import { wires } from './support/wires.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = codeBlocks(readme, 'ts');

afterEach(() => void vi.restoreAllMocks());

const wrap = (model: LanguageModel) => wrapLanguageModel({ model, middleware: gatewayErrorMiddleware() });

const blockWith = (words: string) => blocks.find(block => block.includes(words))!;

describe('the code of the README', () => {
  it('first example: the call recovers from a disguised failure', async () => {
    const upstream = scenario([atOnce(fixtures['cloudflare-2005']), ok('Hello yourself')]);
    const openai = createOpenAI({ apiKey: 'placeholder', fetch: upstream.fetch });
    const names = { openai, generateText, wrapLanguageModel, gatewayErrorMiddleware };
    expect(await run(blocks[0]!, names, 'text')).toEqual({ text: 'Hello yourself' });
    expect(upstream.count).toBe(2);
    expect(upstream.requests[0]?.body).toMatchObject({ model: 'gpt-5' });
  });

  it('`classify`: each field that is shown exists, of a plain error and inside a RetryError', async () => {
    const block = blockWith('classify(error)');
    const fields = [...block.matchAll(/^failure\.(\w+);/gm)].map(match => match[1]!);
    const upstream = scenario([
      status(400, { body: fixtures['cloudflare-2005'].body, headers: { 'retry-after-ms': '0' } }),
    ]);
    const model = wrap(createOpenAI({ apiKey: 'placeholder', fetch: upstream.fetch })('gpt-5'));
    const thrown = await generateText({ model, prompt: 'Hi', maxRetries: 1 }).catch(error => error);
    for (const error of [thrown, unwrapped(thrown)]) {
      const { failure } = await run(block, { classify, error }, 'failure');
      expect(fields.filter(field => !(field in (failure as object)))).toEqual([]);
      expect(failure).toMatchObject({ category: 'upstream-failure', rule: 'cloudflare:2005', retryable: true });
    }
    const inline = classify(undefined, { response: { status: 200, headers: {}, body: '<html></html>' } });
    expect(inline).toMatchObject({ fallback: true, category: 'upstream-failure' });
  });

  it('the fetch that keeps errors: a JSON error with status 200 has its label', async () => {
    const upstream = scenario([
      status(200, {
        body: '{"error":{"message":"You exceeded your current quota.","code":"insufficient_quota"}}',
        headers: { 'content-type': 'application/json' },
      }),
    ]);
    const names = {
      createOpenAI: (options: object) => createOpenAI({ apiKey: 'placeholder', ...options }),
      createErrorAwareFetch: () => createErrorAwareFetch({ fetch: upstream.fetch }),
    };
    const { openai } = await run(blockWith('createErrorAwareFetch'), names, 'openai');
    const { told } = await hear(wrap((openai as ReturnType<typeof createOpenAI>)('gpt-5')), { maxRetries: 2 });
    expect(told).toMatchObject([{ statusCode: 402, data: { failure: { category: 'billing', wireStatus: 200 } } }]);
    expect(upstream.count).toBe(1);
  });

  it('fixtures: the scenario is a provider’s upstream', async () => {
    const names = { createOpenAI, fixtures, ok, scenario };
    const { upstream, openai } = (await run(blockWith('/msw'), names, 'upstream', 'openai')) as {
      upstream: ReturnType<typeof scenario>;
      openai: ReturnType<typeof createOpenAI>;
    };
    vi.useFakeTimers();
    const call = generateText({ model: wrap(openai('gpt-5')), prompt: 'Hi' });
    await vi.runAllTimersAsync();
    vi.useRealTimers();
    expect((await call).text).toBe('hello');
    expect(upstream.count).toBe(2);
  });

  it('commands: each one exists', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    const commands = [
      ...codeBlocks(readme, 'sh')
        .join('\n')
        .matchAll(/^npm (?:run (\w+)|(test))/gm),
    ];
    expect(commands.length).toBeGreaterThan(1);
    expect(commands.map(match => match[1] ?? match[2]!).filter(name => !(name in scripts))).toEqual([]);
  });
});

describe('the table of options', () => {
  const rows = tableBelow(readme, 'Options');
  const resolved = resolveGatewayErrorOptions({}) as unknown as Record<string, unknown>;

  it('has every option, and none that does not exist', () => {
    // The clock is for tests.
    expect(rows.map(([name]) => name).toSorted()).toEqual(
      Object.keys(GATEWAY_ERROR)
        .filter(key => key !== 'clock')
        .toSorted(),
    );
  });

  it.each(rows.map(([name, shown]) => [name!, shown!]))('`%s` is %s by default', (name, shown) => {
    if (shown === '') expect(resolved[name]).toBeUndefined();
    else expect(new Function(`return (${shown});`)()).toEqual(resolved[name]);
  });
});

describe('the table of what comes back', () => {
  const openai = (upstream: ReturnType<typeof scenario>) =>
    createOpenAI({ apiKey: 'placeholder', fetch: upstream.fetch })('gpt-5');
  const openrouter = (upstream: ReturnType<typeof scenario>) =>
    createOpenRouter({ apiKey: 'placeholder', fetch: upstream.fetch })('z-ai/glm-5.1') as unknown as LanguageModel;
  const ask = (model: LanguageModel) =>
    generateText({ model, prompt: 'Hi', maxRetries: 1 }).then(
      ({ text }) => ({ text }),
      error => ({ error }),
    );

  const PROOFS: Record<string, () => Promise<void>> = {
    async 'Cloudflare 400 with code 2005, then an answer'() {
      const steps = [atOnce(fixtures['cloudflare-2005']), ok('the answer')];
      const bare = scenario(steps);
      const failed = await ask(openai(bare));
      expect(failed).toMatchObject({ error: { name: 'AI_APICallError', statusCode: 400, message: '' } });
      expect(bare.count).toBe(1);
      const wrapped = scenario(steps);
      expect(await ask(wrap(openai(wrapped)))).toEqual({ text: 'the answer' });
      expect(wrapped.count).toBe(2);
    },
    async 'OpenRouter 200 with `{"error":{"code":502}}`, then an answer'() {
      const steps = [atOnce(fixtures['openrouter-502-in-200']), ok('the answer')];
      const bare = scenario(steps);
      const failed = await ask(openrouter(bare));
      expect(failed).toMatchObject({ error: { name: 'AI_APICallError', statusCode: 200, isRetryable: false } });
      expect(bare.count).toBe(1);
      const wrapped = scenario(steps);
      expect(await ask(wrap(openrouter(wrapped)))).toEqual({ text: 'the answer' });
      expect(wrapped.count).toBe(2);
    },
    async 'an error as the first event of a stream'() {
      const steps = [atOnce(fixtures['openrouter-502-first-frame']), ok('the answer')];
      const bare = scenario(steps);
      const heard = await hear(openrouter(bare), { maxRetries: 1 });
      expect(heard).toMatchObject({ text: '', finishReason: 'error', thrown: undefined });
      expect(heard.told).toHaveLength(1);
      const wrapped = scenario(steps);
      expect(await hear(wrap(openrouter(wrapped)), { maxRetries: 1 })).toMatchObject({ text: 'the answer', told: [] });
      expect(wrapped.count).toBe(2);
    },
    async 'a stream that ends in the middle'() {
      const steps = [cut({ afterParts: 2, ending: 'end', text: 'cut short here' })];
      const bare = await hear(openai(scenario(steps)));
      expect(bare).toMatchObject({ text: 'cut short', told: [], thrown: undefined });
      expect(bare.finishReason).not.toBe('error');
      const wrapped = await hear(wrap(openai(scenario(steps))));
      expect(wrapped).toMatchObject({ text: 'cut short', finishReason: 'error', thrown: undefined });
      expect(wrapped.told).toHaveLength(1);
      expect(APICallError.isInstance(wrapped.told[0])).toBe(true);
    },
    async 'the connection of a Bedrock stream dies'() {
      skipBackoff();
      const wire = wires.bedrock;
      const bedrock = (baseURL: string) =>
        createAmazonBedrock({ apiKey: 'placeholder', region: 'us-east-1', baseURL })('anthropic.claude-sonnet-4-5');
      for (const afterParts of [0, 1]) {
        await using server = await startServer(dieMidStream(wire, ['half', 'never'], afterParts));
        const bare = await hear(bedrock(server.url), { maxRetries: 1 });
        expect(bare).toMatchObject({ told: [], thrown: { name: 'TypeError', message: 'terminated' } });
        expect(server.requests).toHaveLength(1);
      }
      await using early = await startServer(dieMidStream(wire, ['never'], 0), goodStream(wire, ['the answer']));
      expect(await hear(wrap(bedrock(early.url)), { maxRetries: 1 })).toMatchObject({ text: 'the answer', told: [] });
      await using late = await startServer(dieMidStream(wire, ['half', 'never'], 1));
      const heard = await hear(wrap(bedrock(late.url)), { maxRetries: 1 });
      expect(heard).toMatchObject({ text: 'half', finishReason: 'error', thrown: undefined });
      expect(heard.told.map(error => APICallError.isInstance(error))).toEqual([true]);
    },
  };

  const rows = tableBelow(readme, 'See it');

  it('has the rows that are proved here', () => {
    expect(rows.map(([name]) => name)).toEqual(Object.keys(PROOFS));
    // The words that the proofs stand for.
    const [cloudflare, openRouter, first, middle, bedrock] = rows;
    expect(cloudflare?.slice(1)).toEqual([
      '`APICallError` 400 with an empty message, 1 request',
      'the answer, 2 requests',
    ]);
    expect(openRouter?.slice(1)).toEqual(['`APICallError` 200, not retryable, 1 request', 'the answer, 2 requests']);
    expect(first?.slice(1)).toEqual(['an error part and an empty text', 'the answer, 2 requests']);
    expect(middle?.slice(1)).toEqual(['a finished answer, cut short', "an error part, `finishReason: 'error'`"]);
    expect(bedrock?.slice(1)).toEqual([
      '`TypeError: terminated`, `onError` not called',
      'an `APICallError`, retried or told to `onError`',
    ]);
  });

  // oxlint-disable-next-line vitest/expect-expect -- the proofs expect
  it.each(Object.entries(PROOFS))('%s', (_, prove) => prove());
});

describe('what the README says of retries', () => {
  it.each(tableBelow(readme, 'Retries, counted').map(row => row.map(Number)))(
    'maxRetries %i with %i tries of the gateway: at most %i requests',
    async (maxRetries, gatewayTries, requests) => {
      const upstream = scenario([status(503, { headers: AT_ONCE })]);
      const model = wrap(createOpenAI({ apiKey: 'placeholder', fetch: upstream.fetch })('gpt-5'));
      await generateText({ model, prompt: 'Hi', maxRetries: maxRetries! }).catch(() => undefined);
      expect(upstream.count * gatewayTries!).toBe(requests);
    },
  );

  it.each([
    [59, true],
    [60, false],
    [3_600, false],
  ])('a Retry-After of %i seconds: retryable is %s, and the wait is told', async (seconds, isRetryable) => {
    const upstream = scenario([status(429, { retryAfter: seconds })]);
    const model = wrap(createOpenAI({ apiKey: 'placeholder', fetch: upstream.fetch })('gpt-5'));
    const error = await generateText({ model, prompt: 'Hi', maxRetries: 0 }).catch(caught => caught);
    expect(error.isRetryable).toBe(isRetryable);
    expect(classify(error).retryAfterMs).toBe(seconds * 1_000);
    if (!isRetryable) expect(error.data.failure.retryAfterMs).toBe(seconds * 1_000);
  });
});
