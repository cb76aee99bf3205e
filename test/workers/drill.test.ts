/** A drill in the runtime of Cloudflare Workers. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { expect, it } from 'vitest';
import { ok, scenario } from '../../mocks/index.ts';
import { drill } from '../../src/drill/index.ts';
import { createFailover } from '../../src/index.ts';
import { GATEWAY_URL } from '../support/cloudflare-routes.ts';

it('asks each leg once, and plays every outage', async () => {
  const [first, second] = [scenario([ok('pong')]), scenario([ok('pong')])];
  const chain = createFailover({
    models: [
      createOpenAI({ apiKey: 'unused', baseURL: GATEWAY_URL, fetch: first.fetch }).chat('gpt-5'),
      { model: createAnthropic({ apiKey: 'unused', fetch: second.fetch })('claude-sonnet-4-5'), gateway: 'one' },
    ],
    hedge: { afterMs: 5_000 },
  });
  const report = await drill(chain);
  expect([first.count, second.count]).toEqual([1, 1]);
  expect(report.ok).toBe(true);
  expect(report.plays).toHaveLength(34);
  const hang = report.plays.find(({ fault, operation }) => fault === 'hang' && operation === 'stream')!;
  expect(hang).toMatchObject({ verdict: 'answered', by: 'anthropic.messages/claude-sonnet-4-5' });
  expect(hang.ms).toBeGreaterThanOrEqual(5_000);
  expect(hang.ms).toBeLessThan(6_000);
});

it('plays alike every time', async () => {
  const chain = createFailover({
    models: [createOpenAI({ apiKey: 'unused' })('gpt-5'), createAnthropic({ apiKey: 'unused' })('claude-sonnet-4-5')],
  });
  const [one, other] = [await drill(chain, { ask: 'assume' }), await drill(chain, { ask: 'assume' })];
  expect(other).toEqual(one);
  expect(one.findings.map(({ code }) => code)).toEqual(['slow', 'cut-off']);
});
