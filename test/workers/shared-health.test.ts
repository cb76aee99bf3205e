/** The example of docs/shared-health.md, as it runs on Workers. */
import { env } from 'cloudflare:workers';
import { runInDurableObject } from 'cloudflare:test';
import { expect, it, vi } from 'vitest';
import { ok, scenario, status } from '../../mocks/index.ts';
import { AT_ONCE } from '../support/at-once.ts';
import worker, { FailoverHealth } from './example-worker.ts';

it('answers, and tells the object of a leg that is down', async () => {
  const claude = scenario([status(503, { headers: AT_ONCE })]);
  const gpt = scenario([ok('from gpt')]);
  vi.stubGlobal('fetch', (input: string, init: RequestInit) =>
    (String(input).includes('anthropic') ? claude : gpt).fetch(input, init),
  );
  for (let call = 0; call < 6; call += 1) expect(await (await worker.fetch()).text()).toBe('from gpt');
  // Two tries in each of the first four calls, one in the fifth, none in the sixth.
  expect(claude.count).toBe(9);
  const stub = env.FAILOVER_HEALTH.getByName('ai-gateway-failover');
  await vi.waitFor(async () =>
    expect(
      await runInDurableObject(stub, (object, { storage }) => [
        object instanceof FailoverHealth,
        storage.sql.exec('SELECT * FROM failover_rows').toArray().length,
      ]),
    ).toEqual([true, 1]),
  );
  vi.unstubAllGlobals();
});
