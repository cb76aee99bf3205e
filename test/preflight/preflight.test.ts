/** What a preflight asks, how, and what it leaves alone; by a clock that only moves when told to. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText } from 'ai';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hang, ok, scenario, status, stall, type Scenario, type Step } from '../../mocks/index.ts';
import { createFailover, type CreateFailoverOptions, type FailoverEvent, type LegInput } from '../../src/index.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';

afterEach(() => {
  delete (globalThis as { AI_SDK_DEFAULT_PROVIDER?: unknown }).AI_SDK_DEFAULT_PROVIDER;
  vi.restoreAllMocks();
});

const apiKey = 'placeholder';
const chat = ({ fetch }: Scenario, id = 'gpt-4o') => createOpenAI({ apiKey, fetch }).chat(id);
const claude = ({ fetch }: Scenario) => createAnthropic({ apiKey, fetch })('claude-sonnet-4-5');

/** Bodies take some turns of the event loop. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) await settle();
}

function start(steps: Step[][], options: Partial<CreateFailoverOptions> = {}) {
  const clock = createManualClock();
  const delay = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const timer = clock.setTimeout(resolve, ms);
      signal.addEventListener('abort', () => {
        clock.clearTimeout(timer);
        reject(signal.reason);
      });
    });
  const upstreams = steps.map(script => scenario(script, { delay }));
  const events: FailoverEvent[] = [];
  const model = createFailover({
    models: upstreams.map((upstream, index): LegInput => ({ model: chat(upstream), name: `leg ${index}` })),
    clock,
    onEvent: event => void events.push(event),
    ...options,
  });
  const advance = async (ms: number) => {
    for (const step of [0, ms, 0]) {
      await turns();
      await clock.advance(step);
    }
    await turns();
  };
  return { clock, upstreams, events, model, advance };
}

describe('what is asked', () => {
  it('one short question as a stream, once of every leg, never the same text twice', async () => {
    const { model, upstreams } = start([[ok('ok')], [ok('ok')]]);
    const report = await model.preflight();
    expect(report).toMatchObject({
      ok: true,
      legs: [
        { leg: 'leg 0', ok: true, via: 'stream' },
        { leg: 'leg 1', ok: true },
      ],
    });
    await model.preflight();
    const texts = upstreams.map(({ requests }) =>
      requests.map(({ body }) => {
        expect(body).toMatchObject({ stream: true, max_tokens: 512 });
        expect(body).not.toHaveProperty('temperature');
        return (body as { messages: { content: string }[] }).messages[0]!.content;
      }),
    );
    expect(texts.flat()).toEqual(
      Array.from({ length: 4 }, () => expect.stringMatching(/^Reply with the word ok\. \(\w{8}\)$/)),
    );
    expect(new Set(texts[0]).size).toBe(2);
  });

  it('with the leg’s own headers, options and settings, and what the caller sets', async () => {
    const upstream = scenario([ok('ok')]);
    const leg = {
      model: chat(upstream),
      headers: { 'x-team': 'blue' },
      providerOptions: { openai: { user: 'preflight' } },
      settings: { temperature: 0.5 },
    };
    const model = createFailover({ models: [leg, { ...leg, settings: { maxOutputTokens: 32 } }] });
    await model.preflight({ prompt: 'Convert this report', maxOutputTokens: 16 });
    expect(upstream.requests[0]).toMatchObject({
      headers: { 'x-team': 'blue' },
      body: { user: 'preflight', temperature: 0.5, max_tokens: 16, messages: [{ content: 'Convert this report' }] },
    });
    expect(upstream.requests[1]).toMatchObject({ body: { max_tokens: 32 } });
  });

  it('of model ids through the SDK’s default provider; one that it does not have is a failed leg', async () => {
    const upstream = scenario([ok('ok')]);
    (globalThis as { AI_SDK_DEFAULT_PROVIDER?: unknown }).AI_SDK_DEFAULT_PROVIDER = {
      languageModel(id: string) {
        if (id === 'gpt-4o') return chat(upstream, id);
        throw new Error(`No such model: ${id}`);
      },
    };
    const { legs } = await createFailover({ models: ['gpt-4o', 'gpt-9'] }).preflight();
    expect(legs).toMatchObject([
      { leg: 'gateway/gpt-4o', ok: true },
      { leg: 'gateway/gpt-9', ok: false, failure: { message: expect.stringContaining('No such model: gpt-9') } },
    ]);
    expect(legs[1]?.failure?.remedy).toMatch(/\w/);
  });

  it('a key that is not set is told, with what to do', async () => {
    vi.stubEnv('OPENAI_API_KEY', undefined);
    const model = createFailover({ models: [createOpenAI({}).chat('gpt-4o')] });
    const { ok: isOk, legs } = await model.preflight();
    vi.unstubAllEnvs();
    expect(isOk).toBe(false);
    expect(legs[0]?.failure).toMatchObject({ category: 'auth', remedy: expect.stringContaining('key') });
    expect(legs[0]?.failure?.message).toContain('OPENAI_API_KEY');
  });

  it('a whole answer where the caller says so, or where streaming is refused', async () => {
    vi.spyOn(console, 'warn');
    const refusal = status(400, {
      body: '{"error":{"message":"\'stream\' does not support true with this model","param":"stream","code":"unsupported_value"}}',
      headers: { 'content-type': 'application/json' },
    });
    const refusing = start([[refusal, ok('ok')]]);
    expect((await refusing.model.preflight()).legs).toMatchObject([{ ok: true, via: 'generate' }]);
    expect(refusing.upstreams[0]!.count).toBe(2);
    const asked = start([[ok('ok')]]);
    const { legs } = await asked.model.preflight({ via: 'generate' });
    expect(legs).toMatchObject([{ ok: true, via: 'generate' }]);
    expect(legs[0]).not.toHaveProperty('firstContentMs');
    expect(asked.upstreams[0]!.requests[0]?.body).not.toHaveProperty('stream');
    expect(console.warn).not.toHaveBeenCalled();
  });
});

describe('time', () => {
  it('four legs at a time, thirteen seconds each; the time to the first content is told', async () => {
    const { model, upstreams, advance, clock } = start([[hang()], [hang()], [hang()], [hang()], [ok('ok')]]);
    const report = model.preflight();
    await advance(12_999);
    expect(upstreams.map(({ count }) => count)).toEqual([1, 1, 1, 1, 0]);
    await advance(1);
    expect(await report).toMatchObject({
      ok: false,
      ms: 13_000,
      legs: [
        ...Array.from({ length: 4 }, () => ({ ok: false, ms: 13_000, failure: { rule: 'timeout:firstContentMs' } })),
        { ok: true, ms: 0, firstContentMs: 0 },
      ],
    });
    expect(clock.pending).toBe(0);
  });

  it('a shorter limit of the leg’s own holds, and one that is only observed does not', async () => {
    for (const [observe, ms] of [
      [false, 5_000],
      [true, 13_000],
    ] as const) {
      const { model, advance } = start([[hang()]], { timeouts: { firstContentMs: 5_000, observe } });
      const report = model.preflight();
      await advance(ms);
      expect(await report).toMatchObject({ legs: [{ ms, failure: { rule: 'timeout:firstContentMs' } }] });
    }
  });

  it('an answer that begins and stands still fails, too', async () => {
    const { model, advance } = start([[stall({ afterParts: 1, text: ['o', 'k'] })]]);
    const report = model.preflight({ timeoutMs: 3_000 });
    await advance(3_000);
    const { legs } = await report;
    expect(legs).toMatchObject([{ ok: false, firstContentMs: 0, failure: { rule: 'timeout:attemptMs' } }]);
    expect(legs[0]?.failure?.remedy).toContain('attemptMs');
  });

  it('the caller’s abort ends it with the caller’s reason, before and while legs are asked', async () => {
    const { model, upstreams, advance, clock } = start([[hang()], [hang()], [hang()], [hang()], [ok('ok')]]);
    const reason = new Error('enough');
    await expect(model.preflight({ abortSignal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(upstreams.map(({ count }) => count)).toEqual([0, 0, 0, 0, 0]);
    const controller = new AbortController();
    const report = model.preflight({ abortSignal: controller.signal });
    const ended = report.catch((error: unknown) => error);
    await advance(1_000);
    controller.abort(reason);
    expect(await ended).toBe(reason);
    await advance(0);
    expect(upstreams.map(({ count }) => count)).toEqual([1, 1, 1, 1, 0]);
    expect(clock.pending).toBe(0);
  });
});

describe('what is left alone', () => {
  it('no other leg takes over, none is asked twice, and nothing of it is remembered', async () => {
    const shared = { gateway: 'one', account: 'one', retries: 3 };
    const [a, b] = [scenario([status(401), ok('of a')]), scenario([status(429, { retryAfter: 60 }), ok('of b')])];
    const model = createFailover({
      models: [
        { model: claude(a), name: 'a', ...shared },
        { model: chat(b), name: 'b', ...shared },
      ],
      maxAttempts: 1,
    });
    const { legs } = await model.preflight();
    expect(legs.map(({ failure }) => failure?.category)).toEqual(['auth', 'rate-limit']);
    expect([a.count, b.count]).toEqual([1, 1]);
    expect(model.health?.snapshot()).toEqual({});
    expect((await generateText({ model, prompt: 'Hi', maxRetries: 0 })).text).toBe('of a');
    const inOrder = await generateText({ model, prompt: 'Hi', maxRetries: 0 });
    expect(inOrder.providerMetadata?.['failover']).toBeUndefined();
  });

  it('a leg that calls pass over is asked all the same', async () => {
    const { model, upstreams } = start([[ok('ok')], [ok('ok')]]);
    model.health?.isolate('leg 1');
    expect((await model.preflight()).ok).toBe(true);
    expect(upstreams.map(({ count }) => count)).toEqual([1, 1]);
  });

  it('the router’s listener hears nothing; one of the preflight’s own hears every step', async () => {
    const { model, events } = start([[ok('ok')], [status(401)]]);
    await model.preflight();
    expect(events).toEqual([]);
    const told: FailoverEvent[] = [];
    await model.preflight({ onEvent: event => void told.push(event) });
    expect(events).toEqual([]);
    const types = (leg: string) => told.flatMap(event => ('leg' in event && event.leg === leg ? [event.type] : []));
    expect(types('leg 0')).toEqual(['attempt-start', 'committed', 'attempt-end']);
    expect(types('leg 1')).toEqual(['attempt-start', 'failure', 'attempt-end']);
    expect(new Set(told.map(({ callId }) => callId)).size).toBe(2);
  });

  it('results are not judged by `acceptResult`, nor legs ordered by `route`', async () => {
    const { model } = start([[ok('ok')], [ok('ok')]], { acceptResult: () => false, route: () => ['leg 1'] });
    expect(await model.preflight()).toMatchObject({ ok: true, legs: [{ leg: 'leg 0' }, { leg: 'leg 1' }] });
  });
});

it('wrong options are named', async () => {
  const { model, upstreams } = start([[ok('ok')]]);
  const wrong: [object, string][] = [
    [{ timeout: 1 }, 'preflight: unknown option `timeout`'],
    [{ timeoutMs: 0 }, 'option `timeoutMs` takes a number of milliseconds from 1'],
    [{ maxOutputTokens: 0.5 }, 'option `maxOutputTokens` takes a whole number of tokens from 1'],
    [{ prompt: ' ' }, 'option `prompt` takes a text that is not empty'],
    [{ via: 'both' }, "option `via` takes 'stream' or 'generate'"],
    [{ abortSignal: {} }, 'option `abortSignal` takes an AbortSignal'],
    [{ onEvent: true }, 'option `onEvent` takes a function'],
  ];
  for (const [options, message] of wrong) await expect(model.preflight(options)).rejects.toThrow(message);
  expect(upstreams[0]!.count).toBe(0);
});
