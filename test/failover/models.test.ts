import { createAnthropic } from '@ai-sdk/anthropic';
import {
  createProviderRegistry,
  customProvider,
  generateText,
  streamText,
  wrapLanguageModel,
  type LanguageModel,
  type ModelMessage,
} from 'ai';
import { createAiGateway } from 'ai-gateway-provider';
import { MockLanguageModelV3, MockLanguageModelV4 } from 'ai/test';
import { afterEach, describe, expect, it } from 'vitest';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import { ok, scenario, status, type ScenarioRequest } from '../../mocks/index.ts';
import { createFailover, failoverMiddleware, type CreateFailoverOptions, type LegInput } from '../../src/index.ts';
import { CALLS } from '../support/calls.ts';
import { anthropicLeg, chatLeg, openaiLeg } from '../support/failover-legs.ts';

afterEach(() => {
  delete (globalThis as { AI_SDK_DEFAULT_PROVIDER?: unknown }).AI_SDK_DEFAULT_PROVIDER;
});

const usage = { inputTokens: 1, outputTokens: 1, totalTokens: 2 };
const usageV3 = {
  inputTokens: { total: 1, noCache: 1, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 1, text: 1, reasoning: undefined },
};

/** Parts of any specification; their types are not the point. */
const streamOf = (parts: readonly unknown[]) =>
  new ReadableStream<never>({
    start(controller) {
      for (const part of parts) controller.enqueue(part as never);
      controller.close();
    },
  });

const text = (id: string, delta: string) =>
  [
    { type: 'stream-start', warnings: [] },
    { type: 'text-start', id },
    { type: 'text-delta', id, delta },
    { type: 'text-end', id },
  ] as const;

type Model = Exclude<LanguageModel, string>;

/** The SDK has no mock of this specification any more. */
const modelV2 = (
  modelId: string,
  methods: { doGenerate: () => Promise<unknown>; doStream: () => Promise<unknown> },
): Model =>
  ({ specificationVersion: 'v2', provider: 'old', modelId, supportedUrls: {}, ...methods }) as unknown as Model;

const v2 = () =>
  modelV2('two', {
    doGenerate: async () => ({
      content: [{ type: 'text', text: 'from v2' }],
      finishReason: 'stop',
      usage,
      warnings: [],
    }),
    doStream: async () => ({
      stream: streamOf([...text('t', 'from v2'), { type: 'finish', finishReason: 'stop', usage }]),
    }),
  });

const v3 = () =>
  new MockLanguageModelV3({
    provider: 'old',
    modelId: 'three',
    doGenerate: async () => ({
      content: [{ type: 'text', text: 'from v3' }],
      finishReason: { unified: 'stop', raw: 'stop' },
      usage: usageV3,
      warnings: [],
    }),
    doStream: async () => ({
      stream: streamOf([
        ...text('t', 'from v3'),
        { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage: usageV3 },
      ]),
    }),
  });

const refuse = async () => {
  throw new TypeError('fetch failed', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) });
};
const deadV2 = modelV2('dead', { doGenerate: refuse, doStream: refuse });
const deadV3 = new MockLanguageModelV3({ provider: 'old', modelId: 'dead', doGenerate: refuse, doStream: refuse });

describe.each(CALLS)('a leg of any form, %s', (_, call) => {
  it.each<[string, LegInput, string]>([
    ['specification v2', v2(), 'from v2'],
    ['specification v3', v3(), 'from v3'],
    ['with a declaration', { model: v3(), name: 'old' }, 'from v3'],
    [
      'of a registry',
      createProviderRegistry({
        mine: customProvider({ languageModels: { one: openaiLeg(scenario([ok('from registry')])) } }),
      }).languageModel('mine:one'),
      'from registry',
    ],
    [
      'wrapped already',
      wrapLanguageModel({ model: openaiLeg(scenario([ok('from wrapped')])), middleware: [] }),
      'from wrapped',
    ],
    ['a chain itself', createFailover({ models: [openaiLeg(scenario([status(401)])), v2()] }), 'from v2'],
  ])('%s serves as fallback', async (_name, fallback, expected) => {
    for (const primary of [openaiLeg(scenario([status(401)])), deadV2, deadV3]) {
      const model = wrapLanguageModel({
        model: primary,
        middleware: failoverMiddleware({ to: fallback, random: () => 0 }),
      });
      expect(await call(model)).toMatchObject({ text: expected });
    }
  });

  it('a model id is resolved at first use, when the default provider is there', async () => {
    const model = createFailover({ models: [openaiLeg(scenario([status(401)])), 'anthropic/claude'] });
    const asked: string[] = [];
    const upstream = scenario([ok('by id')]);
    globalThis.AI_SDK_DEFAULT_PROVIDER = {
      ...customProvider({}),
      languageModel: (id: string) => {
        asked.push(id);
        return createAnthropic({ apiKey: 'placeholder', fetch: upstream.fetch })(id);
      },
    } as unknown as NonNullable<typeof globalThis.AI_SDK_DEFAULT_PROVIDER>;
    expect(await call(model)).toMatchObject({ text: 'by id' });
    expect(await call(model)).toMatchObject({ text: 'by id' });
    expect([asked, upstream.requests.map(({ modelId }) => modelId)]).toEqual([
      ['anthropic/claude'],
      ['anthropic/claude', 'anthropic/claude'],
    ]);
    expect(model.describe().legs[1]).toMatchObject({
      name: 'gateway/anthropic/claude',
      provider: 'gateway',
      modelId: 'anthropic/claude',
    });
  });
});

describe('a model id behind which another provider stands', () => {
  const provide = (languageModels: Parameters<typeof customProvider>[0]['languageModels']) => {
    globalThis.AI_SDK_DEFAULT_PROVIDER = customProvider({ languageModels: languageModels! }) as unknown as NonNullable<
      typeof globalThis.AI_SDK_DEFAULT_PROVIDER
    >;
  };

  it('keeps the reasoning of that provider', async () => {
    const upstream = scenario([ok('answer')]);
    provide({ 'claude-fast': anthropicLeg(upstream) });
    const model = createFailover({ models: ['claude-fast', openaiLeg(scenario([ok('never')]))] });
    const messages: ModelMessage[] = [
      { role: 'user', content: 'Hi' },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Well.', providerOptions: { anthropic: { signature: 'EqQBCgIYAhIM' } } },
          { type: 'text', text: 'Hello' },
        ],
      },
      { role: 'user', content: 'And?' },
    ];
    const { warnings } = await generateText({ model, messages });
    expect(JSON.stringify(upstream.requests[0]?.body)).toContain('EqQBCgIYAhIM');
    expect(warnings).toEqual([]);
  });

  it('takes out what that provider cannot read', async () => {
    const upstream = scenario([ok('answer')]);
    provide({ 'gpt-fast': openaiLeg(upstream) });
    const model = createFailover({ models: [anthropicLeg(scenario([status(401)])), 'gpt-fast'] });
    const messages: ModelMessage[] = [
      { role: 'user', content: 'Hi' },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Secret thought.', providerOptions: { anthropic: { signature: 'EqQBCgIYAhIM' } } },
          { type: 'text', text: 'Hello' },
        ],
      },
      { role: 'user', content: 'And?' },
    ];
    await generateText({ model, messages, maxRetries: 0 });
    const body = JSON.stringify(upstream.requests[0]?.body);
    expect(body).not.toContain('EqQBCgIYAhIM');
    expect(body).not.toContain('Secret thought');
  });

  it('is kept safe where it is a shared model of ai-gateway-provider', async () => {
    const promptOf = ({ body }: ScenarioRequest) => /nonce-\d+/.exec(JSON.stringify(body))?.[0] ?? '';
    const upstream = scenario(key => [ok(`${key} answered`)], { byKey: promptOf });
    provide({ shared: createAiGateway({ binding: upstream.binding().gateway('one') })(chatLeg(upstream)) });
    const model = createFailover({ models: ['shared'] });
    const nonces = Array.from({ length: 20 }, (_, index) => `nonce-${index}`);
    const texts = await Promise.all(
      nonces.map(async nonce => (await generateText({ model, prompt: nonce, maxRetries: 0 })).text),
    );
    expect(texts).toEqual(nonces.map(nonce => `${nonce} answered`));
  });
});

describe('the model itself', () => {
  it('has the identity of its first leg whatever serves', async () => {
    const model = createFailover({ models: [openaiLeg(scenario([status(401)])), v2()] });
    const result = streamText({ model, prompt: 'Hi', maxRetries: 0 });
    await result.consumeStream();
    expect([model.provider, model.modelId, model.specificationVersion]).toEqual([
      'openai.responses',
      'gpt-5',
      SPECIFICATION,
    ]);
    expect((await result.response).modelId).toBe('two');
  });

  it('takes only the file addresses that all legs take', async () => {
    const model = createFailover({
      models: [openaiLeg(scenario([ok()])), new MockLanguageModelV4({ supportedUrls: {} })],
    });
    expect(await model.supportedUrls).toEqual({});
    const alone = createFailover({ models: [openaiLeg(scenario([ok()]))] });
    expect(Object.keys(await alone.supportedUrls)).toContain('image/*');
  });

  it('names legs of one model apart', () => {
    const upstream = scenario([ok()]);
    const names = (models: LegInput[]) =>
      createFailover({ models })
        .describe()
        .legs.map(({ name }) => name);
    expect(names([openaiLeg(upstream), openaiLeg(upstream), openaiLeg(upstream)])).toEqual([
      'openai.responses/gpt-5',
      'openai.responses/gpt-5#1',
      'openai.responses/gpt-5#2',
    ]);
    expect(names([openaiLeg(upstream), { model: v2(), name: 'openai.responses/gpt-5' }])).toEqual([
      'openai.responses/gpt-5#0',
      'openai.responses/gpt-5',
    ]);
  });
});

describe('options that make no sense', () => {
  const model = openaiLeg(scenario([ok()]));
  const rows: [string, unknown, RegExp][] = [
    [
      'no legs',
      { models: [] },
      /option `models` takes an array of at least one leg, as in \[model, fallback\]; got an empty array/,
    ],
    ['no array', { models: model }, /option `models` takes an array/],
    ['no model', { models: [{}] }, /option `models\[0\]` takes a language model, a model id, or/],
    ['a number', { models: [model, 7] }, /option `models\[1\]` takes .* got 7/],
    ['an empty id', { models: [''] }, /option `models\[0\]` takes .* got ""/],
    [
      'no model in a leg',
      { models: [{ model: {} }] },
      /option `models\[0\]\.model` takes a language model or a model id/,
    ],
    ['an unknown option of a leg', { models: [{ model, nmae: 'x' }] }, /unknown option `models\[0\]\.nmae`/],
    ['an empty name', { models: [{ model, name: '' }] }, /option `models\[0\]\.name` takes a name/],
    [
      'negative retries of a leg',
      { models: [{ model, retries: -1 }] },
      /option `models\[0\]\.retries` takes a whole number from 0; got -1/,
    ],
    ['half a retry', { models: [model], retries: { perLeg: 0.5 } }, /option `retries\.perLeg` takes a whole number/],
    [
      'a window of nothing',
      { models: [{ model, contextWindow: 0 }] },
      /option `models\[0\]\.contextWindow` takes a number of tokens from 1/,
    ],
    ['headers in a list', { models: [{ model, headers: [] }] }, /option `models\[0\]\.headers` takes an object/],
    [
      'prefill in a word',
      { models: [{ model, assistantPrefill: 'yes' }] },
      /option `models\[0\]\.assistantPrefill` takes true or false/,
    ],
    [
      'two legs of one name',
      {
        models: [
          { model, name: 'a' },
          { model, name: 'a' },
        ],
      },
      /option `models\[1\]\.name` takes a name of its own, and not that of `models\[0\]`; got "a"/,
    ],
    [
      'an unknown option',
      { models: [model], retry: 1 },
      /unknown option `retry` \(did you mean `retries`\?\); it takes .*`retries`/,
    ],
    ['an unknown option in retries', { models: [model], retries: { perleg: 1 } }, /unknown option `retries\.perleg`/],
    [
      'a negative wait',
      { models: [model], maxWaitMs: -1 },
      /option `maxWaitMs` takes a number of milliseconds from 0; got -1/,
    ],
    ['no attempts', { models: [model], maxAttempts: 0 }, /option `maxAttempts` takes a whole number from 1; got 0/],
    [
      'not a number',
      { models: [model], retries: { baseDelayMs: NaN } },
      /option `retries\.baseDelayMs` takes a number of milliseconds/,
    ],
    [
      'an unknown choice',
      { models: [model], exhausted: 'never' },
      /option `exhausted` takes 'retryable' or 'final'; got "never"/,
    ],
    [
      'an unknown choice after content',
      { models: [model], afterContent: 'retry' },
      /option `afterContent` takes 'error' or 'continue'/,
    ],
    ['a hook that is none', { models: [model], route: ['a'] }, /option `route` takes a function; got an array/],
    ['a word for a switch', { models: [model], sanitize: 'no' }, /option `sanitize` takes true or false/],
  ];

  it.each(rows)('are named at once: %s', (_, options, message) => {
    const make = () => createFailover(options as CreateFailoverOptions);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
  });

  it.each<[string, unknown, RegExp]>([
    ['no legs', { to: [] }, /failoverMiddleware: option `to` takes at least one leg/],
    ['nothing', undefined, /failoverMiddleware: takes an object of options; got undefined/],
    ['no to', {}, /failoverMiddleware: option `to` takes a language model/],
    ['a leg that is none', { to: [model, null] }, /option `to\[1\]` takes a language model/],
    [
      'the name of the primary again',
      { to: { model, name: 'a' }, primary: { name: 'a' } },
      /option `to\.name` takes a name of its own, and not that of `primary`; got "a"/,
    ],
    ['a model for the primary', { to: model, primary: { model } }, /unknown option `primary\.model`/],
  ])('are named at once by failoverMiddleware: %s', (_, options, message) => {
    const make = () => failoverMiddleware(options as Parameters<typeof failoverMiddleware>[0]);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
  });
});
