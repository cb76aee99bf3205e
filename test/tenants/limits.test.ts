/** Limits and policies that a gateway splits by user: the refused user fails over, and nobody else hears of it. */
import { describe, expect, it } from 'vitest';
import { classify, createFailover, createHealth, createRetryBudget, type FailoverEvent } from '../../src/index.ts';
import { createManualClock } from '../support/manual-clock.ts';
import type { PackageName } from '../support/provider-packages.ts';
import type { Naming } from './answers.ts';
import { ask, CLOUDFLARE, refusal, router, upstream, type Asked } from './tenants.ts';
import { notableIn } from '../support/notable.ts';

const TIMES = 20;
const envelope = (code: number, message: string) => ({
  success: false,
  result: [],
  messages: [],
  error: [{ code, message }],
  name: 'AiGatewayError',
  internalCode: code,
});
const metadata = { 'cf-aig-metadata': '{"user":"alice"}' };

interface Limit {
  name: string;
  at: PackageName;
  baseURL?: string;
  headers?: Record<string, string>;
  naming?: Naming;
  status: number;
  body: unknown;
  /** Whether the refused user is answered by another leg. */
  answered: boolean;
}

/**
 * @see https://developers.cloudflare.com/ai-gateway/features/spend-limits/
 * @see https://developers.cloudflare.com/ai-gateway/features/policies/
 */
const LIMITS: readonly Limit[] = [
  {
    name: 'a spend limit of Cloudflare’s gateway',
    at: 'openai responses',
    baseURL: CLOUDFLARE,
    headers: metadata,
    status: 429,
    body: envelope(
      2041,
      "Spend limit exceeded: rule '5e7f1b6b' (cost limit 100 per 604800s, sliding) for openai gpt-5",
    ),
    answered: true,
  },
  {
    name: 'a spend limit by an identity that only the gateway sees',
    at: 'openai responses',
    baseURL: CLOUDFLARE,
    status: 429,
    body: envelope(2041, 'Spend limit exceeded'),
    answered: true,
  },
  {
    name: 'a policy of Cloudflare’s gateway',
    at: 'openai responses',
    baseURL: CLOUDFLARE,
    headers: { ...metadata, 'cf-access-jwt-assertion': 'eyJhbGciOi.eyJzdWIiOi.c2ln' },
    status: 403,
    body: { success: false, error: 'Access denied by policy' },
    answered: false,
  },
  {
    name: 'a policy’s limit',
    at: 'openai responses',
    baseURL: CLOUDFLARE,
    headers: metadata,
    status: 429,
    body: { success: false, error: 'Budget exceeded by policy' },
    answered: true,
  },
  {
    name: 'a spend cap by a policy',
    at: 'openai responses',
    baseURL: CLOUDFLARE,
    headers: metadata,
    status: 429,
    body: {
      success: false,
      error: { message: 'Spending limit exceeded', bucket: 'user:alice', spent: 1000.42, limit: 1000 },
    },
    answered: true,
  },
  {
    name: 'a model that a policy does not allow',
    at: 'openai responses',
    baseURL: CLOUDFLARE,
    headers: metadata,
    status: 403,
    body: envelope(2090, 'openai/gpt-5 is not allowed by gateway policy'),
    answered: false,
  },
  {
    name: 'a budget in words that nobody has listed',
    at: 'openai responses',
    baseURL: CLOUDFLARE,
    headers: metadata,
    status: 400,
    body: envelope(2091, 'Budget limit of this route exceeded'),
    answered: true,
  },
  {
    name: 'a key that a call must bring',
    at: 'openai responses',
    baseURL: CLOUDFLARE,
    headers: { 'cf-aig-no-wholesale': 'true' },
    status: 400,
    body: { success: false, error: [{ message: 'No provider credentials in this request' }] },
    answered: true,
  },
  {
    name: 'a refusal with a code that nobody has listed',
    at: 'openai responses',
    baseURL: CLOUDFLARE,
    headers: metadata,
    status: 400,
    body: envelope(2077, 'This caller is not served so'),
    answered: true,
  },
  {
    name: 'a refusal with such a code as 401',
    at: 'openai responses',
    baseURL: CLOUDFLARE,
    status: 401,
    body: envelope(2078, 'Caller is not enrolled'),
    answered: true,
  },
  {
    name: 'the budget of an end user at LiteLLM',
    at: 'openai-compatible',
    baseURL: 'https://litellm.example.com/v1',
    naming: { providerOptions: { compatible: { user: 'alice' } } },
    status: 400,
    body: {
      error: {
        message: 'ExceededBudget: End User=alice over budget. Spend=1.1, Budget=1.0',
        type: 'budget_exceeded',
        param: null,
        code: '400',
      },
    },
    answered: true,
  },
  {
    name: 'a budget that Portkey splits by metadata',
    at: 'openai-compatible',
    baseURL: 'https://api.portkey.ai/v1',
    headers: { 'x-portkey-metadata': '{"_user":"alice"}' },
    status: 412,
    body: { status: 'failure', message: 'Portkey Error: usage limit exceeded' },
    answered: true,
  },
  {
    name: 'the quota of an entity at Vercel’s gateway',
    at: 'vercel gateway',
    naming: { providerOptions: { gateway: { quotaEntityId: 'alice' } } },
    status: 402,
    body: { error: { message: 'Quota exceeded for this entity', type: 'quota_exceeded' } },
    answered: true,
  },
];

describe('a limit of one user', () => {
  it.each(LIMITS)('$name', async ({ at, baseURL, headers, naming, status, body, answered }) => {
    const refused = refusal(status, body, { 'retry-after': '900' });
    const primary = upstream(
      at,
      'from the primary',
      ({ tenant }) => (tenant === 'alice' ? refused : undefined),
      baseURL,
    );
    const health = createHealth();
    const budget = createRetryBudget();
    const { model, told } = router(primary, upstream('anthropic', 'from the fallback'), { health, budget });
    const answers: unknown[] = [];
    const others: unknown[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      answers.push(await ask(model, { tenant: 'alice', ...(headers && { headers }), ...naming }));
      others.push(await ask(model, { tenant: 'bob', ...(headers && { headers }), ...naming }));
    }
    expect(others).toEqual(Array.from({ length: TIMES }, () => 'from the primary'));
    expect([told('breaker'), health.snapshot(), budget.snapshot().tokens]).toEqual([[], {}, 100]);
    if (answered) expect(new Set(answers)).toEqual(new Set(['from the fallback']));
    else for (const answer of answers) expect(classify(answer)).toMatchObject({ fallback: false, statusCode: 403 });
  });

  it('asks a cheaper model behind the same gateway', async () => {
    const spent = refusal(429, envelope(2041, 'Spend limit exceeded'));
    const legs = [
      upstream('openai responses', 'unused', () => spent, CLOUDFLARE),
      upstream('openai responses', 'from the cheaper one', undefined, CLOUDFLARE),
    ];
    const model = createFailover({
      models: legs.map((leg, index) => ({ name: `leg-${index}`, model: leg.model, gateway: 'the same' })),
    });
    expect(await ask(model, { tenant: 'alice', headers: metadata })).toBe('from the cheaper one');
  });

  it('is told as `config` at most once a minute for each leg', async () => {
    const clock = createManualClock();
    const spent = refusal(429, envelope(2041, 'Spend limit exceeded'));
    const events: FailoverEvent[] = [];
    const model = createFailover({
      models: [
        upstream('openai responses', 'unused', () => spent, CLOUDFLARE).model,
        upstream('openai chat', 'unused', () => spent, CLOUDFLARE).model,
        upstream('anthropic', 'from the fallback').model,
      ],
      clock,
      onEvent: notableIn(events),
    });
    const told = () => events.flatMap(event => (event.type === 'config' ? [event.provider] : []));
    for (let second = 0; second < 60; second += 1) {
      expect(await ask(model, { tenant: 'alice', headers: metadata })).toBe('from the fallback');
      await clock.advance(second === 59 ? 999 : 1_000);
    }
    expect(told()).toEqual(['openai.responses', 'openai.chat']);
    await ask(model, { tenant: 'alice', headers: metadata });
    expect(told()).toEqual(['openai.responses', 'openai.chat']);
    await clock.advance(1);
    await ask(model, { tenant: 'alice', headers: metadata });
    expect(told()).toEqual(['openai.responses', 'openai.chat', 'openai.responses', 'openai.chat']);
  });
});

describe('with a user named in every call', () => {
  const headers = {
    ...metadata,
    'cf-access-jwt-assertion': 'eyJhbGciOi.eyJzdWIiOi.c2ln',
    cookie: 'CF_Authorization=eyJ.eyJ.x',
  };

  it.each<[string, number, unknown, boolean]>([
    ['a dead shared key', 401, { error: { message: 'Incorrect API key provided.', code: 'invalid_api_key' } }, true],
    ['an unpaid bill', 402, { error: { message: 'Insufficient credits' } }, true],
    [
      'a wrong model id',
      404,
      { error: { message: 'The model `gpt-5` does not exist', code: 'model_not_found' } },
      true,
    ],
    ['a wrong token of the gateway', 401, envelope(2009, 'Unauthorized'), true],
    [
      'a gateway that does not exist',
      400,
      envelope(2001, 'Please configure AI Gateway in the Cloudflare dashboard'),
      true,
    ],
    ['a genuine rate limit', 429, { error: { message: 'Rate limit reached', code: 'rate_limit_exceeded' } }, false],
  ])('%s opens or pauses the leg for all', async (_, status, body, opens) => {
    const refused = refusal(status, body, status === 429 ? { 'retry-after': '30' } : {});
    const primary = upstream('openai responses', 'from the primary', () => refused, CLOUDFLARE);
    const { model, told } = router(primary, upstream('anthropic', 'from the fallback'));
    expect(await ask(model, { tenant: 'alice', headers })).toBe('from the fallback');
    expect(await ask(model, { tenant: 'bob', headers })).toBe('from the fallback');
    expect(primary.asked).toHaveLength(1);
    expect(told('breaker').length > 0).toBe(opens);
    expect(told('config').length > 0).toBe(opens);
  });

  it('a request that names an object does not hide a wrong model id', async () => {
    const wrong = refusal(404, { error: { message: 'The model `gpt-5` does not exist', code: 'model_not_found' } });
    const primary = upstream('openai responses', 'from the primary', () => wrong);
    const { model, told } = router(primary, upstream('anthropic', 'from the fallback'));
    const providerOptions = { openai: { previousResponseId: 'resp_1' } };
    await ask(model, { tenant: 'alice', providerOptions });
    expect([told('breaker').length, told('config').length]).toEqual([1, 1]);
  });

  it.each([
    ['the leg’s own', 'The model `openai/gpt-5` does not exist', ['config']],
    ['one that the call adds', 'nobody/nothing is not a valid model ID', []],
  ])('of two models that a call asks for, a wrong one is %s', async (_, message, told) => {
    const wrong = refusal(404, { error: { message, code: 404 } });
    const primary = upstream('openrouter', 'from the primary', () => wrong);
    const { model, events } = router(primary, upstream('anthropic', 'from the fallback'));
    await ask(model, { tenant: 'alice', providerOptions: { openrouter: { models: ['nobody/nothing'] } } });
    expect(events.map(({ type }) => type).filter(type => type === 'config')).toEqual(told);
  });

  it('an object that the leg’s own options name is configuration', async () => {
    const missing = refusal(
      400,
      { message: 'The guardrail identifier or version provided in the request does not exist.' },
      { 'x-amzn-errortype': 'ResourceNotFoundException' },
    );
    const events: FailoverEvent[] = [];
    const model = createFailover({
      models: [
        {
          model: upstream('bedrock', 'unused', () => missing).model,
          providerOptions: {
            amazonBedrock: { guardrailConfig: { guardrailIdentifier: 'gr-1', guardrailVersion: '9' } },
          },
        },
        upstream('anthropic', 'from the fallback').model,
      ],
      onEvent: notableIn(events),
    });
    expect(await ask(model, { tenant: 'alice' })).toBe('from the fallback');
    expect(events.filter(({ type }) => type === 'config')).toHaveLength(1);
  });
});

describe('many tenants at once on one instance', () => {
  const kinds = [
    { headers: { authorization: 'Bearer bad' }, reply: refusal(401, { error: { message: 'bad key' } }) },
    { headers: metadata, reply: refusal(429, envelope(2041, 'Spend limit exceeded'), { 'retry-after': '900' }) },
    {
      naming: { providerOptions: { openai: { previousResponseId: 'resp_0f09' } } },
      reply: refusal(404, {
        error: { message: "Previous response with id 'resp_0f09' not found.", param: 'previous_response_id' },
      }),
    },
    {
      headers: { authorization: 'Bearer busy' },
      reply: refusal(429, { error: { message: 'slow' } }, { 'retry-after': '60' }),
    },
  ];
  const answer = ({ tenant }: Asked) =>
    tenant.startsWith('bad') ? kinds[Number(tenant.slice(3)) % kinds.length]!.reply : undefined;

  it.each(['in one tick', 'staggered'])('%s, the good ones are all served by the primary', async how => {
    const primary = upstream('openai responses', 'from the primary', answer, CLOUDFLARE);
    const { model, told } = router(primary, upstream('anthropic', 'from the fallback'));
    const calls: Promise<[string, unknown]>[] = [];
    for (let index = 0; index < 120; index += 1) {
      const tenant = index % 3 === 0 ? `good${index}` : `bad${index}`;
      const kind = tenant.startsWith('bad') ? kinds[index % kinds.length] : undefined;
      const call = ask(model, {
        tenant,
        stream: index % 2 === 0,
        ...(kind?.headers && { headers: kind.headers }),
        ...kind?.naming,
      });
      calls.push(call.then(text => [tenant, text]));
      if (how === 'staggered') await new Promise(resolve => setImmediate(resolve));
    }
    for (const [tenant, text] of await Promise.all(calls))
      expect([tenant, text]).toEqual([tenant, tenant.startsWith('good') ? 'from the primary' : 'from the fallback']);
    expect(told('breaker')).toEqual([]);
  });
});
