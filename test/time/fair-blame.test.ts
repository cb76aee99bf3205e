/** Whose fault an end is, and what it costs whom. */
import { describe, expect, it } from 'vitest';
import { createFailover, createHealth, createRetryBudget, type CreateFailoverOptions } from '../../src/index.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { failing, modelOf, outlineOf, streamOf, whole, words } from './models.ts';

const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi' }] }];
const never = () => new Promise<never>(() => {});

function setUp(options: Partial<CreateFailoverOptions> & Pick<CreateFailoverOptions, 'models'>) {
  const clock = createManualClock();
  const health = createHealth({ clock, random: () => 0.5 });
  return { clock, health, model: createFailover({ health, clock, retries: { perLeg: 0 }, ...options }) };
}

describe('the health of a leg', () => {
  it.each(['attemptMs', 'totalMs'] as const)('does not suffer from %s while it speaks', async limit => {
    const { clock, health, model } = setUp({
      models: [modelOf('a', () => streamOf(words('one'), 'silent')), modelOf('b', () => streamOf(whole('b')))],
      timeouts: { [limit]: 5_000 },
    });
    for (let call = 0; call < 6; call += 1) {
      const { stream } = await model.doStream({ prompt });
      const said = outlineOf(stream);
      await clock.advance(5_000);
      expect((await said).slice(-2)).toEqual(['error', 'finish error']);
    }
    expect(health.snapshot()).toEqual({});
  });

  it.each([401, 404])('does not suffer from a %i of a call with credentials of its own', async statusCode => {
    const told: string[] = [];
    const { health, model } = setUp({
      models: [modelOf('a', () => Promise.reject(failing(statusCode))), modelOf('b', () => streamOf([]))],
      onEvent: ({ type }) => void told.push(type),
    });
    await model.doGenerate({ prompt, headers: { authorization: 'Bearer own' } });
    expect([Object.values(health.snapshot()), told.includes('config')]).toEqual([[], false]);
    await model.doGenerate({ prompt });
    expect(Object.values(health.snapshot())).toMatchObject([{ state: 'open', pauseMs: 60_000 }]);
    expect(told).toContain('config');
  });

  it('suffers from what nobody could name', async () => {
    const { health, model } = setUp({
      models: [modelOf('a', () => Promise.reject(new Error('?'))), modelOf('b', () => streamOf([]))],
    });
    for (let call = 0; call < 5; call += 1) await model.doGenerate({ prompt });
    expect(Object.values(health.snapshot())).toMatchObject([{ state: 'open' }]);
  });

  it('is kept for a bounded number of legs', () => {
    const health = createHealth();
    const fail = (name: string) =>
      health.begin({ key: name, name })?.failed({
        category: 'overloaded',
        scope: 'provider',
        retryable: true,
        fallback: true,
        rule: 'test',
        cause: undefined,
      });
    for (let call = 0; call < 5; call += 1) fail('down');
    for (let tenant = 0; tenant < 3_000; tenant += 1) fail(`tenant ${tenant}`);
    const snapshot = health.snapshot();
    expect(Object.keys(snapshot).length).toBeLessThanOrEqual(1_000);
    expect(snapshot['down']).toMatchObject({ state: 'open' });
  });
});

describe('the budget', () => {
  it('is not spent on results that a caller does not like', async () => {
    const budget = createRetryBudget();
    const { model } = setUp({
      models: [modelOf('a', () => streamOf([])), modelOf('b', () => streamOf([]))],
      acceptResult: (_, { leg }) => leg.name === 'test/b',
      budget,
    });
    for (let call = 0; call < 60; call += 1) await model.doGenerate({ prompt });
    expect(budget.snapshot().tokens).toBe(100);
  });
});

describe('the last leg that can be tried', () => {
  it('is the first one where there is one try', async () => {
    const clock = createManualClock();
    const model = createFailover({
      models: [
        modelOf('a', async () => {
          await new Promise<void>(resolve => void clock.setTimeout(resolve, 130_000));
          return streamOf(whole('late'));
        }),
        modelOf('b', () => streamOf(whole('b'))),
      ],
      maxAttempts: 1,
      hedge: false,
      clock,
    });
    const opening = model.doStream({ prompt });
    await clock.advance(130_000);
    expect(await outlineOf((await opening).stream)).toContain('"late"');
  });

  it.each([undefined, 0])('is none once the total is over, with minAttemptMs %s', async minAttemptMs => {
    let asked = 0;
    const count = () => {
      asked += 1;
      return never();
    };
    const { clock, model } = setUp({
      models: [modelOf('a', never), modelOf('b', count)],
      timeouts: { totalMs: 5_000, minAttemptMs },
      hedge: false,
    });
    const call = Promise.resolve(model.doGenerate({ prompt })).catch((error: unknown) => error);
    await clock.advance(5_000);
    expect(await call).toMatchObject({ statusCode: 504, isRetryable: false });
    expect([asked, clock.pending]).toEqual([0, 0]);
  });

  it('is none where a route took all the time', async () => {
    const clock = createManualClock();
    const model = createFailover({
      models: [modelOf('a', never), modelOf('b', never)],
      timeouts: { totalMs: 5_000 },
      route: async () => {
        await new Promise<void>(resolve => void clock.setTimeout(resolve, 6_000));
        return undefined;
      },
      clock,
    });
    const call = Promise.resolve(model.doGenerate({ prompt })).catch((error: unknown) => error);
    await clock.advance(6_000);
    expect(await call).toMatchObject({ statusCode: 504, isRetryable: false, attempts: [] });
  });
});

it.each<[string, object, RegExp]>([
  ['a share above one', { failureRate: 80 }, /option `failureRate` takes a number from 0 to 1; got 80/],
  ['jitter above one', { jitter: 5 }, /option `jitter` takes a number from 0 to 1; got 5/],
  ['half a call', { consecutiveFailures: 2.5 }, /option `consecutiveFailures` takes a whole number from 1; got 2.5/],
])('createHealth names %s', (_, options, message) => {
  expect(() => createHealth(options)).toThrow(message);
});
