/** The subrequests of a Worker's request: the runtime's word that they are spent, and a budget that keeps some of them. */
import { createOpenAI } from '@ai-sdk/openai';
import { embed, wrapLanguageModel } from 'ai';
import { describe, expect, it, vi } from 'vitest';
import {
  createEmbeddingFailover,
  createFailover,
  createSubrequestBudget,
  FailoverError,
  failoverMiddleware,
  type CreateFailoverOptions,
  type FailoverEvent,
} from '../../src/index.ts';
import { hang, ok, scenario, status, type Scenario, type Step } from '../../mocks/index.ts';
import { askGenerate, askStream, unwrapped } from '../support/ask.ts';
import { AT_ONCE } from '../support/at-once.ts';
import { anthropicLeg, openaiLeg } from '../support/failover-legs.ts';

const wholeAnswer = {
  id: 'c',
  object: 'chat.completion',
  created: 0,
  model: 'gpt-5',
  choices: [{ index: 0, message: { role: 'assistant', content: 'whole' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
};

const down = status(503, { headers: AT_ONCE });

/** Chains over one primary and one fallback, each with its own script. */
function legsOf(primary: readonly Step[], fallback: readonly Step[] = [ok('from the fallback')]) {
  const upstreams: [Scenario, Scenario] = [scenario(primary), scenario(fallback)];
  const events: FailoverEvent[] = [];
  const chain = (options: Omit<CreateFailoverOptions, 'models'>) =>
    createFailover({
      models: [anthropicLeg(upstreams[0]), openaiLeg(upstreams[1])],
      onEvent: event => void events.push(event),
      ...options,
    });
  return { chain, events, asked: () => upstreams.map(({ count }) => count) };
}

describe('what the runtime throws when they are spent', () => {
  // https://developers.cloudflare.com/workers/platform/limits/#subrequests
  const spent = new Error('Too many subrequests by single Worker invocation.');

  it.each([
    ['generate', askGenerate],
    ['stream', askStream],
  ])('ends a %s call at once: no second try, no other leg, no round of the SDK', async (_, ask) => {
    const fetch = vi.fn<typeof globalThis.fetch>().mockRejectedValue(spent);
    const provider = createOpenAI({ apiKey: 'unused', fetch });
    const model = createFailover({ models: [provider('gpt-5'), provider('gpt-4o')], retries: { perLeg: 3 } });
    const { error } = await ask(model, { maxRetries: 2 });
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(error).toMatchObject({
      isRetryable: false,
      data: { failure: { rule: 'network:subrequests', scope: 'request', fallback: false } },
    });
    expect((error as Error).message).toContain('has used up its subrequests');
  });

  it.each([
    ['an HTTP 500', 500, JSON.stringify({ error: { message: spent.message } })],
    ['a 500 that is no JSON', 500, `Error: ${spent.message}`],
    ['an HTTP 429', 429, JSON.stringify({ error: { message: 'Too many subrequests.' } })],
  ])('is an upstream’s own failure in %s: another leg is asked', async (_, code, body) => {
    const fetch = async () => new Response(body, { status: code, headers: { 'content-type': 'application/json' } });
    const primary = createOpenAI({ apiKey: 'unused', baseURL: 'https://proxy.example/v1', fetch }).chat('gpt-5');
    const models = [primary, openaiLeg(scenario([ok('from the fallback')]))] as const;
    const model = createFailover({ models, retries: { perLeg: 0 } });
    expect(await askGenerate(model, { maxRetries: 0 })).toEqual({ text: 'from the fallback' });
    expect(await askStream(model, { maxRetries: 0 })).toEqual({ text: 'from the fallback' });
  });

  it('ends an embedding call at once', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>().mockRejectedValue(spent);
    const of = (baseURL: string) => createOpenAI({ apiKey: 'unused', baseURL, fetch }).embedding('e');
    const models = [of('https://one.example'), of('https://other.example')].map(model => ({ model, space: 'e' }));
    const model = createEmbeddingFailover({ models });
    await expect(embed({ model, value: 'x', maxRetries: 2 })).rejects.toMatchObject({ isRetryable: false });
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('counts against no leg', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>().mockRejectedValue(spent);
    const provider = createOpenAI({ apiKey: 'unused', fetch });
    const model = createFailover({ models: [provider('gpt-5'), provider('gpt-4o')] });
    for (let call = 0; call < 10; call += 1) await askGenerate(model, { maxRetries: 0 });
    expect(model.health!.snapshot()).toEqual({});
  });
});

describe('a budget of them', () => {
  it('counts each attempt of all chains that share it, and what else is said', async () => {
    const subrequests = createSubrequestBudget(20);
    const { chain } = legsOf([down]);
    const middleware = failoverMiddleware({ to: [openaiLeg(scenario([ok('from the other')]))], subrequests });
    const other = wrapLanguageModel({ model: anthropicLeg(scenario([ok('hi')])), middleware });
    expect(await askGenerate(chain({ subrequests }), { maxRetries: 0 })).toEqual({ text: 'from the fallback' });
    expect(subrequests.left).toBe(17);
    expect(await askStream(other, { maxRetries: 0 })).toEqual({ text: 'hi' });
    subrequests.spend();
    subrequests.spend(5);
    expect([subrequests.left, subrequests.limit]).toEqual([10, 20]);
    subrequests.spend(100);
    expect(subrequests.left).toBe(0);
  });

  it.each([
    [10, 8, { text: 'whole' }, ['stream', 'whole']],
    // There is none for the second request.
    [1, 0, undefined, ['stream']],
  ])(
    'counts both requests of an attempt whose model refuses to stream: of %i are left %i',
    async (limit, left, answer, sent) => {
      const subrequests = createSubrequestBudget(limit);
      const asked: string[] = [];
      const fetch = async (_: unknown, init?: RequestInit) => {
        const { stream } = JSON.parse(String(init?.body)) as { stream?: boolean };
        asked.push(stream ? 'stream' : 'whole');
        if (!stream) return Response.json(wholeAnswer);
        const error = {
          message: 'Unsupported value',
          type: 'invalid_request_error',
          param: 'stream',
          code: 'unsupported_value',
        };
        return Response.json({ error }, { status: 400 });
      };
      const model = createOpenAI({ apiKey: 'unused', fetch }).chat('gpt-5');
      const chain = createFailover({ models: [model], subrequests, generateVia: 'stream', retries: { perLeg: 0 } });
      const { error, ...answered } = await askGenerate(chain, { maxRetries: 0 });
      expect([asked, subrequests.left]).toEqual([sent, left]);
      expect(error === undefined ? answered : undefined).toEqual(answer);
    },
  );

  it('spends none on second tries once half of it is gone, and goes to the next leg', async () => {
    const subrequests = createSubrequestBudget(6);
    const { chain, asked } = legsOf([down]);
    const model = chain({ subrequests, health: false });
    await askGenerate(model, { maxRetries: 0 });
    // Two tries of the primary, and the fallback.
    expect([asked(), subrequests.left]).toEqual([[2, 1], 3]);
    await askGenerate(model, { maxRetries: 0 });
    expect([asked(), subrequests.left]).toEqual([[3, 2], 1]);
  });

  it('lets no leg be joined once half of it is gone', async () => {
    const subrequests = createSubrequestBudget(2);
    const { chain, asked, events } = legsOf([hang()]);
    const model = chain({ subrequests, hedge: { afterMs: 5 }, timeouts: { attemptMs: 60 } });
    expect(await askGenerate(model, { maxRetries: 0 })).toEqual({ text: 'from the fallback' });
    expect(asked()).toEqual([1, 1]);
    expect(events.some(({ type }) => type === 'hedge-start')).toBe(false);
  });

  it('ends a call in its midst when it is spent, and says so', async () => {
    const subrequests = createSubrequestBudget(1);
    const { chain, asked, events } = legsOf([down]);
    const { error } = await askGenerate(chain({ subrequests }), { maxRetries: 2 });
    expect(asked()).toEqual([1, 0]);
    expect(error).toBeInstanceOf(FailoverError);
    expect(error).toMatchObject({ isRetryable: false, statusCode: 503, attempts: { length: 1 } });
    expect((error as Error).message).toMatch(/Skipped: openai\S* \(subrequests\)\.$/);
    expect(events).toContainEqual(expect.objectContaining({ type: 'skip', reason: 'subrequests' }));
  });

  it.each([
    ['generate', askGenerate],
    ['stream', askStream],
  ])('ends a %s call before it asks any leg once it is spent, not for the SDK to retry', async (_, ask) => {
    const subrequests = createSubrequestBudget(3);
    subrequests.spend(3);
    const { chain, asked } = legsOf([ok('never')]);
    const { error } = await ask(chain({ subrequests }), { maxRetries: 2 });
    expect(asked()).toEqual([0, 0]);
    expect(unwrapped(error)).toBe(error);
    expect(error).toMatchObject({
      isRetryable: false,
      failure: { rule: 'failover:no-subrequest', category: 'network', scope: 'request', fallback: false },
    });
    expect((error as FailoverError).failure.remedy).toContain('The subrequests of this request are spent');
  });

  it('bounds an agent, whatever fails', async () => {
    const subrequests = createSubrequestBudget(40);
    const { chain, asked } = legsOf([down], [down]);
    const model = chain({ subrequests, health: false, budget: false, retries: { perLeg: 2, baseDelayMs: 0 } });
    for (let step = 0; step < 20; step += 1) await askGenerate(model, { maxRetries: 0 });
    expect(asked().reduce((sum, count) => sum + count)).toBe(40);
  });

  it.each([undefined, null, 0, 1.5, '40', {}])('takes a whole number from 1, not %j', limit => {
    expect(() => createSubrequestBudget(limit as never)).toThrow(
      /createSubrequestBudget: option `limit` takes a whole number from 1; got/,
    );
  });
});
