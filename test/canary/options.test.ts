import { describe, expect, it } from 'vitest';
import { createFailover, createEmbeddingFailover, failoverMiddleware, type RouterOptions } from '../../src/index.ts';
import { ok, scenario } from '../../mocks/index.ts';
import { anthropicLeg, openaiLeg } from '../support/failover-legs.ts';

const [a, b] = [anthropicLeg(scenario([ok()])), openaiLeg(scenario([ok()]))];

describe.each<[string, (canary: never) => unknown]>([
  ['createFailover', canary => createFailover({ models: [a, b], canary })],
  ['failoverMiddleware', canary => failoverMiddleware({ to: b, canary })],
])('%s: option `canary`', (owner, make) => {
  it.each<[unknown, string]>([
    [true, 'option `canary` takes either { fraction } from 0 to 1 or { perHour } above 0; got true'],
    [0.1, 'option `canary` takes either'],
    [[], 'option `canary` takes either'],
    [null, 'option `canary` takes either'],
    [{}, 'and one of them; got an object'],
    [{ fraction: 0.1, perHour: 1 }, 'and one of them; got an object'],
    [{ fraction: -0.1 }, 'option `canary.fraction` takes a number from 0 to 1; got -0.1'],
    [{ fraction: 1.1 }, 'option `canary.fraction` takes a number from 0 to 1; got 1.1'],
    [{ fraction: '1' }, 'option `canary.fraction` takes a number from 0 to 1; got "1"'],
    [{ perHour: 0 }, 'option `canary.perHour` takes a number above 0; got 0'],
    [{ perHour: Infinity }, 'option `canary.perHour` takes a number above 0; got Infinity'],
    [{ perHour: Number.NaN }, 'option `canary.perHour` takes a number above 0; got NaN'],
    [{ percent: 1 }, 'unknown option `canary.percent`'],
  ])('%j: %s', (canary, message) => {
    expect(() => make(canary as never)).toThrow(TypeError);
    expect(() => make(canary as never)).toThrow(message);
    expect(() => make(canary as never)).toThrow(`${owner}: `);
  });

  it.each<[RouterOptions['canary']]>([[undefined], [{ fraction: 0 }], [{ fraction: 1 }], [{ perHour: 0.1 }]])(
    '%j is taken',
    canary => {
      expect(() => make(canary as never)).not.toThrow();
    },
  );
});

it('embedding routers take it, too', () => {
  const model = 'openai/text-embedding-3-small';
  expect(() => createEmbeddingFailover({ models: [model], canary: { perHour: 0 } })).toThrow('`canary.perHour`');
});
