/** A route that only ever answered with code 2005 is called misconfigured, and no other. */
import { APICallError, simulateReadableStream, wrapLanguageModel } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import { fixtures } from '../../mocks/index.ts';
import { gatewayErrorMiddleware, type FailoverEvent, type GatewayErrorOptions } from '../../src/index.ts';
import { callGenerate, callStream } from '../support/calls.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { finish, start, text, textEnd, textStart, usage } from '../support/part-source.ts';
import { notableIn } from '../support/notable.ts';

const failed = (body = fixtures['cloudflare-2005'].body) =>
  new APICallError({
    message: '',
    url: 'https://gateway.ai.cloudflare.com/v1/a/g/openai/responses',
    requestBodyValues: {},
    statusCode: 400,
    responseHeaders: { 'retry-after-ms': '0' },
    responseBody: body!,
  });

/** A model that fails until it is told to answer. */
function createRoute(modelId = 'm', error = failed) {
  const state = { works: false, calls: 0 };
  const model = new MockLanguageModelV4({
    provider: 'openai',
    modelId,
    doGenerate: async () => {
      state.calls += 1;
      if (!state.works) throw error();
      return {
        content: [{ type: 'text', text: 'hi' }],
        finishReason: { unified: 'stop', raw: 'stop' },
        usage,
        warnings: [],
      };
    },
    doStream: async () => {
      state.calls += 1;
      if (!state.works) throw error();
      return { stream: simulateReadableStream({ chunks: [start, textStart, text('hi'), textEnd, finish()] }) };
    },
  });
  return { state, model };
}

function set(options: GatewayErrorOptions = {}) {
  const clock = createManualClock();
  const events: FailoverEvent[] = [];
  const middleware = gatewayErrorMiddleware({ clock, onEvent: notableIn(events), ...options });
  const wrap = (model: MockLanguageModelV4) => wrapLanguageModel({ model, middleware });
  return { clock, wrap, configs: () => events.filter(({ type }) => type === 'config'), events };
}

const ruleOf = (error: unknown) => (error as { data: { failure: { rule: string } } }).data.failure.rule;
const OUTAGE = 'cloudflare:2005';
const CONFIG = 'cloudflare:2005:never-succeeded';

async function failTimes(model: Parameters<typeof callGenerate>[0], times: number): Promise<string[]> {
  const rules: string[] = [];
  for (let time = 0; time < times; time += 1) rules.push(ruleOf((await callGenerate(model)).error));
  return rules;
}

describe('after 10 failed calls over 5 minutes', () => {
  it('the tenth says so, once the minutes are over, and not a call or a millisecond earlier', async () => {
    const { clock, wrap, configs } = set();
    const { model } = createRoute();
    const wrapped = wrap(model);
    expect(await failTimes(wrapped, 1)).toEqual([OUTAGE]);
    await clock.advance(299_999);
    expect(await failTimes(wrapped, 9)).toEqual(Array.from({ length: 9 }, () => OUTAGE));
    expect(configs()).toEqual([]);
    await clock.advance(1);
    expect(await failTimes(wrapped, 1)).toEqual([CONFIG]);
    expect(configs()).toHaveLength(1);
  });

  it('nine calls are too few, however long they fail', async () => {
    const { clock, wrap } = set();
    const wrapped = wrap(createRoute().model);
    await failTimes(wrapped, 8);
    await clock.advance(3_600_000);
    expect(await failTimes(wrapped, 2)).toEqual([OUTAGE, CONFIG]);
  });

  it('says what to check in message, remedy and event, and stays retryable', async () => {
    const { wrap, configs } = set({ neverSucceeded: { minCalls: 2, minMs: 0 } });
    const { model, state } = createRoute();
    await callGenerate(wrap(model));
    const { error } = await callGenerate(wrap(model), { maxRetries: 1 });
    expect(state.calls).toBe(3);
    const { lastError } = error as { lastError: Error };
    expect(lastError).toMatchObject({
      statusCode: 502,
      isRetryable: true,
      data: { failure: { rule: CONFIG, remedy: expect.stringContaining('has never answered'), retryable: true } },
    });
    expect(lastError.message).toMatch(/This route has never answered: check the model id.*$/);
    expect(configs()[0]).toMatchObject({ type: 'config', provider: 'openai', modelId: 'm', failure: { rule: CONFIG } });
  });

  it('shows no secret of the call in its event', async () => {
    const tenant = ['tenant', 'Qz7'.repeat(5)].join('-');
    const { wrap, events } = set({ neverSucceeded: { minCalls: 1, minMs: 0 } });
    const body = JSON.stringify({ success: false, error: [{ code: 2005, message: `Failed for ${tenant}` }] });
    const error = () => Object.assign(failed(body), { message: `Failed for ${tenant}` });
    await callGenerate(wrap(createRoute('m', error).model), { headers: { 'x-tenant': tenant } });
    expect(events.map(({ type }) => type).toSorted()).toEqual(['config', 'failure']);
    for (const event of events) {
      expect(JSON.stringify(event)).not.toContain(tenant);
      expect(String((event as { failure: { cause: unknown } }).failure.cause)).not.toContain(tenant);
    }
  });
});

describe('the limits', () => {
  it('are options', async () => {
    const { clock, wrap } = set({ neverSucceeded: { minCalls: 3, minMs: 1_000 } });
    const wrapped = wrap(createRoute().model);
    expect(await failTimes(wrapped, 5)).not.toContain(CONFIG);
    await clock.advance(1_000);
    expect(await failTimes(wrapped, 1)).toEqual([CONFIG]);
  });

  it('can be switched off', async () => {
    const { clock, wrap, configs } = set({ neverSucceeded: false });
    const wrapped = wrap(createRoute().model);
    await failTimes(wrapped, 20);
    await clock.advance(3_600_000);
    expect(await failTimes(wrapped, 5)).not.toContain(CONFIG);
    expect(configs()).toEqual([]);
  });
});

describe('never', () => {
  const limits = { neverSucceeded: { minCalls: 2, minMs: 0 } };

  it.each([
    ['generate', callGenerate],
    ['stream', callStream],
  ])('after a success of a %s call', async (_, call) => {
    const { wrap } = set(limits);
    const { model, state } = createRoute();
    const wrapped = wrap(model);
    state.works = true;
    await call(wrapped);
    state.works = false;
    expect(await failTimes(wrapped, 5)).not.toContain(CONFIG);
  });

  it('after a success that came late', async () => {
    const { wrap } = set(limits);
    const { model, state } = createRoute();
    const wrapped = wrap(model);
    expect(await failTimes(wrapped, 2)).toEqual([OUTAGE, CONFIG]);
    state.works = true;
    await callGenerate(wrapped);
    state.works = false;
    expect(await failTimes(wrapped, 5)).not.toContain(CONFIG);
  });

  it('for another failure', async () => {
    const { wrap } = set(limits);
    const wrapped = wrap(createRoute('m', () => failed(fixtures['cloudflare-2008'].body)).model);
    expect(await failTimes(wrapped, 5)).not.toContain(CONFIG);
  });

  it('for another model that the same middleware wraps', async () => {
    const { wrap } = set(limits);
    const broken = wrap(createRoute('broken').model);
    const { model, state } = createRoute('works');
    const works = wrap(model);
    state.works = true;
    await callGenerate(works);
    expect(await failTimes(broken, 2)).toEqual([OUTAGE, CONFIG]);
    state.works = false;
    expect(await failTimes(works, 3)).not.toContain(CONFIG);
    expect(await failTimes(broken, 1)).toEqual([CONFIG]);
  });
});

it('counts the retries of one call once', async () => {
  const { wrap } = set({ neverSucceeded: { minCalls: 2, minMs: 0 } });
  const { model, state } = createRoute();
  const { error } = await callGenerate(wrap(model), { maxRetries: 5 });
  expect(state.calls).toBe(6);
  expect((error as { errors: unknown[] }).errors.map(ruleOf)).toEqual(Array.from({ length: 6 }, () => OUTAGE));
});
