/** Streaming that is refused, by real servers' words through real packages: the same try is answered without it. */
import { generateText, jsonSchema, streamText, tool, UnsupportedFunctionalityError, wrapLanguageModel } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { createFailover, gatewayErrorMiddleware, type FailoverEvent } from '../../src/index.ts';
import { events, type Answer } from '../support/loopback-server.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { packageRows, providerPackages, type PackageName } from '../support/provider-packages.ts';
import { goodJson, goodStream } from '../support/wire-answers.ts';
import { BY, connect, isStream, refuse, refusing } from './stage.ts';
import { notableIn } from '../support/notable.ts';

const limits = { timeouts: { firstContentMs: 20_000 } };
const tools = { weather: tool({ inputSchema: jsonSchema({ type: 'object', properties: {} }) }) };
const ask = (model: LanguageModel, prompt = 'Hi') => generateText({ model, prompt, maxRetries: 0 });

const openaiError = (message: string, param: string | null = 'stream', code: string | null = 'unsupported_value') => ({
  error: { message, type: 'invalid_request_error', param, code },
});
const UNVERIFIED = openaiError(
  'Your organization must be verified to stream this model. Please go to: https://platform.openai.com/settings/organization/general and click on Verify Organization.',
);
const aws = (status: number, type: string, message: string) =>
  refuse(status, { message }, { 'x-amzn-errortype': type });

/** Who refuses, and how. */
const REFUSALS: readonly [string, PackageName, Answer][] = [
  ['OpenAI, of an organisation that is not verified', 'openai responses', refuse(400, UNVERIFIED)],
  [
    'OpenAI, of a model that does not stream',
    'openai chat',
    refuse(
      400,
      openaiError("Unsupported value: 'stream' does not support true with this model. Supported values are: false."),
    ),
  ],
  [
    'OpenAI, behind a relay that quotes it',
    'openrouter',
    refuse(400, {
      error: { message: 'Provider returned error', code: 400, metadata: { raw: JSON.stringify(UNVERIFIED, null, 2) } },
    }),
  ],
  [
    'Azure, of an API version without stream options',
    'azure chat',
    refuse(400, openaiError('Unrecognized request argument supplied: stream_options', null, null)),
  ],
  [
    'Bedrock, of a model',
    'bedrock',
    aws(400, 'ValidationException:http://internal.amazon.com/coral/', 'The model is unsupported for streaming.'),
  ],
  [
    'IAM, of a policy that does not list the operation',
    'bedrock',
    aws(
      403,
      'AccessDeniedException',
      'User: arn:aws:sts::1:assumed-role/app is not authorized to perform: bedrock:InvokeModelWithResponseStream on resource: arn:aws:bedrock:us-east-1::foundation-model/m because no identity-based policy allows it',
    ),
  ],
  [
    'a FastAPI server that knows no such field',
    'mistral',
    refuse(422, {
      object: 'error',
      message: {
        detail: [
          { type: 'extra_forbidden', loc: ['body', 'stream'], msg: 'Extra inputs are not permitted', input: true },
        ],
      },
      type: 'invalid_request_error',
      param: null,
      code: null,
    }),
  ],
  [
    'a local server, in words',
    'openai-compatible',
    refuse(501, { error: { message: 'Streaming is not implemented for this backend yet.', type: 'not_implemented' } }),
  ],
  [
    'a relay, by code',
    'groq',
    refuse(400, { error: { message: 'Bad request', type: 'x', code: 'streaming_not_supported' } }),
  ],
  [
    'a relay, in the first frame of the stream',
    'openai-compatible',
    events([`data: ${JSON.stringify(openaiError("Model m can't be streamed.", 'stream', null))}`]),
  ],
  [
    'a proxy that ignores the wish',
    'openai-compatible',
    goodJson(providerPackages['openai-compatible'].wire, 'ignored'),
  ],
];

describe.each(BY)('%s', by => {
  it.each(REFUSALS)('%s: doGenerate answers in the same try', async (_, name, refusal) => {
    await using on = await connect(name, refusing(name, { refusal }), limits, by);
    const first = await ask(on.model);
    expect([first.text, on.asked()]).toEqual(['in one piece', [true, false]]);
    expect(on.events.map(({ type }) => type)).toEqual(['warning']);
    expect(on.events).toMatchObject([
      { message: expect.stringMatching(/refused to stream.*doGenerate.*firstContentMs/) },
    ]);
    expect(first.providerMetadata ?? {}).not.toHaveProperty('failover');
    // From now on no request is spent on it.
    expect((await ask(on.model)).text).toBe('in one piece');
    expect(on.asked()).toEqual([true, false, false]);
    expect(on.events).toHaveLength(1);
    // A stream is still a stream: its caller asked for one.
    const { text } = streamText({ model: on.model, prompt: 'Hi', maxRetries: 0, onError() {} });
    await Promise.resolve(text).catch(() => {});
    expect(on.asked()).toEqual([true, false, false, true]);
  });

  // workers-ai-provider asks again by itself.
  const streaming = packageRows().filter(([name]) => name !== 'workers-ai');

  it.each(streaming)('%s: a proxy that sends the whole body is asked for it', async name => {
    const refusal = goodJson(providerPackages[name].wire, 'ignored');
    await using on = await connect(name, refusing(name, { refusal }), limits, by);
    expect([(await ask(on.model)).text, (await ask(on.model)).text]).toEqual(['in one piece', 'in one piece']);
    expect([on.asked(), on.events.map(({ type }) => type)]).toEqual([[true, false, false], ['warning']]);
  });

  it('an error that a success hides has its own label, and is one failure', async () => {
    const hidden = refuse(200, {
      error: { message: 'You exceeded your current quota', type: 'insufficient_quota', code: 'insufficient_quota' },
    });
    await using on = await connect('openai chat', hidden, limits, by);
    await expect(ask(on.model)).rejects.toMatchObject({ data: { failure: { category: 'billing' } } });
    expect([on.asked(), on.events.filter(({ type }) => type !== 'config').map(({ type }) => type)]).toEqual([
      [true, false],
      ['failure'],
    ]);
  });

  it.each(packageRows())("%s: `param: 'stream'` is understood", async name => {
    await using on = await connect(name, refusing(name, { refusal: refuse(400, UNVERIFIED) }), limits, by);
    expect((await ask(on.model)).text).toBe('in one piece');
    expect(on.told('failure')).toEqual([]);
  });

  it('what is refused to calls with tools is remembered for these alone', async () => {
    const refusal = aws(400, 'ValidationException', "This model doesn't support tool use in streaming mode.");
    await using on = await connect('bedrock', refusing('bedrock', { refusal, onlyTools: true }), limits, by);
    const withTools = () => generateText({ model: on.model, prompt: 'Hi', tools, maxRetries: 0 });
    expect([(await withTools()).text, (await withTools()).text]).toEqual(['in one piece', 'in one piece']);
    expect(on.asked()).toEqual([true, false, false]);
    expect((await ask(on.model)).finishReason).toBe('stop');
    expect(on.asked()).toEqual([true, false, false, true]);
    expect(on.told('warning')).toHaveLength(1);
    expect(on.told('warning')).toMatchObject([{ message: expect.stringContaining('a call with tools') }]);
  });

  it('what is refused to a call without tools is not tried with them', async () => {
    await using on = await connect(
      'openai chat',
      refusing('openai chat', { refusal: refuse(400, UNVERIFIED) }),
      limits,
      by,
    );
    await ask(on.model);
    await generateText({ model: on.model, prompt: 'Hi', tools, maxRetries: 0 });
    expect(on.asked()).toEqual([true, false, false]);
  });

  it('streaming is asked for again after an hour, and not warned of again', async () => {
    const clock = createManualClock();
    const answer = refusing('openai chat', { refusal: refuse(400, UNVERIFIED) });
    await using on = await connect('openai chat', answer, { ...limits, clock }, by);
    await ask(on.model);
    await clock.advance(3_599_999);
    await ask(on.model);
    expect(on.asked()).toEqual([true, false, false]);
    await clock.advance(1);
    await ask(on.model);
    expect(on.asked()).toEqual([true, false, false, true, false]);
    expect(on.told('warning')).toHaveLength(1);
  });

  it('what the account of one caller is refused is not held against the others', async () => {
    const answer = refusing('openai chat', { refusal: refuse(400, UNVERIFIED) });
    await using on = await connect('openai chat', answer, limits, by);
    const headers = { authorization: 'Bearer the-callers-own' };
    const own = () => generateText({ model: on.model, prompt: 'Hi', headers, maxRetries: 0 });
    expect([(await own()).text, (await own()).text]).toEqual(['in one piece', 'in one piece']);
    expect(on.asked()).toEqual([true, false, true, false]);
    await ask(on.model);
    expect(on.asked()).toEqual([true, false, true, false, true, false]);
    expect(on.told('warning')).toHaveLength(1);
  });

  it('calls that overlap are each answered, and it is told once', async () => {
    await using on = await connect(
      'openai chat',
      refusing('openai chat', { refusal: refuse(400, UNVERIFIED) }),
      limits,
      by,
    );
    const answers = await Promise.all(Array.from({ length: 40 }, (_, number) => ask(on.model, `call ${number}`)));
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['in one piece']));
    expect(on.events.map(({ type }) => type)).toEqual(['warning']);
    const before = on.server.requests.length;
    await Promise.all(Array.from({ length: 10 }, () => ask(on.model)));
    expect(on.asked().slice(before)).toEqual(Array.from({ length: 10 }, () => false));
  });

  it.each<[string, number, unknown]>([
    ['a key that is not valid', 401, openaiError('Incorrect API key; streaming is not supported without one')],
    ['a rate limit on streams', 429, openaiError('Too many streaming requests: not allowed', 'stream', 'rate_limit')],
    ['an outage that speaks of streams', 503, openaiError('Streaming is not available', null, null)],
    ['a request that is bad', 400, openaiError("Unsupported value: 'temperature' does not support 2", 'temperature')],
    [
      'a model that can do nothing else',
      400,
      openaiError('This model only supports streaming; non-streaming is not supported', null),
    ],
    ['an unknown model', 404, openaiError('The model `m` does not exist', 'model', 'model_not_found')],
  ])('%s is a failure as ever', async (_, status, body) => {
    await using on = await connect(
      'openai chat',
      refusing('openai chat', { refusal: refuse(status, body) }),
      limits,
      by,
    );
    const error: unknown = await ask(on.model).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: expect.stringMatching(/APICallError|FailoverError/) });
    expect(on.asked()).toEqual([true]);
    expect(on.told('failure')).toHaveLength(1);
    expect(on.told('warning')).toEqual([]);
  });

  it("the caller's own words, quoted, refuse nothing", async () => {
    const prompt = 'Explain this message: streaming is not supported for this model.';
    const refusal = refuse(400, openaiError(`Invalid input: ${prompt}`, 'messages', 'invalid_value'));
    await using on = await connect('openai chat', refusing('openai chat', { refusal }), limits, by);
    await expect(ask(on.model, prompt)).rejects.toMatchObject({ data: { failure: { category: 'invalid-request' } } });
    expect([on.asked(), on.told('warning')]).toEqual([[true], []]);
  });

  it('a refusal after content is a failure: the answer broke off', async () => {
    const frame = {
      id: 'c',
      model: 'm',
      choices: [{ index: 0, delta: { role: 'assistant', content: 'half' }, finish_reason: null }],
    };
    const late = events([`data: ${JSON.stringify(frame)}`, `data: ${JSON.stringify(UNVERIFIED)}`]);
    await using on = await connect('openai-compatible', refusing('openai-compatible', { refusal: late }), limits, by);
    await expect(ask(on.model)).rejects.toThrow(/verified/);
    expect([on.asked(), on.told('warning')]).toEqual([[true], []]);
  });

  it('a request that is refused in both ways is one failure, and nothing is remembered', async () => {
    const both: Answer = (response, request) =>
      refuse(400, openaiError('Streaming is not supported', 'stream'))(response, request);
    await using on = await connect('openai chat', both, limits, by);
    await expect(ask(on.model)).rejects.toMatchObject({ statusCode: 400 });
    expect([on.asked(), on.told('failure').length]).toEqual([[true, false], 1]);
    await ask(on.model).catch(() => {});
    expect(on.asked()).toEqual([true, false, true, false]);
    expect(on.told('warning')).toHaveLength(1);
  });
});

describe('a package that refuses by itself', () => {
  const { wire, connect: compatible } = providerPackages['openai-compatible'];
  /** A model that cannot stream something of a request. */
  function unable(functionality: string, doGenerate?: LanguageModel['doGenerate']) {
    const bare = compatible({
      baseURL: 'https://api.example.com/v1',
      fetch: async () => new Response(wire.json('in one piece'), { headers: { 'content-type': 'application/json' } }),
    });
    let opened = 0;
    const model: LanguageModel = {
      specificationVersion: SPECIFICATION,
      provider: bare.provider,
      modelId: bare.modelId,
      supportedUrls: bare.supportedUrls,
      doGenerate: doGenerate ?? (options => bare.doGenerate(options)),
      doStream: async () => {
        opened += 1;
        throw new UnsupportedFunctionalityError({ functionality });
      },
    };
    const told: FailoverEvent[] = [];
    const onEvent = notableIn(told);
    const wrapped = BY.map(by =>
      by === 'createFailover'
        ? createFailover({ models: [model], ...limits, onEvent })
        : wrapLanguageModel({ model, middleware: gatewayErrorMiddleware({ ...limits, onEvent }) }),
    );
    return { wrapped, told, opened: () => opened };
  }

  it('streaming: remembered', async () => {
    const { wrapped, told, opened } = unable('streaming');
    for (const model of wrapped)
      for (let call = 0; call < 3; call += 1) expect((await ask(model)).text).toBe('in one piece');
    expect([opened(), told.map(({ type }) => type)]).toEqual([2, ['warning', 'warning']]);
  });

  it('something of this request, which it can do in one piece: warned of, and asked again with the next', async () => {
    const { wrapped, told, opened } = unable('video parts');
    for (const model of wrapped)
      for (let call = 0; call < 3; call += 1) expect((await ask(model)).text).toBe('in one piece');
    expect([opened(), told.map(({ type }) => type)]).toEqual([6, ['warning', 'warning']]);
  });

  it('something that it cannot do at all: its own error comes out untouched, and nobody is warned', async () => {
    const error = new UnsupportedFunctionalityError({ functionality: 'video parts' });
    const { wrapped, told } = unable('video parts', () => Promise.reject(error));
    expect(await ask(wrapped[0]!).catch((thrown: unknown) => thrown)).toBe(error);
    expect(told).toEqual([]);
  });

  it('something that it refuses in one piece by throwing at once: the error comes out all the same', async () => {
    const error = new UnsupportedFunctionalityError({ functionality: 'video parts' });
    const { wrapped } = unable('video parts', () => {
      throw error;
    });
    for (const model of wrapped) expect(await ask(model).catch((thrown: unknown) => thrown)).toBe(error);
  });
});

describe('of two legs', () => {
  const bad = refuse(503, { error: { message: 'The server is overloaded', type: 'server_error' } });

  it('each remembers its own', async () => {
    let isDown = false;
    const refused = refusing('openai chat', { refusal: refuse(400, UNVERIFIED) });
    const answer: Answer = (response, request) => (isDown ? bad : refused)(response, request);
    await using primary = await connect('openai chat', answer, {}, 'createFailover');
    const streams = goodStream(providerPackages.anthropic.wire, ['from the ', 'fallback']);
    await using second = await connect('anthropic', streams, {}, 'createFailover');
    const told: FailoverEvent[] = [];
    const model = createFailover({
      models: [primary.bare, second.bare],
      ...limits,
      random: () => 0,
      onEvent: notableIn(told),
    });
    expect((await ask(model)).text).toBe('in one piece');
    isDown = true;
    expect((await ask(model)).text).toBe('from the fallback');
    expect([primary.asked(), second.asked()]).toEqual([[true, false, false, false], [true]]);
    expect(told.filter(({ type }) => type === 'warning')).toHaveLength(1);
  });

  it('a refusal and a failure after it are one try of the leg', async () => {
    const answer: Answer = (response, request) =>
      (isStream(request) ? refuse(400, UNVERIFIED) : bad)(response, request);
    await using primary = await connect('openai chat', answer, {}, 'createFailover');
    await using second = await connect(
      'anthropic',
      goodStream(providerPackages.anthropic.wire, ['fallback']),
      {},
      'createFailover',
    );
    const told: FailoverEvent[] = [];
    const model = createFailover({
      models: [{ model: primary.bare, retries: 0 }, second.bare],
      ...limits,
      health: false,
      onEvent: notableIn(told),
    });
    const { providerMetadata } = await ask(model);
    expect(providerMetadata?.['failover']).toMatchObject({ attempts: [{ statusCode: 503 }], hedged: false });
    expect(primary.asked()).toEqual([true, false]);
    expect(told.map(({ type }) => type)).toEqual(['warning', 'failure', 'failover']);
  });
});

it('an error is read once, whether it is asked for a refusal or not', async () => {
  /** How often an error's body is looked at until its call has failed. */
  async function reads(generateVia: 'stream' | 'generate'): Promise<number> {
    let count = 0;
    const error = Object.defineProperty(new Error('The server is on fire'), 'responseBody', {
      get() {
        count += 1;
        return '{"error":{"message":"The server is on fire","code":"on_fire"}}';
      },
    });
    const fail = () => Promise.reject(error);
    const model = new MockLanguageModelV4({ doGenerate: fail, doStream: fail });
    const wrapped = wrapLanguageModel({ model, middleware: gatewayErrorMiddleware({ generateVia }) });
    await ask(wrapped as LanguageModel).catch(() => {});
    return count;
  }
  const alone = await reads('generate');
  expect(alone).toBeGreaterThan(0);
  expect(await reads('stream')).toBe(alone);
});
