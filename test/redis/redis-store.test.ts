/** The store in a real Redis, by both clients. */
import { createClient } from 'redis';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisStore } from '../../src/redis/index.ts';
import { createRedisServer, hasRedis } from '../support/redis-server.ts';
import { settle } from '../support/manual-clock.ts';
import { describeStore } from '../store/contract.ts';
import { createInstance, PRIMARY } from '../store/instances.ts';

const nodeRedis = (path: string) => {
  const client = createClient({ socket: { path, reconnectStrategy: 10 } });
  client.on('error', () => {});
  return client;
};
const ioRedis = (path: string) => {
  const client = new Redis(path, { lazyConnect: true, retryStrategy: () => 10 });
  client.on('error', () => {});
  return client;
};

describe.runIf(hasRedis)('a real Redis', () => {
  const server = createRedisServer();
  const admin = nodeRedis(server.path);
  beforeAll(async () => {
    await server.start();
    await admin.connect();
  });
  afterAll(async () => {
    admin.destroy();
    await server.remove();
  });

  describe.each<[string, typeof nodeRedis | typeof ioRedis]>([
    ['redis', nodeRedis],
    ['ioredis', ioRedis],
  ])('by the client %s', (name, connect) => {
    const client = connect(server.path) as ReturnType<typeof nodeRedis>;
    beforeAll(async () => void (await client.connect()));
    afterAll(() => void (client as { disconnect(): unknown }).disconnect());

    // One connection answers in order.
    const settled = async () => {
      await client.ping();
      await settle();
    };

    describeStore({
      instance: (app, options) =>
        createInstance(given => redisStore(client, { ...given, prefix: `${name}-${app}` }), options),
      settled,
    });

    it('keeps no name, and forgets all when nothing of it is of use any more', async () => {
      const prefix = `${name}-kept`;
      const key = `${prefix}:health`;
      const { health, waits, fail } = createInstance(given => redisStore(client, { ...given, prefix }));
      fail();
      waits.wait('account acme', 5_000);
      await settled();
      const fields = await admin.hGetAll(key);
      expect(Object.keys(fields)).toHaveLength(3);
      expect(JSON.stringify(fields)).not.toMatch(/acme|claude|overloaded/);
      const ttl = await admin.ttl(key);
      expect(ttl).toBeGreaterThan(900);
      expect(ttl).toBeLessThanOrEqual(910);
      health.isolate('claude');
      await settled();
      expect(await admin.ttl(key)).toBe(-1);
      health.restore('claude');
      await settled();
      expect(await admin.ttl(key)).toBeGreaterThan(0);
    });

    it.each([
      ['another type', (key: string) => admin.set(key, 'text')],
      ['junk', (key: string) => admin.hSet(key, { '#': '9'.repeat(30), 'b:x': 'junk', 'w:y': '1 2 3', z: '' })],
    ])('goes on with what it knows where its key holds %s', async (what, spoil) => {
      const prefix = `${name}-${what}`;
      await spoil(`${prefix}:health`);
      const one = createInstance(given => redisStore(client, { ...given, prefix }));
      for (let second = 0; second < 3; second += 1) {
        expect(one.health.pauseMs(PRIMARY)).toBe(0);
        await settled();
        one.clock.advance(1_000);
      }
      one.fail();
      await settled();
      expect(one.health.pauseMs(PRIMARY)).toBe(5_000);
      one.clock.advance(5_050);
      one.health.pauseMs(PRIMARY);
      one.clock.advance(50);
      expect(one.health.begin(PRIMARY)!.succeeded()).toMatchObject({ state: 'closed' });
    });
  });
});

it.each([undefined, null, {}, { eval: 1 }])('what is no client is named: %j', client => {
  expect(() => redisStore(client as never)).toThrow(
    /redisStore: option `client` takes a client of `redis` or `ioredis`; got/,
  );
});
