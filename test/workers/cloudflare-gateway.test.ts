/** The headers of attempts, and the question to the gateway's log, in the runtime of Cloudflare Workers. */
import { createOpenAI } from '@ai-sdk/openai';
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { generateText, streamText } from 'ai';
import { createAiGateway } from 'ai-gateway-provider';
import { describe, expect, it, vi } from 'vitest';
import { ok, rewritten, scenario, type Scenario } from '../../mocks/index.ts';
import { cloudflareGateway } from '../../src/cloudflare-gateway/index.ts';
import { createFailover, type FailoverEvent } from '../../src/index.ts';
import { AT_ONCE } from '../support/at-once.ts';
import { GATEWAY_URL } from '../support/cloudflare-routes.ts';

const LOG_ID = '019a7c3e-0000-7000-8000-000000000001';

const ROUTES = [
  [
    'a base URL',
    (upstream: Scenario) => createOpenAI({ apiKey: 'unused', baseURL: GATEWAY_URL, fetch: upstream.fetch })('gpt-5'),
  ],
  [
    'a binding',
    (upstream: Scenario) =>
      createAiGateway({ binding: upstream.binding().gateway('main'), options: { metadata: { app: 'chat' } } })(
        createOpenAI({ apiKey: 'unused' })('gpt-5'),
      ),
  ],
] as const;

const sentTo = ({ requests }: Scenario) =>
  requests.map(({ headers }) => ({
    maxAttempts: headers['cf-aig-max-attempts'],
    timeout: headers['cf-aig-request-timeout'],
    metadata: JSON.parse(headers['cf-aig-metadata'] ?? '{}') as Record<string, unknown>,
  }));

describe.each(ROUTES)('by %s', (name, connect) => {
  it('50 tenants of one tick have their own metadata on one shared instance', async () => {
    const upstream = scenario(tenant => [rewritten(2005, { headers: AT_ONCE }), ok(tenant)], {
      byKey: ({ body }) => /tenant-\d+/.exec(JSON.stringify(body))?.[0] ?? '',
    });
    const model = createFailover({
      models: [{ name: 'gpt', model: connect(upstream), retries: 1 }],
      gateway: cloudflareGateway({ requestTimeout: true, maxAttempts: 1, metadata: true }),
      timeouts: { firstContentMs: 20_000 },
    });
    const tenants = Array.from({ length: 50 }, (_, index) => `tenant-${100 + index}`);
    const answers = await Promise.all(
      tenants.map(async (tenant, index) => {
        const headers = { 'cf-aig-metadata': JSON.stringify({ user: tenant }) };
        const call = { model, prompt: tenant, headers };
        return index % 2 ? (await generateText(call)).text : streamText(call).text;
      }),
    );
    expect(answers).toEqual(tenants);
    const own = name === 'a binding' ? () => ({ app: 'chat' }) : (user: string) => ({ user });
    const sent = sentTo(upstream);
    expect(sent).toHaveLength(100);
    const calls = new Map<string, unknown>();
    for (const [index, { key }] of upstream.requests.entries()) {
      const { maxAttempts, timeout, metadata } = sent[index]!;
      expect([maxAttempts, timeout]).toEqual(['1', '20000']);
      expect(metadata).toMatchObject({ ...own(key), 'failover-leg': 'gpt' });
      const call = calls.get(key);
      expect(metadata['failover-attempt']).toBe(call === undefined ? 1 : 2);
      if (call !== undefined) expect(metadata['failover-call']).toBe(call);
      calls.set(key, metadata['failover-call']);
    }
    expect(new Set(calls.values()).size).toBe(50);
  });
});

it('asks the log within `waitUntil`, after the answer was given', async () => {
  const context = createExecutionContext();
  const upstream = scenario([rewritten(2005, { headers: { 'cf-aig-log-id': LOG_ID } })]);
  const getLog = vi.fn(async (id: string) => ({ id, status_code: 404, success: false, provider: 'openai' }));
  const events: FailoverEvent[] = [];
  const model = createFailover({
    models: [
      { name: 'main', model: ROUTES[0][1](upstream), retries: 0 },
      createOpenAI({ apiKey: 'unused', fetch: scenario([ok('spare')]).fetch })('gpt-5'),
    ],
    gateway: cloudflareGateway({
      explain: { gateway: { getLog }, afterMs: 20, waitUntil: promise => context.waitUntil(promise) },
    }),
    onEvent: event => void events.push(event),
  });
  expect((await generateText({ model, prompt: 'Hi' })).text).toBe('spare');
  expect(getLog).not.toHaveBeenCalled();
  await waitOnExecutionContext(context);
  expect(getLog.mock.calls).toEqual([[LOG_ID]]);
  expect(events.at(-1)).toMatchObject({ type: 'upstream', leg: 'main', statusCode: 404, category: 'not-found' });
});
