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
  beforeAll(() => server.start());
  afterAll(() => server.remove());

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
      const key = `${name}-kept:health`;
      const { health, waits, fail } = createInstance(given => redisStore(client, { ...given, prefix: `${name}-kept` }));
      fail();
      waits.wait('account acme', 5_000);
      await settled();
      const fields = await client.hGetAll?.(key);
      if (fields) expect(JSON.stringify(fields)).not.toMatch(/acme|claude|overloaded/);
      const ttl = await client.ttl(key);
      expect(ttl).toBeGreaterThan(900);
      expect(ttl).toBeLessThanOrEqual(910);
      health.isolate('claude');
      await settled();
      expect(await client.ttl(key)).toBe(-1);
      health.restore('claude');
      await settled();
      expect(await client.ttl(key)).toBeGreaterThan(0);
    });

    it.each([
      ['is of another type', (key: string) => client.set(key, 'text')],
      [
        'holds junk',
        (key: string) =>
          client.eval(
            "return redis.call('HSET', KEYS[1], '#', '9'..string.rep('9', 30), 'b:x', 'junk', 'w:y', '1 2 3', 'z', '')",
            { keys: [key], arguments: [] },
          ),
      ],
    ])('goes on with what it knows where its key %s', async (_, spoil) => {
      const prefix = `${name}-spoilt-${_.length}`;
      if (name === 'ioredis') await new Promise<void>(resolve => resolve());
      const key = `${prefix}:health`;
      if (name === 'redis') await spoil(key);
      else await (client as unknown as Redis).call('SET', key, 'text');
      const one = createInstance(given => redisStore(client, { ...given, prefix }));
      one.health.pauseMs(PRIMARY);
      await settled();
      one.fail();
      await settled();
      expect(one.health.pauseMs(PRIMARY)).toBe(5_000);
      one.clock.advance(5_001);
      one.health.begin(PRIMARY);
      one.clock.advance(50);
      expect(one.health.begin(PRIMARY)?.succeeded() ?? one.health.snapshot()).toBeDefined();
    });
  });
});

it.each([undefined, null, {}, { eval: 1 }])('what is no client is named: %j', client => {
  expect(() => redisStore(client as never)).toThrow(
    /redisStore: option `client` takes a client of `redis` or `ioredis`; got/,
  );
});
