/** Health in a real Durable Object. */
import { env, exports } from 'cloudflare:workers';
import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { durableObjectStore, type HealthNamespace } from '../../src/durable-object/index.ts';
import { describeStore } from '../store/contract.ts';
import { createInstance, PRIMARY } from '../store/instances.ts';
import { createTransitions, differences } from '../store/transitions.ts';

const turn = (ms = 0) => new Promise(resolve => setTimeout(resolve, ms));
const pending = new Set<PromiseLike<unknown>>();

/** The binding, and what of its answers is still to come. */
const watched: HealthNamespace = {
  getByName(name) {
    const stub = env.HEALTH.getByName(name);
    const watch = (answer: PromiseLike<unknown>) => {
      pending.add(answer);
      return answer;
    };
    return {
      changes: since => watch(stub.changes(since)),
      putBreaker: write => watch(stub.putBreaker(write)),
      putWait: (id, ms) => watch(stub.putWait(id, ms)),
      putTokens: (...change) => watch(stub.putTokens(...change)),
    };
  },
};

async function settled(): Promise<void> {
  await Promise.allSettled(pending);
  pending.clear();
  await turn();
}

describe('a real Durable Object', () => {
  describeStore({
    instance: (app, options) => createInstance(given => durableObjectStore(watched, { ...given, name: app }), options),
    settled,
  });

  it('keeps what it knows when it is evicted, and no name of a leg', async () => {
    const make = () => createInstance(given => durableObjectStore(watched, { ...given, name: 'evicted' }));
    const [a, b] = [make(), make()];
    a.fail();
    a.waits.wait('account acme', 60_000);
    a.health.isolate('tenant-acme');
    await settled();
    const stub = env.HEALTH.getByName('evicted');
    await evictDurableObject(stub);
    const rows = await runInDurableObject(stub, (_, { storage }) =>
      storage.sql.exec('SELECT * FROM failover_rows').toArray(),
    );
    expect(rows).toHaveLength(3);
    expect(JSON.stringify(rows)).not.toMatch(/acme|claude|tenant|overloaded/);
    b.health.pauseMs(PRIMARY);
    await settled();
    expect(b.health.pauseMs(PRIMARY)).toBeGreaterThan(0);
    expect(b.waits.waitMs('account acme')).toBeGreaterThan(30_000);
    expect(b.health.pauseMs({ key: 'x', name: 'tenant-acme' })).toBe(Infinity);
  });

  it('has two instances agree after a thousand random transitions each', async () => {
    const store = () => durableObjectStore(env.HEALTH, { name: 'transitions' });
    const [here, there] = [createTransitions(store(), 1), createTransitions(store(), 2)];
    await Promise.all([here.make(1_000), there.make(1_000)]);
    const [one, other] = await Promise.all([here.view(), there.view()]);
    expect(differences(one, other)).toEqual([]);
    expect(one.every(({ isIsolated, timesOpened, waitDs }) => !isIsolated && timesOpened === 0 && waitDs === 0)).toBe(
      false,
    );
  });

  it('takes no junk', async () => {
    const stub = env.HEALTH.getByName('junk');
    for (const junk of [undefined, null, 1, {}, { id: 'a', writer: 'b' }])
      expect(await stub.putBreaker(junk as never)).toMatchObject({ breakers: [] });
    expect(await stub.putWait(undefined as never, Number.NaN)).toMatchObject({ waits: [] });
    expect(await stub.changes(0)).toMatchObject({ breakers: [], waits: [] });
  });
});

/** A request of its own to the worker. */
const ask = async (path: string) => (await exports.default.fetch(`https://worker/${path}`)).text();
const askAll = (paths: readonly string[]) => Promise.all(paths.map(ask));

describe('requests, each with its own I/O', () => {
  let apps = 0;
  const newApp = () => ['a', 'b', 'c'].map(name => `${apps}${name}`);

  // Real time, on a machine that may be busy.
  it(
    'share: a leg that fails on one instance is passed over by others within a second and a half, probed by one, and recovers on all',
    { retry: 3 },
    async () => {
      apps += 1;
      const [a, ...others] = newApp();
      await ask('up');
      expect(await askAll([a!, ...others, a!])).toEqual(Array.from({ length: 4 }, () => 'primary'));
      await ask('down');
      for (let call = 0; call < 5; call += 1) expect(await ask(a!)).toBe('fallback');
      const openedAt = Date.now();
      let before: string;
      do {
        before = await ask('asked');
        await turn(50);
        expect(await askAll(others)).toEqual(['fallback', 'fallback']);
      } while ((await ask('asked')) !== before);
      expect(Date.now() - openedAt).toBeLessThan(1_500);
      await ask('up');
      const recovered = new Set<string>();
      while (recovered.size < 3 && Date.now() - openedAt < 20_000) {
        for (const name of [a!, ...others]) if ((await ask(name)) === 'primary') recovered.add(name);
        await turn(20);
      }
      expect(recovered.size).toBe(3);
      expect(await ask(`probes-${apps}`)).toBe('1');
    },
  );

  it('are all answered when a thousand overlap on three instances', async () => {
    apps += 1;
    const names = newApp();
    await ask('down');
    const paths = Array.from({ length: 1_000 }, (_, index) => names[index % 3]!);
    for (let start = 0; start < paths.length; start += 50) {
      const answers = await askAll(paths.slice(start, start + 50));
      expect(new Set(answers)).toEqual(new Set(['fallback']));
    }
    await ask('up');
  });

  it('are answered where the object throws, from what the isolate knows itself', async () => {
    expect(await ask('broken')).toBe('primary');
    await ask('down');
    for (let call = 0; call < 5; call += 1) expect(await ask('broken')).toBe('fallback');
    const asked = await ask('asked');
    expect(await askAll(Array.from({ length: 20 }, () => 'broken'))).toEqual(
      Array.from({ length: 20 }, () => 'fallback'),
    );
    expect(await ask('asked')).toBe(asked);
    await ask('up');
  });
});

it.each([undefined, null, {}, { getByName: 1 }])('what is no binding is named: %j', namespace => {
  expect(() => durableObjectStore(namespace as never)).toThrow(
    /durableObjectStore: option `namespace` takes an object with `getByName`; got/,
  );
});
