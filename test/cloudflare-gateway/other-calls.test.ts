/** Embeddings, the middleware, a stream that is refused, a question before the traffic: each attempt has its headers there, too. */
import { createOpenAI } from '@ai-sdk/openai';
import { embed, generateText, wrapLanguageModel } from 'ai';
import { expect, it } from 'vitest';
import { cloudflareGateway } from '../../src/cloudflare-gateway/index.ts';
import { createEmbeddingFailover, createFailover, failoverMiddleware, type FailoverEvent } from '../../src/index.ts';
import { json, startServer, type Answer } from '../support/loopback-server.ts';
import { ACCOUNT, failed2005, gatewayRig, good } from './gateway-legs.ts';

const gateway = cloudflareGateway({ requestTimeout: true, metadata: true });

it('an attempt at an embedding has the limit of a whole answer', async () => {
  await using server = await startServer(
    failed2005(),
    json(200, {
      object: 'list',
      data: [{ object: 'embedding', index: 0, embedding: [1, 2] }],
      model: 'm',
      usage: { prompt_tokens: 1 },
    }),
  );
  const openai = createOpenAI({ apiKey: 'placeholder', baseURL: `${server.url}/v1/${ACCOUNT}/main/openai` });
  const model = createEmbeddingFailover({
    models: [{ name: 'small', model: openai.embedding('text-embedding-3-small'), retries: 1 }],
    gateway,
    retries: { baseDelayMs: 1 },
    timeouts: { attemptMs: 7_000.5 },
  });
  expect((await embed({ model, value: 'Hi' })).embedding).toEqual([1, 2]);
  expect(
    server.requests.map(({ headers }) => [
      headers['cf-aig-request-timeout'],
      (JSON.parse(String(headers['cf-aig-metadata'])) as Record<string, unknown>)['failover-attempt'],
    ]),
  ).toEqual([
    ['7000', 1],
    ['7000', 2],
  ]);
});

it('the same attempt that asks for a whole answer in place of a stream has that limit', async () => {
  const refused: Answer = (response, request) =>
    (request.body as { stream?: boolean }).stream === true
      ? json(400, {
          error: { message: 'Unsupported', type: 'invalid_request_error', param: 'stream', code: 'unsupported_value' },
        })(response, request)
      : good(response, request);
  await using rig = await gatewayRig('base URL', [refused]);
  const ids: (string | undefined)[] = [];
  const model = createFailover({
    models: [{ name: 'gpt', model: rig.model }],
    gateway,
    timeouts: { firstContentMs: 9_000, attemptMs: 60_000 },
    onEvent: (event: FailoverEvent) => void (event.type === 'call-start' && ids.push(event.callId)),
  });
  expect((await generateText({ model, prompt: 'Hi', headers: { 'x-tenant': 'a' } })).text).toBe('hello');
  const metadata = JSON.stringify({ 'failover-call': ids[0], 'failover-attempt': 1, 'failover-leg': 'gpt' });
  expect(rig.sent()).toEqual([
    [{ 'cf-aig-metadata': metadata, 'cf-aig-request-timeout': '9000' }],
    [{ 'cf-aig-metadata': metadata, 'cf-aig-request-timeout': '60000' }],
  ]);
  expect(rig.server.requests.map(({ headers }) => headers['x-tenant'])).toEqual(['a', 'a']);
});

it('the middleware has the option, too, and each round is a call of its own', async () => {
  await using rig = await gatewayRig('binding', [failed2005(), good]);
  const model = wrapLanguageModel({
    model: rig.model,
    middleware: failoverMiddleware({
      to: {
        name: 'other',
        model: createOpenAI({ apiKey: 'x', fetch: () => Promise.reject(new Error('down')) })('gpt-5'),
      },
      primary: { name: 'main' },
      gateway,
      retries: { perLeg: 0 },
    }),
  });
  expect((await generateText({ model, prompt: 'Hi', maxRetries: 1 })).text).toBe('hello');
  const seen = rig.sent().map(([step]) => JSON.parse(step!['cf-aig-metadata']!) as Record<string, unknown>);
  expect(seen.map(metadata => [metadata['failover-attempt'], metadata['failover-leg']])).toEqual([
    [1, 'main'],
    [1, 'main'],
  ]);
  expect(seen[0]!['failover-call']).not.toBe(seen[1]!['failover-call']);
});

it('a question before the traffic is told apart in the log, and shows what the gateway said', async () => {
  const marks = {
    'cf-aig-log-id': 'log-1',
    'cf-aig-step': '0',
    'cf-aig-cache-status': 'MISS',
    'cf-aig-provider': 'openai',
    'cf-aig-model': 'gpt-5',
    'cf-aig-routed-model': 'openai/gpt-5',
    'cf-aig-routing-reason': 'pinned_by_turn sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD',
    'cf-aig-routing-decision-id': 'decision-1',
  };
  const marked: Answer = (response, request) => {
    for (const [name, value] of Object.entries(marks)) response.setHeader(name, value);
    return good(response, request);
  };
  await using rig = await gatewayRig('REST', [marked]);
  const { ok, legs } = await createFailover({ models: [{ name: 'gpt', model: rig.model }], gateway }).preflight();
  expect(ok).toBe(true);
  expect(rig.sent()[0]![0]!['cf-aig-metadata']).toContain('"failover-leg":"gpt"');
  expect(legs).toMatchObject([
    {
      logId: 'log-1',
      gatewayStep: '0',
      cacheStatus: 'MISS',
      gatewayProvider: 'openai',
      gatewayModel: 'gpt-5',
      routedModel: 'openai/gpt-5',
      routingDecision: 'decision-1',
    },
  ]);
  expect(legs[0]!.routingReason).toMatch(/^pinned_by_turn /);
  expect(JSON.stringify(legs)).not.toContain('abcdefghij');
});
