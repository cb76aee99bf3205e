/** How a drill works: what it sends, what it takes, and that it always plays alike. */
import { wrapLanguageModel, type LanguageModelMiddleware } from 'ai';
import { afterEach, expect, it, vi } from 'vitest';
import { ok, rewritten, status } from '../../mocks/index.ts';
import { drill, type DrillReport } from '../../src/drill/index.ts';
import { createFailover, createHealth, createRetryBudget, failoverMiddleware } from '../../src/index.ts';
import { settingsOf } from '../../src/sdk/chain-settings.ts';
import { events, json, startServer } from '../support/loopback-server.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import { createStage, type Stage } from './legs.ts';
import { createOpenAI } from '@ai-sdk/openai';

afterEach(() => void vi.useRealTimers());

const FAULTS = ['hang', 'cloudflare-2005', 'http-502', 'http-429', 'cut-off', 'malformed', 'wrong-key'];
const chainOf = (stage: ReturnType<typeof createStage>) =>
  createFailover({
    models: [stage.openai({ takesMs: 900 }), stage.anthropic({ takesMs: 1_100 })],
    clock: stage.clock,
    random: () => 0.1,
  });

it('asks each leg once, and plays both kinds of calls: as they are, and each fault of each leg', async () => {
  const stage = createStage();
  const report = await stage.run(drill(chainOf(stage)));
  expect(stage.counts()).toEqual([1, 1]);
  expect(report.plays).toHaveLength(2 * (1 + 2 * FAULTS.length));
  expect(new Set(report.plays.map(({ fault }) => fault))).toEqual(new Set(['none', ...FAULTS]));
  for (const { verdict, ms, attempts, timeline } of report.plays) {
    expect(['answered', 'partial']).toContain(verdict);
    expect(ms).toBeGreaterThan(0);
    expect(attempts.length).toBeGreaterThan(0);
    expect(timeline[0]).toMatchObject({ ms: 0, type: 'call-start' });
  }
});

it('plays alike every time, and is plain JSON', async () => {
  const plays: DrillReport[] = [];
  for (let run = 0; run < 3; run += 1) {
    const stage = createStage();
    plays.push(await stage.run(drill(chainOf(stage))));
  }
  expect(plays[1]).toEqual(plays[0]);
  expect(plays[2]).toEqual(plays[0]);
  expect(JSON.parse(JSON.stringify(plays[0]))).toEqual(plays[0]);
});

it('sends nothing with `assume`', async () => {
  const stage = createStage();
  const report = await drill(chainOf(stage), { ask: 'assume', operation: 'stream', faults: ['http-502'] });
  expect(stage.counts()).toEqual([0, 0]);
  expect(report).toMatchObject({ ok: true, asked: false });
  expect(report.plays.map(({ fault, verdict }) => [fault, verdict])).toEqual([
    ['none', 'answered'],
    ['http-502', 'answered'],
    ['http-502', 'answered'],
  ]);
});

it('asks for a whole answer where only those are played, and where a model does not stream', async () => {
  const stage = createStage();
  const whole = await stage.run(drill(chainOf(stage), { operation: 'generate' }));
  expect(stage.upstreams.map(({ requests }) => (requests[0]!.body as { stream?: boolean }).stream ?? false)).toEqual([
    false,
    false,
  ]);
  expect(whole.legs[0]).not.toHaveProperty('firstContentMs');
  expect(whole.plays.every(({ operation }) => operation === 'generate')).toBe(true);
});

it('leaves what the chain knows of its legs alone, and its listener', async () => {
  const stage = createStage();
  const [health, budget, heard] = [createHealth(), createRetryBudget({ capacity: 10 }), vi.fn()];
  const chain = createFailover({
    models: [stage.openai({ steps: [status(503)] }), stage.anthropic()],
    health,
    budget,
    onEvent: heard,
  });
  const report = await drill(chain);
  expect(report.legs[0]).toMatchObject({ ok: false });
  expect(health.snapshot()).toEqual({});
  expect(budget.snapshot()).toEqual({ tokens: 10, capacity: 10 });
  expect(heard).not.toHaveBeenCalled();
});

it('keeps the hooks and the names of the chain', async () => {
  const stage = createStage();
  const routed: string[][] = [];
  const chain = createFailover({
    models: [
      { model: stage.openai(), name: 'first' },
      { model: stage.anthropic(), name: 'second' },
    ],
    async route({ legs }) {
      routed.push(legs.map(({ name }) => name));
      await new Promise(resolve => setTimeout(resolve, 5));
      return ['second', 'first'];
    },
    timeouts: { totalMs: 5_000, firstContentMs: 2_000 },
    hedge: false,
  });
  const report = await drill(chain, { operation: 'stream', faults: ['hang'] });
  expect(routed[0]).toEqual(['first', 'second']);
  // Virtual time stands still while the hook takes its own.
  expect(report.plays[0]).toMatchObject({ fault: 'none', by: 'second', verdict: 'answered' });
  expect(report.plays.find(({ leg }) => leg === 'second')).toMatchObject({
    by: 'first',
    verdict: 'answered',
  });
  expect(report.plays.find(({ leg }) => leg === 'second')?.firstContentMs).toBeGreaterThanOrEqual(2_000);
});

it('works under the fake timers of a test', async () => {
  const chain = createFailover({ models: [createStage().openai(), createStage().anthropic()] });
  vi.useFakeTimers();
  const report = await drill(chain, { ask: 'assume' });
  expect(report.plays).toHaveLength(30);
});

it('ends with the signal of its caller, and tells how far it is', async () => {
  const controller = new AbortController();
  const stage = createStage();
  const seen: string[] = [];
  const reason = new Error('enough');
  const hanging = { specificationVersion: SPECIFICATION, provider: 'x', modelId: 'y', supportedUrls: {} } as const;
  const wait = ({ abortSignal }: { abortSignal?: AbortSignal }) =>
    new Promise<never>((_, reject) => {
      abortSignal?.addEventListener('abort', () => reject(abortSignal.reason));
      queueMicrotask(() => controller.abort(reason));
    });
  const model = { ...hanging, doGenerate: wait, doStream: wait };
  await expect(drill(model as never, { abortSignal: controller.signal })).rejects.toBe(reason);

  await stage.run(
    drill(chainOf(stage), {
      faults: ['hang'],
      onProgress: ({ stage: at, done, total }) => void seen.push(`${at} ${done}/${total}`),
    }),
  );
  expect(seen).toEqual([
    'ask 0/2',
    'ask 1/2',
    'ask 2/2',
    'play 0/6',
    ...[1, 2, 3, 4, 5, 6].map(done => `play ${done}/6`),
  ]);
});

it('takes a leg that shows nothing within `askMs` for one that hangs', async () => {
  const stage = createStage();
  const silent = stage.openai({ takesMs: 5_000 });
  const report = await stage.run(
    drill(createFailover({ models: [silent, stage.anthropic()], clock: stage.clock }), { askMs: 2_000 }),
  );
  expect(report.legs[0]).toMatchObject({ ok: false, ms: 2_000, failure: { category: 'timeout' } });
  expect(report.plays[0]).toMatchObject({ fault: 'none', by: 'anthropic.messages/claude-sonnet-4-5', ms: 90_000 });
});

it('measures real answers over real connections', async () => {
  const frame = (text: string) =>
    `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta: { content: text }, finish_reason: null }] })}`;
  const done = `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}`;
  await using good = await startServer(events([frame('po'), frame('ng'), done, 'data: [DONE]']));
  await using bad = await startServer(json(503, { error: { message: 'Overloaded' } }));
  const connect = (url: string, id: string) => createOpenAI({ apiKey: 'unused', baseURL: `${url}/v1` }).chat(id);
  const report = await drill(createFailover({ models: [connect(bad.url, 'bad'), connect(good.url, 'good')] }));
  expect(report.legs).toMatchObject([{ ok: false, failure: { statusCode: 503 } }, { ok: true }]);
  expect(report.plays[0]).toMatchObject({ fault: 'none', by: 'openai.chat/good' });
  expect([good.requests.length, bad.requests.length]).toEqual([1, 1]);
});

it.each([
  [{ ask: 'twice' }, /option `ask` takes 'once' or 'assume'/],
  [{ faults: ['fire'] }, /option `faults` takes an array of 'hang'/],
  [{ askMs: 0 }, /option `askMs`/],
  [{ request: 'hi' }, /option `request` takes an object/],
  [{ leg: 1 }, /unknown option `leg`/],
])('refuses options that it does not take: %j', async (options, message) => {
  await expect(drill(createStage().openai(), options as never)).rejects.toThrow(message);
});

it.each([
  [{ promt: 'Hello' }, /unknown option `request\.promt`/],
  // It would ask the model that it names, in the place of the legs.
  [{ prepareStep: () => ({ model: 'openai/gpt-5' }) }, /unknown option `request\.prepareStep`/],
  [{ values: 'one' }, /option `request\.values` takes an array of texts/],
  [{ values: [] }, /option `request\.values` takes an array of texts/],
  ['Hello', /option `request` takes an object/],
])('refuses a request that it does not ask: %j', async (request, message) => {
  await expect(drill(createStage().openai(), { request: request as never })).rejects.toThrow(message);
});

it('refuses what is no model, and hands on what the SDK says of a request', async () => {
  await expect(drill(42 as never)).rejects.toThrow(/option `chain` takes/);
  await expect(drill(createStage().openai(), { request: { messages: [{ role: 'nobody' }] as never } })).rejects.toThrow(
    // As it is said until the course of AI SDK 7, and after.
    /messages do not match the ModelMessage|Invalid message role/,
  );
});

const PLAIN: LanguageModelMiddleware = { specificationVersion: SPECIFICATION };

it.each([
  ['createFailover', (stage: Stage) => wrapLanguageModel({ model: chainOf(stage), middleware: PLAIN })],
  [
    'failoverMiddleware',
    (stage: Stage) =>
      wrapLanguageModel({
        model: stage.openai(),
        middleware: [
          PLAIN,
          failoverMiddleware({ to: [stage.anthropic()], primary: { name: 'first' }, clock: stage.clock }),
          PLAIN,
        ],
      }),
  ],
])('finds the chain in a model that the SDK wrapped: %s', async (_, wrap) => {
  const stage = createStage();
  const report = await stage.run(drill(wrap(stage), { faults: ['http-502'] }));
  expect(report.legs.map(({ ok }) => ok)).toEqual([true, true]);
  expect(stage.counts()).toEqual([1, 1]);
  expect(report.plays.map(({ answered }) => answered)).toEqual(Array.from({ length: 6 }, () => true));
});

it('tells the listener of a wrapped chain nothing', async () => {
  const heard: string[] = [];
  const stage = createStage();
  const chain = createFailover({
    models: [stage.openai(), stage.openai()],
    onEvent: ({ type }) => void heard.push(type),
  });
  const before = heard.length;
  await drill(wrapLanguageModel({ model: chain, middleware: PLAIN }), { ask: 'assume' });
  expect(heard).toHaveLength(before);
});

it('hands each call a request of its own, whatever models write to it', async () => {
  const stage = createStage();
  const asked: unknown[] = [];
  const middleware: LanguageModelMiddleware = {
    specificationVersion: SPECIFICATION,
    wrapStream({ params, doStream }) {
      asked.push(structuredClone(params.prompt));
      const [first] = params.prompt as { content: unknown[] }[];
      first!.content.push({ type: 'text', text: 'more' });
      return doStream();
    },
  };
  const writing = (model: LanguageModel) => wrapLanguageModel({ model, middleware });
  const chain = createFailover({ models: [writing(stage.openai()), writing(stage.anthropic())] });
  await drill(chain, { request: { prompt: 'Hello' }, faults: ['http-502'] });
  expect(asked).toEqual(
    [1, 2].map(() => [{ role: 'user', content: [{ type: 'text', text: 'Hello' }], providerOptions: undefined }]),
  );
});

it('takes no answer into account that comes after the leg was given up', async () => {
  const stage = createStage();
  let answer = () => {};
  const late = wrapLanguageModel({
    model: stage.openai(),
    middleware: {
      specificationVersion: SPECIFICATION,
      // It does not mind the signal.
      wrapGenerate: async ({ model, params: { prompt } }) => {
        await new Promise<void>(resolve => (answer = resolve));
        return await model.doGenerate({ prompt });
      },
    },
  });
  const chain = createFailover({ models: [stage.anthropic(), late], clock: stage.clock });
  let isLate = false;
  const report = await stage.run(
    drill(chain, {
      askMs: 1_000,
      operation: 'generate',
      faults: ['hang'],
      onProgress: ({ stage: at }) => {
        if (at !== 'play' || isLate) return;
        isLate = true;
        answer();
      },
    }),
  );
  expect(isLate).toBe(true);
  expect(report.legs[1]).toMatchObject({ ok: false, failure: { rule: 'timeout:attemptMs' } });
  expect(report.plays[1]).toMatchObject({
    fault: 'hang',
    leg: 'anthropic.messages/claude-sonnet-4-5',
    answered: false,
  });
});

it('ends while plays wait for a hook that never answers', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const stage = createStage();
  const chain = createFailover({
    models: [stage.openai(), stage.anthropic()],
    route() {
      controller.abort(reason);
      return new Promise(() => {});
    },
  });
  await expect(drill(chain, { ask: 'assume', abortSignal: controller.signal })).rejects.toBe(reason);
});

it('finds a nested chain as one leg, and its options are not seen on it', () => {
  const chain = chainOf(createStage());
  expect(settingsOf(chain)?.models).toHaveLength(2);
  expect(Object.keys(chain)).not.toContain('settings');
  expect(JSON.stringify(chain)).not.toContain('clock');
  expect(settingsOf(createStage().openai())).toBeUndefined();
});

it('shows faults of a gateway as they are: 2005 is retried, then passed on', async () => {
  const stage = createStage();
  const real = createFailover({
    models: [
      stage.openai({ steps: [rewritten(2005)], throughGateway: true }),
      stage.anthropic({ steps: [ok('pong')] }),
    ],
  });
  const report = await drill(createFailover({ models: [stage.openai({ throughGateway: true }), stage.anthropic()] }), {
    faults: ['cloudflare-2005'],
  });
  const played = report.plays.find(({ leg }) => leg === 'openai.chat/gpt-5')!;
  expect(played.attempts.map(({ leg, rule }) => rule ?? leg)).toEqual([
    'cloudflare:2005',
    'cloudflare:2005',
    'anthropic.messages/claude-sonnet-4-5',
  ]);
  const answered = await real.doGenerate({ prompt: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] });
  expect(answered.providerMetadata?.['failover']).toMatchObject({
    attempts: [{ rule: 'cloudflare:2005' }, { rule: 'cloudflare:2005' }],
  });
});
