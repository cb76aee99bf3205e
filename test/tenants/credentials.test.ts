/** Credentials of one call speak for its caller only; those that are declared for a leg are its owner's. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { openai } from '@ai-sdk/openai';
import { describe, expect, it } from 'vitest';
import { createFailover, createHealth, createRetryBudget, type FailoverEvent, type LegInput } from '../../src/index.ts';
import type { Naming } from './answers.ts';
import { ask, refusal, router, upstream, type Asked, type Upstream } from './tenants.ts';
import type { PackageName } from '../support/provider-packages.ts';
import { notableIn } from '../support/notable.ts';

const TIMES = 20;
const REFUSALS: readonly [name: string, status: number, body: unknown][] = [
  ['an unknown key', 401, { error: { message: 'Incorrect API key provided.', code: 'invalid_api_key' } }],
  ['no money', 402, { error: { message: 'Insufficient credits' } }],
  ['no permission', 403, { error: { message: 'The caller does not have permission', status: 'PERMISSION_DENIED' } }],
  [
    'a model that this key may not see',
    404,
    { error: { message: 'The model `gpt-5` does not exist', code: 'model_not_found' } },
  ],
  ['a limit', 429, { error: { message: 'Rate limit reached', code: 'rate_limit_exceeded' } }],
];

interface Own {
  name: string;
  at: PackageName;
  headers?: Record<string, string>;
  naming?: Naming;
}

/** The places in which a call may carry credentials for the vendor or the gateway of its leg. */
const OWN: readonly Own[] = [
  { name: 'authorization', at: 'openai responses', headers: { authorization: 'Bearer tenant-key-1' } },
  { name: 'x-api-key', at: 'anthropic', headers: { 'x-api-key': 'tenant-key-1' } },
  { name: 'x-goog-api-key', at: 'google', headers: { 'X-Goog-Api-Key': 'tenant-key-1' } },
  { name: 'api-key', at: 'azure chat', headers: { 'api-key': 'tenant-key-1' } },
  { name: 'an organization', at: 'openai responses', headers: { 'OpenAI-Organization': 'org-1' } },
  { name: 'a project', at: 'google', headers: { 'x-goog-user-project': 'tenant-project' } },
  {
    name: 'a key of the request at Vercel’s gateway',
    at: 'vercel gateway',
    naming: { providerOptions: { gateway: { byok: { openai: [{ apiKey: 'tenant-key-1' }] } } } },
  },
  {
    name: 'credentials of a cloud at Vercel’s gateway',
    at: 'vercel gateway',
    naming: {
      providerOptions: {
        gateway: { byok: { vertex: [{ project: 'p', googleCredentials: { clientEmail: 'a@b.c' } }] } },
      },
    },
  },
  {
    name: 'keys of the request at OpenRouter',
    at: 'openrouter',
    naming: { providerOptions: { openrouter: { api_keys: { openai: 'tenant-key-1' } } } },
  },
  {
    name: 'a key in the body of a proxy’s request',
    at: 'openai-compatible',
    naming: { providerOptions: { compatible: { api_key: 'tenant-key-1' } } },
  },
];

const second = (at: PackageName): Upstream =>
  at === 'anthropic' ? upstream('openai chat', 'from the fallback') : upstream('anthropic', 'from the fallback');

const baseOf = (at: PackageName) => (at === 'openai-compatible' ? 'https://proxy.example.com/v1' : undefined);

describe('a call that brings its own credentials', () => {
  it.each(OWN)('$at, $name, refused in every way: the others go on', async ({ at, headers, naming }) => {
    let refused = 0;
    const refuse = ({ tenant }: Asked) => {
      if (tenant !== 'own') return undefined;
      const [, status, body] = REFUSALS[refused++ % REFUSALS.length]!;
      return refusal(status, body, { 'retry-after': '600' });
    };
    const primary = upstream(at, 'from the primary', refuse, baseOf(at));
    const budget = createRetryBudget();
    const health = createHealth();
    const { model, told } = router(primary, second(at), { budget, health });
    const others: unknown[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      await ask(model, { tenant: 'own', ...(headers && { headers }), ...naming });
      others.push(await ask(model, { tenant: 'other' }));
    }
    expect(others).toEqual(Array.from({ length: TIMES }, () => 'from the primary'));
    expect([told('breaker'), told('config'), health.snapshot()]).toEqual([[], [], {}]);
    expect(budget.snapshot()).toEqual({ tokens: 100, capacity: 100 });
    expect(refused).toBe(TIMES);
  });

  it('still counts where the server itself fails', async () => {
    const primary = upstream('openai responses', 'from the primary', () =>
      refusal(503, { error: { message: 'down' } }),
    );
    const { model, told } = router(primary, second('openai responses'));
    for (let time = 0; time < 5; time += 1)
      await ask(model, { tenant: 'own', headers: { authorization: 'Bearer own' } });
    expect(told('breaker')).toMatchObject([{ state: 'open' }]);
  });
});

describe('credentials that are not the caller’s', () => {
  const dead = refusal(401, { error: { message: 'Incorrect API key provided.', code: 'invalid_api_key' } });

  async function told(models: LegInput[], naming: Naming & { headers?: Record<string, string> } = {}) {
    const events: FailoverEvent[] = [];
    const model = createFailover({ models, onEvent: notableIn(events) });
    await ask(model, { tenant: 'any', ...naming });
    return events.flatMap(event => (event.type === 'breaker' ? [event.leg] : []));
  }

  it('a key that is declared in the headers of a leg is the owner’s, however the call writes its own', async () => {
    const asked: Asked[] = [];
    const primary = upstream('openai responses', 'unused', one => {
      asked.push(one);
      return dead;
    });
    const legs = [
      { name: 'a', model: primary.model, headers: { authorization: 'Bearer the-owners' } },
      { name: 'b', model: second('openai responses').model },
    ];
    expect(await told(legs, { headers: { Authorization: 'Bearer the-callers' } })).toEqual(['a']);
    expect(asked.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer the-owners']);
  });

  it('a key that is declared in the provider options of a leg is the owner’s', async () => {
    const byok = { openai: [{ apiKey: 'the-owners' }] };
    const legs = [
      {
        name: 'a',
        model: upstream('vercel gateway', 'unused', () => dead).model,
        providerOptions: { gateway: { byok } },
      },
      { name: 'b', model: second('vercel gateway').model },
    ];
    expect(await told(legs)).toEqual(['a']);
  });

  it('a key that another leg’s vendor got says nothing of this one', async () => {
    const legs = [
      { name: 'a', model: upstream('openai responses', 'unused', () => refusal(503, {})).model, retries: 0 },
      { name: 'b', model: upstream('anthropic', 'unused', () => dead).model },
    ];
    expect(await told(legs, { headers: { authorization: 'Bearer for-openai' } })).toEqual(['b']);
  });

  it('options of another package are not sent by this one', async () => {
    const legs = [
      { name: 'a', model: upstream('openai responses', 'unused', () => dead).model },
      { name: 'b', model: second('openai responses').model },
    ];
    const byok = { openai: [{ apiKey: 'unread' }] };
    expect(await told(legs, { providerOptions: { gateway: { byok } } })).toEqual(['a']);
  });

  it.each<[string, PackageName, Naming]>([
    [
      'of a tool server in a tool',
      'openai responses',
      {
        tools: {
          mcp: openai.tools.mcp({
            serverLabel: 'crm',
            serverUrl: 'https://mcp.example.com',
            authorization: 'tenant-token',
            headers: { 'x-api-key': 'tenant-key' },
          }),
        },
      },
    ],
    [
      'of a tool server in the options',
      'anthropic',
      {
        providerOptions: {
          anthropic: {
            mcpServers: [{ type: 'url', name: 'a', url: 'https://mcp.example.com', authorizationToken: 'tenant' }],
          },
        },
      },
    ],
    ['in a label', 'openai responses', { providerOptions: { openai: { metadata: { token: 'blue' } } } }],
  ])('a token %s does not stand for the caller at the vendor', async (_, at, naming) => {
    const legs = [
      { name: 'a', model: upstream(at, 'unused', () => dead).model },
      { name: 'b', model: second(at).model },
    ];
    expect(await told(legs, naming)).toEqual(['a']);
  });

  it('a header that `forwardHeaders` sends along is the caller’s at the other vendor, too', async () => {
    const events: FailoverEvent[] = [];
    const fallback: Asked[] = [];
    const model = createFailover({
      models: [
        upstream('openai responses', 'unused', () => refusal(400, { error: { message: 'x', code: 'model_not_found' } }))
          .model,
        createAnthropic({
          apiKey: 'shared',
          fetch: async (input, init) => {
            const request = new Request(input, init);
            fallback.push({ tenant: '', headers: request.headers, body: undefined });
            return dead();
          },
        })('claude-sonnet-4-5'),
      ],
      forwardHeaders: ['X-Api-Key'],
      onEvent: notableIn(events),
    });
    await ask(model, { tenant: 'own', headers: { 'x-api-key': 'tenant-key-1' } });
    expect(fallback.map(({ headers }) => headers.get('x-api-key'))).toEqual(['tenant-key-1']);
    expect(events.flatMap(event => (event.type === 'breaker' ? [event.leg] : []))).toEqual([]);
  });
});
