/** docs/shared-health.md, held to the code. */
import { readFileSync } from 'node:fs';
import { createClient } from 'redis';
import { generateText, type LanguageModel } from 'ai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ok, status } from '../../mocks/index.ts';
import { redisStore } from '../../src/redis/index.ts';
import { createHealth, type Health } from '../../src/index.ts';
import { createRedisServer, hasRedis } from '../support/redis-server.ts';
import { AT_ONCE } from '../support/at-once.ts';
import { blockWith, run } from './blocks.ts';
import { advance, RETRY_MS, stage, watch } from './stage.ts';
import { plain, readTable } from './tables.ts';

const page = 'docs/shared-health.md';

it('the example for Workers is the one that is tested there', () => {
  const tested = readFileSync(new URL('../workers/example-worker.ts', import.meta.url), 'utf8')
    .replaceAll('../../src/durable-object/index.ts', 'ai-gateway-failover/durable-object')
    .replaceAll('../../src/index.ts', 'ai-gateway-failover');
  expect(tested.slice(tested.indexOf('\n') + 1)).toBe(blockWith(page, 'durableObjectStore('));
});

it('the tables of options have the defaults', () => {
  const rows = readTable(page, 'option').map(row => [plain(row['option']), plain(row['default'])]);
  expect(rows).toEqual([
    ['name', "'ai-gateway-failover'"],
    ['refreshMs', '1_000'],
  ]);
});

describe.runIf(hasRedis)('the example for Redis', () => {
  const server = createRedisServer();
  const operator = createClient({ socket: { path: server.path, tls: false } });
  beforeAll(async () => {
    await server.start();
    await operator.connect();
  });
  afterAll(() => server.remove());

  it('shares, and an operator reaches it from a script', async () => {
    const on = stage([status(503, { headers: AT_ONCE })], [ok('from gpt')]);
    let client: ReturnType<typeof createClient> | undefined;
    const connect = () => (client = createClient({ socket: { path: server.path, tls: false } }));
    const health = (options: object) => createHealth({ ...options, clock: on.clock });
    const store = (of: never) => redisStore(of, { clock: on.clock });
    const names = { ...on.names, createClient: connect, createHealth: health, redisStore: store };
    const { model } = (await run(blockWith(page, 'redisStore(client)'), names, 'model')) as {
      model: LanguageModel & { health: Health };
    };
    const ask = async () => {
      const call = watch(generateText({ model, prompt: 'Hi', maxRetries: 0 }));
      await advance(on, RETRY_MS);
      return call.value?.text;
    };
    for (let call = 0; call < 5; call += 1) expect(await ask()).toBe('from gpt');
    await client!.ping();
    expect(Object.keys(await operator.hGetAll('ai-gateway-failover:health'))).toHaveLength(2);
    const script = createHealth({ store: redisStore(operator) });
    script.isolate('gpt');
    await operator.close();
    await on.clock.advance(1_000);
    await ask();
    await client!.ping();
    await ask();
    expect(model.health.snapshot()).toMatchObject({ gpt: { state: 'isolated' } });
    client!.destroy();
  });
});
