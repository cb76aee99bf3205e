import { generateText, type ModelMessage } from 'ai';
import { describe, expect, it } from 'vitest';
import { disconnect, fixtures, ok, scenario, status, type Step } from '../../mocks/index.ts';
import {
  createFailover,
  FailoverError,
  type CreateFailoverOptions,
  type Failure,
  type LegInput,
} from '../../src/index.ts';
import { CALLS, lastError, type CallSettings } from '../support/calls.ts';
import { anthropicLeg, gatewayLeg, googleLeg, openaiLeg } from '../support/failover-legs.ts';

/** Two legs through one gateway, one of the same account past it, one of another provider. */
const LEGS = ['gateway-a', 'gateway-b', 'direct', 'other'] as const;

function fourLegs(failing: Step, options: Partial<CreateFailoverOptions> = {}, others: Step = ok('answer')) {
  const order: string[] = [];
  const upstream = (name: string, step: Step) => {
    const made = scenario([step]);
    const fetch: typeof globalThis.fetch = (input, init) => {
      order.push(name);
      return made.fetch(input, init);
    };
    return { ...made, fetch };
  };
  const [a, b, direct, other] = LEGS;
  const models: LegInput[] = [
    { name: a, model: gatewayLeg(upstream(a, failing)), account: 'acme' },
    { name: b, model: gatewayLeg(upstream(b, others), 'gpt-5-mini') },
    { name: direct, model: openaiLeg(upstream(direct, others)), account: 'acme' },
    { name: other, model: anthropicLeg(upstream(other, others)) },
  ];
  return { model: createFailover({ models, random: () => 0, ...options }), order };
}

/** Which leg is asked after the first one failed so; `tries` on the first. */
interface Row {
  failing: string;
  step: Step;
  tries: number;
  next: (typeof LEGS)[number] | undefined;
}

const invalid = status(400, {
  body: {
    error: { message: "Invalid type for 'input'", type: 'invalid_request_error', param: 'input', code: 'invalid_type' },
  },
});
const tooLong = status(400, {
  body: {
    error: {
      message: "This model's maximum context length is 8192 tokens, your messages have 9000",
      type: 'invalid_request_error',
      param: 'messages',
      code: 'context_length_exceeded',
    },
  },
});
const refused = status(400, {
  body: {
    error: {
      message: 'Your prompt was flagged',
      type: 'invalid_request_error',
      param: 'prompt',
      code: 'content_policy_violation',
    },
  },
});

const ROWS: Row[] = [
  { failing: 'no such gateway (2001)', step: fixtures['cloudflare-2001'], tries: 1, next: 'direct' },
  {
    failing: 'unauthorized at the gateway (2009 as 401)',
    step: fixtures['cloudflare-2009-http-401'],
    tries: 1,
    next: 'direct',
  },
  {
    failing: 'unauthorized at the gateway (2009 as 400)',
    step: fixtures['cloudflare-2009-http-400'],
    tries: 1,
    next: 'direct',
  },
  { failing: 'the gateway limits the rate (2003)', step: fixtures['cloudflare-2003'], tries: 2, next: 'direct' },
  {
    failing: 'the provider is down behind the gateway (2005)',
    step: fixtures['cloudflare-2005'],
    tries: 2,
    next: 'gateway-b',
  },
  {
    failing: 'the provider is unknown to the gateway (2008)',
    step: fixtures['cloudflare-2008'],
    tries: 1,
    next: 'gateway-b',
  },
  { failing: 'the key is refused', step: status(401), tries: 1, next: 'gateway-b' },
  { failing: 'nobody pays', step: status(402), tries: 1, next: 'gateway-b' },
  { failing: 'no quota', step: fixtures['openai-429-insufficient-quota'], tries: 1, next: 'gateway-b' },
  { failing: 'the model does not exist', step: status(404), tries: 1, next: 'gateway-b' },
  { failing: '503', step: status(503), tries: 2, next: 'gateway-b' },
  { failing: '529', step: status(529), tries: 2, next: 'gateway-b' },
  { failing: 'a death of the connection', step: disconnect(), tries: 2, next: 'gateway-b' },
  { failing: 'the context is too long', step: tooLong, tries: 1, next: 'gateway-b' },
  { failing: 'the request is invalid', step: invalid, tries: 1, next: undefined },
  { failing: "a provider's refusal of content", step: refused, tries: 1, next: undefined },
  { failing: "the owner's guardrail (2016)", step: fixtures['cloudflare-2016-guardrail'], tries: 1, next: undefined },
  { failing: "the owner's data rules (2029)", step: fixtures['cloudflare-2029-dlp'], tries: 1, next: undefined },
];

describe.each(CALLS)('which leg follows, %s', (_, call) => {
  it.each(ROWS)('$failing → $next', async ({ step, tries, next }) => {
    const { model, order } = fourLegs(step);
    const outcome = await call(model, { maxRetries: 3 });
    const first = Array.from({ length: tries }, () => LEGS[0]);
    expect(order).toEqual(next === undefined ? first : [...first, next]);
    if (next !== undefined) return expect(outcome).toMatchObject({ text: 'answer', reported: 0 });
    expect(outcome.text).toBeUndefined();
    expect(FailoverError.isInstance(outcome.error)).toBe(false);
    expect(outcome.error).toMatchObject({
      name: 'AI_APICallError',
      isRetryable: false,
      statusCode: expect.any(Number),
    });
  });

  it.each([
    ['auth', status(401)],
    ['billing', status(402)],
    ['no quota', fixtures['openai-429-insufficient-quota']],
  ])('%s skips the leg with the same declared account', async (_name, step) => {
    const { model, order } = fourLegs(step, {}, status(404));
    const { error } = await call(model);
    expect(order).toEqual(['gateway-a', 'gateway-b', 'other']);
    expect((lastError(error) as Error).message).toContain('Skipped: direct (account).');
  });

  it('a gateway-wide failure skips its legs for this call and says so', async () => {
    const { model, order } = fourLegs(fixtures['cloudflare-2001'], {}, status(404));
    const { error } = await call(model);
    expect(order).toEqual(['gateway-a', 'direct', 'other']);
    expect((lastError(error) as Error).message).toContain('Skipped: gateway-b (gateway).');
  });
});

describe('who may overrule a failure', () => {
  const asked = async (step: Step, options: Partial<CreateFailoverOptions>, settings: CallSettings = {}) => {
    const { model, order } = fourLegs(step, options);
    const result = await generateText({ model, prompt: 'Hi', maxRetries: 0, ...settings }).catch(
      (error: unknown) => error,
    );
    return { order, result };
  };

  it('failoverOn.contentPolicy sends a refused prompt on', async () => {
    const { order } = await asked(refused, { failoverOn: { contentPolicy: true } });
    expect(order).toEqual(['gateway-a', 'gateway-b']);
  });

  it.each([fixtures['cloudflare-2016-guardrail'], fixtures['cloudflare-2029-dlp']])(
    "failoverOn.contentPolicy leaves the owner's block in force: $name",
    async step => {
      const { order } = await asked(step, { failoverOn: { contentPolicy: true } });
      expect(order).toEqual(['gateway-a']);
    },
  );

  it.each([true, false])('a refusal without a word goes on if contentPolicy is %s', async contentPolicy => {
    const { order, result } = await asked(ok('', { finishReason: 'content-filter' }), {
      failoverOn: { contentPolicy },
    });
    expect(order).toEqual(contentPolicy ? ['gateway-a', 'gateway-b'] : ['gateway-a']);
    expect(result).toMatchObject(contentPolicy ? { text: 'answer' } : { text: '', finishReason: 'content-filter' });
  });

  it.each([
    [true, invalid, ['gateway-a', 'gateway-b']],
    [undefined, invalid, ['gateway-a']],
    [false, status(401), ['gateway-a']],
    [undefined, status(401), ['gateway-a', 'gateway-b']],
  ])('shouldFailOver says %s', async (verdict, step, expected) => {
    const seen: unknown[] = [];
    const shouldFailOver = (failure: Failure, context: unknown) => {
      seen.push([failure.category, context]);
      return verdict;
    };
    const { order } = await asked(step, { shouldFailOver });
    expect(order).toEqual(expected);
    expect(seen[0]).toEqual([
      expect.any(String),
      { operation: 'generate', leg: { name: 'gateway-a', provider: 'openai.responses', modelId: 'gpt-5' } },
    ]);
  });

  it('exhausted: final holds also when shouldFailOver forbids another leg', async () => {
    const { model, order } = fourLegs(status(503, { headers: { 'retry-after-ms': '0' } }), {
      exhausted: 'final',
      shouldFailOver: () => false,
    });
    const error = await generateText({ model, prompt: 'Hi', maxRetries: 2 }).catch((thrown: unknown) => thrown);
    expect(order).toEqual(['gateway-a', 'gateway-a']);
    expect(error).toMatchObject({ statusCode: 503, isRetryable: false });
  });

  it.each([
    ['shouldFailOver', status(503)],
    ['acceptResult', ok('answer')],
    ['route', ok('answer')],
  ])('an error that %s throws comes out as it is', async (hook, step) => {
    const thrown = new Error('bug in a hook');
    const { order, result } = await asked(step, {
      [hook]: () => {
        throw thrown;
      },
    });
    expect(result).toBe(thrown);
    expect(order).toHaveLength(hook === 'route' ? 0 : 1);
  });
});

describe('route', () => {
  const routed = async (route: CreateFailoverOptions['route'], step: Step = ok('first'), providerOptions = {}) => {
    const { model, order } = fourLegs(step, { route });
    const result = await generateText({ model, prompt: 'Hi', maxRetries: 0, providerOptions }).catch(
      (error: unknown) => error,
    );
    return { order, result };
  };

  it('reorders and drops legs, at once or later', async () => {
    const { order, result } = await routed(async ({ legs }) => [legs[3]!.name, legs[0]!.name]);
    expect(order).toEqual(['other']);
    expect(result).toMatchObject({
      text: 'answer',
      providerMetadata: { failover: { servedBy: { leg: 'other' }, attempts: [] } },
    });
    expect((await routed(() => ['gateway-a'], status(401))).order).toEqual(['gateway-a']);
    expect((await routed(() => ['gateway-a', 'gateway-a'], status(401))).order).toEqual(['gateway-a']);
  });

  it('keeps all legs for undefined, and sees what the caller tells it', async () => {
    const route = ({ providerOptions }: { providerOptions: Record<string, unknown> | undefined }) =>
      (providerOptions?.['route'] as { to?: string[] } | undefined)?.to;
    expect((await routed(route)).order).toEqual(['gateway-a']);
    expect((await routed(route, ok('first'), { route: { to: ['direct'] } })).order).toEqual(['direct']);
  });

  it.each([[['nobody']], [[]], ['gateway-a' as unknown as string[]]])('refuses %j', async names => {
    const { order, result } = await routed(() => names);
    expect(result).toBeInstanceOf(TypeError);
    expect((result as Error).message).toMatch(/^option `route` returns .*`gateway-a`.*got /);
    expect(order).toEqual([]);
  });
});

describe('acceptResult', () => {
  it('sends a result that will not do to the next leg at once', async () => {
    const { model, order } = fourLegs(ok('I cannot help with that'), {
      acceptResult: ({ content }, { leg }) => leg.name !== 'gateway-a' && content.length > 0,
    });
    const { text, providerMetadata } = await generateText({ model, prompt: 'Hi', maxRetries: 0 });
    expect(text).toBe('answer');
    expect(order).toEqual(['gateway-a', 'gateway-b']);
    expect(providerMetadata?.['failover']).toMatchObject({ attempts: [{ leg: 'gateway-a', rule: 'result:rejected' }] });
  });

  it('asks each leg once a round if no result will do', async () => {
    const { model, order } = fourLegs(ok('one'), { acceptResult: () => false });
    const error = await generateText({ model, prompt: 'Hi', maxRetries: 0 }).catch((thrown: unknown) => thrown);
    expect(order).toEqual(LEGS);
    expect(FailoverError.isInstance(error) && error.isRetryable).toBe(true);
  });
});

describe('legs that cannot take a request', () => {
  it('skips a leg whose context window is too small', async () => {
    const small = scenario([ok('small')]);
    const large = scenario([ok('large')]);
    const model = createFailover({
      models: [{ model: openaiLeg(small), contextWindow: 50, name: 'small' }, anthropicLeg(large)],
    });
    expect((await generateText({ model, prompt: 'Hi' })).text).toBe('small');
    const { text, providerMetadata } = await generateText({ model, prompt: 'word '.repeat(1_000) });
    expect(text).toBe('large');
    expect(providerMetadata?.['failover']).toMatchObject({
      attempts: [],
      skipped: [{ leg: 'small', reason: 'context-window' }],
    });
    expect([small.count, large.count]).toEqual([1, 1]);
  });

  it('asks the first leg if all are too small, and does not call it untried', async () => {
    const upstreams = [scenario([tooLong]), scenario([ok('never')])];
    const model = createFailover({
      models: upstreams.map((upstream, index) => ({
        model: openaiLeg(upstream),
        contextWindow: 50,
        name: `leg-${index}`,
      })),
    });
    const error = await generateText({ model, prompt: 'word '.repeat(1_000), maxRetries: 0 }).catch(
      (thrown: unknown) => thrown,
    );
    expect(upstreams.map(({ count }) => count)).toEqual([1, 0]);
    expect((error as Error).message).toContain('Skipped: leg-1 (context-window).');
  });

  it('skips a leg that cannot resolve a file of another provider', async () => {
    const upstreams = [scenario([status(503)]), scenario([ok('never')]), scenario([ok('answer')])] as const;
    const model = createFailover({
      models: [
        openaiLeg(upstreams[0]),
        { model: anthropicLeg(upstreams[1]), name: 'anthropic' },
        { model: openaiLeg(upstreams[2], 'gpt-5-mini') },
      ],
      random: () => 0,
    });
    const messages: ModelMessage[] = [
      {
        role: 'user',
        content: [
          { type: 'file', data: { type: 'reference', reference: { openai: 'file-1' } }, mediaType: 'application/pdf' },
          { type: 'text', text: 'Hi' },
        ],
      },
    ];
    const { text, providerMetadata } = await generateText({ model, messages, maxRetries: 0 });
    expect(text).toBe('answer');
    expect(providerMetadata?.['failover']).toMatchObject({ skipped: [{ leg: 'anthropic', reason: 'file' }] });
    expect(upstreams.map(({ count }) => count)).toEqual([2, 0, 1]);
  });

  it('asks a Google leg for its own file', async () => {
    const google = scenario([status(503)]);
    const other = scenario([ok('never')]);
    const model = createFailover({ models: [googleLeg(google), openaiLeg(other)], random: () => 0 });
    const messages: ModelMessage[] = [
      {
        role: 'user',
        content: [
          {
            type: 'file',
            data: 'https://generativelanguage.googleapis.com/v1beta/files/abc',
            mediaType: 'application/pdf',
          },
        ],
      },
    ];
    const error = await generateText({ model, messages, maxRetries: 0 }).catch((thrown: unknown) => thrown);
    expect([google.count, other.count]).toEqual([2, 0]);
    expect((error as Error).message).toContain('(file)');
  });
});
