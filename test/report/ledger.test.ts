/** What metadata, errors and events say of the attempts that did not serve, and that they can be joined. */
import { inspect } from 'node:util';
import { embed, type EmbeddingModel } from 'ai';
import { describe, expect, it } from 'vitest';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import {
  createEmbeddingFailover,
  createFailover,
  FailoverError,
  type AttemptFacts,
  type CreateFailoverOptions,
  type FailoverEvent,
} from '../../src/index.ts';
import type { GenerateResult, LanguageModel, StreamPart } from '../../src/sdk-types.ts';
import { failing, PROMPT, responded, thrownBy } from '../errors/failing-legs.ts';
import { random, SHAPED } from '../support/planted-secrets.ts';

const tokens = (input: unknown, output: unknown) =>
  ({ inputTokens: { total: input }, outputTokens: { total: output } }) as unknown as GenerateResult['usage'];

const result = (usage: GenerateResult['usage'], headers: Record<string, string> = {}): GenerateResult => ({
  content: [{ type: 'text', text: 'hello' }],
  finishReason: { unified: 'stop', raw: 'stop' },
  usage,
  warnings: [],
  response: { headers },
});

const answering = (answer: GenerateResult): LanguageModel => ({
  ...failing(undefined),
  doGenerate: () => Promise.resolve(answer),
});

const streaming = (...parts: StreamPart[]): LanguageModel => ({
  ...failing(undefined),
  doStream: () =>
    Promise.resolve({
      stream: new ReadableStream<StreamPart>({
        start(controller) {
          for (const part of parts) controller.enqueue(part);
          controller.close();
        },
      }),
      response: { headers: { 'CF-AIG-Log-Id': 'log-s', 'cf-aig-cache-status': 'MISS' } },
    }),
});

const GATEWAY = { 'cf-aig-log-id': 'log-a', 'cf-aig-step': '1', 'cf-aig-cache-status': 'MISS' };
const down = () => failing(responded(503, '{"error":{"message":"Down"}}', GATEWAY));

interface Told {
  callId: string;
  attempts: AttemptFacts[];
  wasted?: object;
  dropped?: number;
  skipped: unknown[];
}

function set(models: LanguageModel[], options: Partial<CreateFailoverOptions> = {}) {
  const events: FailoverEvent[] = [];
  const model = createFailover({
    models: models.map((leg, index) => ({ model: leg, name: `leg ${index}` })),
    retries: { perLeg: 0 },
    onEvent: event => void events.push(event),
    ...options,
  });
  return { model, events };
}

async function generated(models: LanguageModel[], options?: Partial<CreateFailoverOptions>) {
  const { model, events } = set(models, options);
  const { providerMetadata } = await model.doGenerate(PROMPT);
  return { told: providerMetadata?.['failover'] as unknown as Told, events };
}

async function streamed(models: LanguageModel[], options?: Partial<CreateFailoverOptions>) {
  const { model, events } = set(models, options);
  const { stream } = await model.doStream(PROMPT);
  const parts: StreamPart[] = [];
  for await (const part of stream) parts.push(part);
  const finish = parts.find(part => part.type === 'finish');
  return { told: finish?.providerMetadata?.['failover'] as unknown as Told, events, parts };
}

const rejectFirst = () => {
  let asked = 0;
  return { acceptResult: () => (asked += 1) > 1 };
};

it('an attempt has its number, its marks, its tokens and the id of its call', async () => {
  const wasteful = answering(result(tokens(7, 5), { 'x-request-id': 'log-b' }));
  const { told, events } = await generated([down(), wasteful, answering(result(tokens(1, 1)))], rejectFirst());
  expect(told).toMatchObject({
    servedBy: { leg: 'leg 2' },
    attempts: [
      {
        leg: 'leg 0',
        attempt: 1,
        category: 'overloaded',
        statusCode: 503,
        logId: 'log-a',
        gatewayStep: '1',
        cacheStatus: 'MISS',
      },
      { leg: 'leg 1', attempt: 2, rule: 'result:rejected', usage: { inputTokens: 7, outputTokens: 5 }, logId: 'log-b' },
    ],
    wasted: { inputTokens: 7, outputTokens: 5 },
  });
  expect(told.attempts.every(({ ms }) => Number.isInteger(ms) && ms >= 0)).toBe(true);
  expect(new Set(events.map(({ callId }) => callId))).toEqual(new Set([told.callId]));
  // Events say the same of an attempt.
  const ends = events.filter(event => event.type === 'attempt-end' && event.outcome === 'failed');
  const facts = told.attempts.map(({ leg, attempt, logId, gatewayStep, cacheStatus, usage }) => ({
    leg,
    attempt,
    ...(logId && { logId }),
    ...(gatewayStep && { gatewayStep }),
    ...(cacheStatus && { cacheStatus }),
    ...(usage && { usage }),
  }));
  expect(ends).toMatchObject(facts);
});

it('without a listener it is the same', async () => {
  const wasteful = answering(result(tokens(7, undefined), { 'x-request-id': 'log-b' }));
  const { told } = await generated([wasteful, answering(result(tokens(1, 1)))], {
    ...rejectFirst(),
    onEvent: undefined,
  });
  expect(told.attempts).toMatchObject([{ attempt: 1, usage: { inputTokens: 7 }, logId: 'log-b' }]);
  expect([told.wasted, typeof told.callId]).toEqual([{ inputTokens: 7 }, 'string']);
});

it('a FailoverError lists the same, and its call’s id', async () => {
  const { model, events } = set([down(), answering(result(tokens(7, 5)))], { acceptResult: () => false });
  const error = (await thrownBy(model)) as FailoverError;
  expect(error.attempts).toMatchObject([
    { leg: 'leg 0', attempt: 1, logId: 'log-a', gatewayStep: '1', cacheStatus: 'MISS', failure: { statusCode: 503 } },
    { leg: 'leg 1', attempt: 2, category: 'unknown', usage: { inputTokens: 7, outputTokens: 5 } },
  ]);
  expect(error.wasted).toEqual({ inputTokens: 7, outputTokens: 5 });
  expect(new Set(events.map(({ callId }) => callId))).toEqual(new Set([error.callId]));
  expect((error.attempts[0]?.error as { callId?: string }).callId).toBe(error.callId);
});

it('two legs that fail with one and the same object are told apart', async () => {
  const shared = responded(503, '{"error":{"message":"Down"}}');
  const { told } = await generated([failing(shared), failing(shared), answering(result(tokens(1, 1)))]);
  expect(told.attempts.map(({ leg, attempt }) => [leg, attempt])).toEqual([
    ['leg 0', 1],
    ['leg 1', 2],
  ]);
});

it('a stream that failed before its content is listed with what its response and finish said', async () => {
  const broken = streaming(
    { type: 'stream-start', warnings: [] },
    { type: 'finish', finishReason: { unified: 'error', raw: 'error' }, usage: tokens(9, 0) },
  );
  const good = streaming(
    { type: 'stream-start', warnings: [] },
    { type: 'text-start', id: '1' },
    { type: 'text-delta', id: '1', delta: 'hello' },
    { type: 'text-end', id: '1' },
    { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage: tokens(1, 1) },
  );
  const { told } = await streamed([broken, good]);
  expect(told.attempts).toMatchObject([
    { attempt: 1, usage: { inputTokens: 9, outputTokens: 0 }, logId: 'log-s', cacheStatus: 'MISS' },
  ]);
  expect(told.attempts[0]).not.toHaveProperty('firstContentMs');
  expect(told.wasted).toEqual({ inputTokens: 9, outputTokens: 0 });
});

describe('tokens that are none', () => {
  const thrower = {
    get total(): number {
      throw new Error('no');
    },
  };
  it.each([
    ['NaN', tokens(Number.NaN, Number.NaN)],
    ['texts', tokens('7', '5')],
    ['negative', tokens(-7, Number.POSITIVE_INFINITY)],
    ['nothing', tokens(undefined, null)],
    ['getters that throw', { inputTokens: thrower, outputTokens: thrower } as unknown as GenerateResult['usage']],
  ])('are not told: %s', async (_, usage) => {
    const { told } = await generated([answering(result(usage)), answering(result(tokens(1, 1)))], rejectFirst());
    expect(told.attempts).toHaveLength(1);
    expect(told.attempts[0]).not.toHaveProperty('usage');
    expect(told).not.toHaveProperty('wasted');
  });
});

describe('twenty legs', () => {
  const names = (name: (index: number) => string) => ({
    models: [
      ...Array.from({ length: 20 }, (_, index) => ({ model: down(), name: name(index) })),
      { model: answering(result(tokens(1, 1))), name: name(20) },
    ],
    retries: { perLeg: 0 },
  });
  const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length;

  it.each([
    ['short', (index: number) => `${index}`, 10],
    ['long', (index: number) => `${'a leg for each region: 日本 '.repeat(3)}${index}`, 5],
    ['endless', (index: number) => `${'\u0001'.repeat(5_000)}${index}`, 0],
  ])('of %s names: 2 kB, and how many are not listed', async (_, name, least) => {
    const { providerMetadata } = await createFailover(names(name)).doGenerate(PROMPT);
    const told = providerMetadata?.['failover'] as unknown as Told;
    expect(bytes(told)).toBeLessThanOrEqual(2_000);
    expect([told.attempts.length >= least, told.attempts.length + (told.dropped ?? 0)]).toEqual([true, 20]);
    // Why the primary did not serve is the last to go.
    expect(told.attempts.map(({ attempt }) => attempt)).toEqual(told.attempts.map((__, index) => index + 1));
    expect(told.callId).toMatch(/^[\da-f-]{36}$/);
  });
});

it('no credential is in metadata, errors or their JSON', async () => {
  const planted = [...Object.values(SHAPED), random(40)];
  for (const secret of planted) {
    const headers = {
      'x-request-id': `id ${secret}`,
      'cf-aig-step': secret,
      'cf-aig-cache-status': `Bearer ${secret}`,
    };
    const leaky = failing(
      responded(503, JSON.stringify({ error: { message: `Bad key: api_key=${secret}` } }), headers),
    );
    const wasteful = answering(result(tokens(7, 5), headers));
    const call = { ...PROMPT, headers: { authorization: `Bearer ${secret}` } };
    const good = set([leaky, wasteful, answering(result(tokens(1, 1)))], rejectFirst());
    const { providerMetadata } = await good.model.doGenerate(call);
    const bad = set([leaky, wasteful], { acceptResult: () => false });
    const error = (await thrownBy(bad.model, call)) as FailoverError;
    const texts = [
      ...[providerMetadata, error, error.attempts, error.attempts[0]?.error].map(value => JSON.stringify(value)),
      ...[error, error.attempts, { error }].map(value => inspect(value, { depth: Infinity, showHidden: true })),
      error.summary,
    ];
    expect(texts.filter(text => text.includes(secret))).toEqual([]);
  }
});

it('embeddings are told of in the same way', async () => {
  const embedding = (embeddings: number[][], usage?: { tokens: number }): Exclude<EmbeddingModel, string> => ({
    specificationVersion: SPECIFICATION,
    provider: 'memory',
    modelId: 'vectors',
    maxEmbeddingsPerCall: 10,
    supportsParallelCalls: true,
    doEmbed: () =>
      Promise.resolve({ embeddings, warnings: [], response: { headers: GATEWAY }, ...(usage && { usage }) }),
  });
  const model = createEmbeddingFailover({
    models: [
      { model: embedding([[1, 2, 3]], { tokens: 11 }), name: 'wrong', dimensions: 2, space: 'small' },
      { model: embedding([[1, 2]]), name: 'right', dimensions: 2, space: 'small' },
    ],
    retries: { perLeg: 0 },
  });
  const { providerMetadata } = await embed({ model, value: 'Hi' });
  expect(providerMetadata?.['failover']).toMatchObject({
    callId: expect.any(String),
    servedBy: { leg: 'right' },
    attempts: [
      { leg: 'wrong', attempt: 1, usage: { inputTokens: 11 }, logId: 'log-a', gatewayStep: '1', cacheStatus: 'MISS' },
    ],
    wasted: { inputTokens: 11 },
  });
});

describe('with metadata: off', () => {
  it('a fallback’s answer is its own', async () => {
    const own = result(tokens(1, 1));
    const { model } = set([down(), answering(own)], { metadata: 'off' });
    expect(await model.doGenerate(PROMPT)).toBe(own);
  });

  it('so is its stream', async () => {
    const parts: StreamPart[] = [
      { type: 'stream-start', warnings: [] },
      { type: 'text-start', id: '1', providerMetadata: { memory: { id: 'x' } } },
      { type: 'text-delta', id: '1', delta: 'hello' },
      { type: 'text-end', id: '1' },
      { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage: tokens(1, 1) },
    ];
    const seen = await streamed([down(), streaming(...parts)], { metadata: 'off' });
    expect(seen.parts).toEqual(parts);
  });

  it('a part without a stamp is judged by what it shows, and by no leg’s name', async () => {
    const asked: unknown[] = [];
    const noting = (provider: string): LanguageModel => ({
      ...failing(undefined),
      provider,
      doGenerate: ({ prompt }) => {
        asked.push(prompt[0]?.content);
        return provider === 'anthropic.messages'
          ? Promise.reject(new Error('down'))
          : Promise.resolve(result(tokens(1, 1)));
      },
    });
    const { model } = set([noting('anthropic.messages'), noting('openai.responses')], { metadata: 'off' });
    const reasoning = (providerOptions: Record<string, Record<string, string>>) =>
      ({ type: 'reasoning', text: 'so', providerOptions }) as const;
    const own = reasoning({ openai: { itemId: 'rs_1', reasoningEncryptedContent: 'e' } });
    const content = [own, { type: 'text', text: 'hello' } as const];
    await model.doGenerate({ prompt: [{ role: 'assistant', content }, ...PROMPT.prompt] });
    // The primary gets none of OpenAI's state; the fallback, whose state it is, keeps it though nothing names its leg.
    expect(JSON.stringify(asked[0])).not.toContain('rs_1');
    expect(JSON.stringify(asked[1])).toContain('rs_1');
  });
});
