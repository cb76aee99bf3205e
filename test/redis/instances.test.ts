/** Instances of an app that share a real Redis, in real time: an outage, a wait, and a Redis that dies. */
import { createClient } from 'redis';
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../../mocks/index.ts';
import { createHealth } from '../../src/index.ts';
import { redisStore } from '../../src/redis/index.ts';
import { createRedisServer, hasRedis } from '../support/redis-server.ts';
import { createApp, down, limited, type AppInstance } from '../store/app.ts';

const callsOn = (instance: AppInstance, count: number) => Promise.all(Array.from({ length: count }, instance.call));

describe.runIf(hasRedis)('instances with a Redis', () => {
  const server = createRedisServer();
  const nodeRedis = createClient({ socket: { path: server.path, reconnectStrategy: 50 } });
  nodeRedis.on('error', () => {});
  const ioRedis = new Redis(server.path, { lazyConnect: true, retryStrategy: () => 50 });
  ioRedis.on('error', () => {});
  beforeAll(async () => {
    await server.start();
    await Promise.all([nodeRedis.connect(), ioRedis.connect()]);
  });
  afterAll(async () => {
    nodeRedis.destroy();
    ioRedis.disconnect();
    await server.remove();
  });
  let runs = 0;
  const stores = () => {
    const prefix = `run-${++runs}`;
    return [
      redisStore(nodeRedis, { prefix }),
      redisStore(ioRedis, { prefix }),
      redisStore(nodeRedis, { prefix }),
    ] as const;
  };

  // Real time, on a machine that may be busy.
  it(
    'a leg that fails on one is passed over by the others within a second and a half, probed by one, and recovers on all',
    { retry: 3 },
    async () => {
      const app = createApp();
      const [a, b, c] = stores().map(store => app.instance(store, { openMs: 4_000, jitter: 0 }));
      const others = [b!, c!];
      for (const one of [a!, ...others]) expect(await one.call()).toBe('primary');
      app.answer(down());
      for (let call = 0; call < 5; call += 1) expect(await a!.call()).toBe('fallback');
      const openedAt = performance.now();
      // Calls to the others go on; the primary is asked until they know.
      let before: number;
      do {
        before = app.asked;
        await sleep(20);
        for (const one of others) expect(await one.call()).toBe('fallback');
      } while (app.asked > before);
      expect(performance.now() - openedAt).toBeLessThan(1_500);
      const failed = app.asked;
      app.answer(ok('primary'));
      const texts = new Set<string>();
      while (performance.now() - openedAt < 20_000 && texts.size < 3) {
        for (const [index, one] of [a!, b!, c!].entries()) if ((await one.call()) === 'primary') texts.add(`${index}`);
        await sleep(20);
      }
      expect(texts.size).toBe(3);
      const probes = [a!, b!, c!].flatMap(({ events }) =>
        events.filter(event => event.type === 'breaker' && event.state === 'half-open'),
      );
      expect(probes).toHaveLength(1);
      expect(app.asked).toBeGreaterThan(failed);
    },
  );

  it('a wait that one was asked for holds on the others', async () => {
    const app = createApp();
    const [a, b] = stores().map(store => app.instance(store));
    await b!.call();
    app.answer(limited(60));
    expect(await a!.call()).toBe('fallback');
    app.answer(ok('primary'));
    await sleep(1_050);
    await b!.call();
    await sleep(100);
    expect(await b!.call()).toBe('fallback');
    expect(b!.events.filter(({ type }) => type === 'skip')).toMatchObject([{ leg: 'primary', reason: 'not-before' }]);
  });

  it('a thousand overlapping calls on three of them are all answered, and a dead leg is soon left alone', async () => {
    const app = createApp();
    const instances = stores().map(store => app.instance(store));
    await Promise.all(instances.map(one => one.call()));
    app.answer(down());
    const before = app.asked;
    const answers: string[] = [];
    for (let wave = 0; wave < 20; wave += 1) {
      answers.push(...(await Promise.all(instances.map(one => callsOn(one, 17)))).flat());
      await sleep(80);
    }
    expect(answers).toHaveLength(1_020);
    expect(new Set(answers)).toEqual(new Set(['fallback']));
    // What began before it opened, on each, and no call after that.
    expect(app.asked - before).toBeLessThanOrEqual(3 * 17);
  });

  it('calls go on, at once, while Redis is dead, and share again when it is back', async () => {
    const app = createApp();
    const [own, ...others] = stores();
    const operator = createHealth({ store: own });
    const [a, b] = others.map(store => app.instance(store, { openMs: 2_000, maxOpenMs: 2_000, jitter: 0 }));
    await Promise.all([a!.call(), b!.call()]);
    const wave = callsOn(a!, 100);
    await server.kill();
    expect(await wave).toEqual(Array.from({ length: 100 }, () => 'primary'));
    app.answer(down());
    for (let call = 0; call < 6; call += 1) expect(await a!.call()).toBe('fallback');
    const asked = app.asked;
    expect(await a!.call()).toBe('fallback');
    expect(app.asked).toBe(asked);
    expect(await callsOn(b!, 100)).toEqual(Array.from({ length: 100 }, () => 'fallback'));
    app.answer(ok('primary'));
    await expect.poll(() => a!.call(), { timeout: 60_000, interval: 50 }).toBe('primary');
    await server.start();
    const isIsolated = async () => {
      // An operator's word is sent also to a Redis that did not answer for long.
      operator.isolate('primary');
      await b!.call();
      return b!.events.some(event => event.type === 'skip' && event.reason === 'isolated');
    };
    await expect.poll(isIsolated, { timeout: 60_000, interval: 50 }).toBe(true);
  });
});
