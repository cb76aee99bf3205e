/** Calls without a pause on three instances that share a Redis, which is killed and started again in their midst. */
import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../../mocks/index.ts';
import { redisStore } from '../../src/redis/index.ts';
import { createRedisServer, hasRedis } from '../support/redis-server.ts';
import { sized } from '../support/run-length.ts';
import { createApp, down, type AppInstance } from '../store/app.ts';

const ROUNDS = sized({ usual: 1, bounded: 2, full: 20 });
const WIDTH = 20;

describe.runIf(hasRedis)('calls', () => {
  const server = createRedisServer();
  const client = createClient({ socket: { path: server.path, reconnectStrategy: 50 } });
  client.on('error', () => {});
  beforeAll(async () => {
    await server.start();
    await client.connect();
  });
  afterAll(async () => {
    client.destroy();
    await server.remove();
  });

  it('all go on while Redis is killed and comes back, and what it knew is shared again', async () => {
    const app = createApp();
    const instances = Array.from({ length: 3 }, () => app.instance(redisStore(client), { openMs: 500, jitter: 0 }));
    const failed: unknown[] = [];
    let calls = 0;
    const run = { isOver: false };
    async function keepCalling(one: AppInstance): Promise<void> {
      while (!run.isOver) {
        calls += 1;
        await one.call().catch((error: unknown) => failed.push(error));
        await wait(1);
      }
    }
    const load = Array.from({ length: WIDTH }, (_, index) => keepCalling(instances[index % 3]!));
    for (let round = 0; round < ROUNDS; round += 1) {
      await wait(400);
      // While it dies, and while it is dead, legs change states, too.
      app.answer(down());
      const killed = server.kill();
      await wait(400);
      await killed;
      app.answer(ok('primary'));
      await wait(600);
      await server.start();
      app.answer(down());
      await wait(1_200);
      app.answer(ok('primary'));
    }
    run.isOver = true;
    await Promise.all(load);
    console.log(`${calls} calls, Redis killed ${ROUNDS} times`);
    expect(failed).toEqual([]);
    expect(calls).toBeGreaterThan(100);
    const opened = instances.flatMap(({ events }) => events.filter(event => event.type === 'breaker'));
    expect(opened.length).toBeGreaterThan(3);
    // It is asked again, and remembers what happens from now on.
    await expect
      .poll(
        async () => {
          app.answer(down());
          await Promise.all(instances.map(one => one.call()));
          return client.exists('ai-gateway-failover:health');
        },
        { timeout: 60_000, interval: 100 },
      )
      .toBe(1);
  });
});
