/** A preflight and canaries in the runtime of Cloudflare Workers, as its cron trigger would run them. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText } from 'ai';
import { expect, it } from 'vitest';
import { fixtures, hang, ok, scenario, status } from '../../mocks/index.ts';
import { createFailover, createHealth, type PreflightReport } from '../../src/index.ts';
import { GATEWAY_URL } from '../support/cloudflare-routes.ts';

const MS = 60;

it('a scheduled handler finds a host that hangs, a wrong key and a gateway that does not exist', async () => {
  const upstreams = [
    scenario([ok('ok')]),
    scenario([hang()]),
    scenario([status(401)]),
    scenario([fixtures['cloudflare-2001']]),
  ];
  const [good, silent, refusing, missing] = upstreams.map(({ fetch }) => fetch);
  const reports: PreflightReport[] = [];
  const handler = {
    async scheduled(_event: unknown, env: { KEY: string }) {
      const model = createFailover({
        models: [
          createAnthropic({ apiKey: env.KEY, fetch: good })('claude-sonnet-4-5'),
          createOpenAI({ apiKey: env.KEY, fetch: silent })('gpt-5'),
          createOpenAI({ apiKey: env.KEY, fetch: refusing }).chat('gpt-4o'),
          createOpenAI({ apiKey: env.KEY, baseURL: GATEWAY_URL, fetch: missing }).chat('gpt-4o-mini'),
        ],
      });
      reports.push(await model.preflight({ timeoutMs: MS }));
    },
  };
  await handler.scheduled({ cron: '0 * * * *' }, { KEY: 'placeholder' });
  const [report] = reports as [PreflightReport];
  expect(report.ok).toBe(false);
  expect(report.legs.map(({ ok: isOk, failure }) => [isOk, failure?.rule])).toEqual([
    [true, undefined],
    [false, 'timeout:firstContentMs'],
    [false, 'vocabulary:auth'],
    [false, 'cloudflare:2001'],
  ]);
  expect(report.legs.map(({ failure }) => failure === undefined || failure.remedy.length > 10)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(upstreams.map(({ count }) => count)).toEqual([1, 1, 1, 1]);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

it('fifty calls at once with canaries: the fallback answers its share, and each caller gets its own answer', async () => {
  const health = createHealth();
  const byKey = { byKey: (request: { headers: Record<string, string> }) => request.headers['x-caller'] ?? '' };
  const a = scenario(key => [ok(`a for ${key}`)], byKey);
  const b = scenario(key => [ok(`b for ${key}`)], byKey);
  let draws = 0;
  const texts = await Promise.all(
    Array.from({ length: 50 }, async (_, index) => {
      // Made for each request, as on Workers.
      const model = createFailover({
        models: [
          { name: 'a', model: createAnthropic({ apiKey: 'placeholder', fetch: a.fetch })('claude-sonnet-4-5') },
          { name: 'b', model: createOpenAI({ apiKey: 'placeholder', fetch: b.fetch })('gpt-5'), headers: {} },
        ],
        forwardHeaders: ['x-caller'],
        canary: { fraction: 0.2 },
        health,
        random: () => ((draws += 1) % 5) / 5,
      });
      const call = { model, prompt: 'Hi', headers: { 'x-caller': String(index) }, maxRetries: 0 };
      return index % 2 === 0 ? (await generateText(call)).text : await streamText(call).text;
    }),
  );
  expect(b.count).toBe(10);
  expect(a.count).toBe(40);
  expect(texts.map(text => text.replace(/^[ab] for /, ''))).toEqual(
    Array.from({ length: 50 }, (_, index) => String(index)),
  );
});
