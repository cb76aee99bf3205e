import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, generateText, streamText, wrapLanguageModel } from 'ai';
import { describe, expect, it } from 'vitest';
import { fixtures, ok, scenario, status, type Step } from '../../mocks/index.ts';
import { createFailover, FailoverError, failoverMiddleware, type FailoverEvent } from '../../src/index.ts';
import { notableIn } from '../support/notable.ts';

/** A primary of Anthropic's and a fallback of OpenAI's, each with its script. */
function twoLegs(primary: Step[], fallback: Step[], options: Partial<Parameters<typeof failoverMiddleware>[0]> = {}) {
  const first = scenario(primary);
  const second = scenario(fallback);
  const events: FailoverEvent[] = [];
  const model = wrapLanguageModel({
    model: createAnthropic({ apiKey: 'placeholder', fetch: first.fetch })('claude-sonnet-4-5'),
    middleware: failoverMiddleware({
      to: createOpenAI({ apiKey: 'placeholder', fetch: second.fetch })('gpt-5'),
      onEvent: notableIn(events),
      random: () => 0,
      ...options,
    }),
  });
  return { model, first, second, events };
}

const down = status(503);

describe('failoverMiddleware', () => {
  it('leaves the result of a healthy primary untouched', async () => {
    const { model, second, events } = twoLegs([ok('hello')], [ok('fallback')]);
    const result = await generateText({ model, prompt: 'Hi' });
    expect(result.text).toBe('hello');
    expect(result.providerMetadata).not.toHaveProperty('failover');
    expect(result.warnings).toEqual([]);
    expect([second.count, events]).toEqual([0, []]);
  });

  it('tries the primary twice, then the fallback, and says so', async () => {
    const { model, first, second, events } = twoLegs([down, down], [ok('fallback')]);
    const result = await generateText({ model, prompt: 'Hi', maxRetries: 0 });
    expect(result.text).toBe('fallback');
    expect([first.count, second.count]).toEqual([2, 1]);
    expect(result.response.modelId).toMatch(/^gpt-5/);
    expect(result.warnings).toEqual([
      {
        type: 'other',
        message: expect.stringMatching(/^Served by the fallback openai\.responses\/gpt-5 after overloaded/),
      },
    ]);
    expect(result.providerMetadata?.['failover']).toMatchObject({
      servedBy: { leg: 'openai.responses/gpt-5', provider: 'openai.responses', modelId: 'gpt-5' },
      attempts: [
        { leg: 'anthropic.messages/claude-sonnet-4-5', category: 'overloaded', statusCode: 503 },
        { statusCode: 503 },
      ],
      degraded: true,
      hedged: false,
    });
    expect(events.map(event => event.type)).toEqual(['failure', 'retry', 'failure', 'failover']);
  });

  it('does the same for a stream, with one preamble', async () => {
    const { model, first, second } = twoLegs(
      [down, fixtures['anthropic-200-overloaded-after-start']],
      [ok('fallback')],
    );
    const result = streamText({ model, prompt: 'Hi', maxRetries: 0 });
    const types: string[] = [];
    for await (const part of result.fullStream) types.push(part.type);
    expect(await result.text).toBe('fallback');
    expect([first.count, second.count]).toEqual([2, 1]);
    expect(types.filter(type => type === 'start-step')).toHaveLength(1);
    expect((await result.response).modelId).toMatch(/^gpt-5/);
    expect((await result.providerMetadata)?.['failover']).toMatchObject({ degraded: true, attempts: [{}, {}] });
    expect(await result.warnings).toHaveLength(1);
  });

  it('throws one error that names every leg when all fail, and lets maxRetries count further rounds', async () => {
    const { model, first, second } = twoLegs([down], [status(401)]);
    const error = await generateText({ model, prompt: 'Hi', maxRetries: 0 }).catch((thrown: unknown) => thrown);
    expect(FailoverError.isInstance(error) && APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({
      statusCode: 503,
      isRetryable: true,
      attempts: [{}, {}, { failure: { category: 'auth' } }],
    });
    expect((error as Error).message).toMatch(
      /^2 legs failed in 3 attempts\. anthropic\.messages\/claude-sonnet-4-5 \(2 attempts\): .+ \| openai\.responses\/gpt-5: /,
    );
    expect([first.count, second.count]).toEqual([2, 1]);
  });

  it("throws the primary's own error when it forbids another leg", async () => {
    const { model, first, second } = twoLegs(
      [status(400, { body: { type: 'error', error: { type: 'invalid_request_error', message: 'messages.0: bad' } } })],
      [ok('no')],
    );
    const error = await generateText({ model, prompt: 'Hi' }).catch((thrown: unknown) => thrown);
    expect(FailoverError.isInstance(error)).toBe(false);
    expect(error).toMatchObject({ statusCode: 400, isRetryable: false });
    expect([first.count, second.count]).toEqual([1, 0]);
  });
});

describe('createFailover', () => {
  it('is a model with the identity of its first leg', async () => {
    const upstream = scenario([down, down, ok('hello')]);
    const openai = createOpenAI({ apiKey: 'placeholder', fetch: upstream.fetch });
    const model = createFailover({
      models: [openai('gpt-5'), { model: openai.chat('gpt-5-mini'), name: 'small' }],
      random: () => 0,
    });
    expect([model.provider, model.modelId]).toEqual(['openai.responses', 'gpt-5']);
    expect(model.describe()).toEqual({
      legs: [
        {
          name: 'openai.responses/gpt-5',
          provider: 'openai.responses',
          modelId: 'gpt-5',
          gateway: undefined,
          account: undefined,
          retries: 1,
        },
        {
          name: 'small',
          provider: 'openai.chat',
          modelId: 'gpt-5-mini',
          gateway: undefined,
          account: undefined,
          retries: 0,
        },
      ],
      maxAttempts: 3,
    });
    expect((await generateText({ model, prompt: 'Hi', maxRetries: 0 })).text).toBe('hello');
  });
});
