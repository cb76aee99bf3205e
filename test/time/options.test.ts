/** Wrong values of the options on time, hedging, health and budget: each is named, with what it got and what it takes. */
import { describe, expect, it } from 'vitest';
import { ok, scenario } from '../../mocks/index.ts';
import {
  createFailover,
  createHealth,
  createRetryBudget,
  failoverMiddleware,
  gatewayErrorMiddleware,
} from '../../src/index.ts';
import { anthropicLeg, openaiLeg } from '../support/failover-legs.ts';

const [a, b] = [anthropicLeg(scenario([ok()])), openaiLeg(scenario([ok()]))];

/** Options of any shape, as untyped callers pass them. */
type Anything = Record<string, unknown>;

const ROUTERS: readonly [string, (options: Anything) => unknown][] = [
  ['createFailover', options => createFailover({ models: [a, b], ...options } as never)],
  ['failoverMiddleware', options => failoverMiddleware({ to: b, ...options } as never)],
];
const HONEST: (typeof ROUTERS)[number] = [
  'gatewayErrorMiddleware',
  options => gatewayErrorMiddleware(options as never),
];

const LIMITS = ['firstContentMs', 'idleMs', 'attemptMs', 'totalMs'];
const NOT_MS: readonly [unknown, string][] = [
  [0, '0'],
  [-1, '-1'],
  [0.5, '0.5'],
  [Number.NaN, 'NaN'],
  [Infinity, 'Infinity'],
  ['5000', '"5000"'],
  [true, 'true'],
  [null, 'null'],
  [{}, 'an object'],
];
const FROM_1 = 'a number of milliseconds from 1 or false';

/** Runs what has to throw, and shows how. */
function messageOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as Error).message;
  }
  return 'nothing thrown';
}

describe.each([...ROUTERS, HONEST])('%s', (owner, make) => {
  it.each(LIMITS)('says what `timeouts.%s` takes', limit => {
    for (const [value, shown] of NOT_MS)
      expect(messageOf(() => make({ timeouts: { [limit]: value } }))).toBe(
        `${owner}: option \`timeouts.${limit}\` takes ${FROM_1}; got ${shown}.`,
      );
    for (const value of [1, 0.5 + 1, 250, 2 ** 31, false, undefined]) {
      const made = messageOf(() =>
        make({ timeouts: { [limit]: value, ...(limit === 'totalMs' && owner !== HONEST[0] && { minAttemptMs: 0 }) } }),
      );
      expect(made).toBe('nothing thrown');
    }
  });

  it('says what `timeouts` and `timeouts.observe` take', () => {
    for (const [value, shown] of [
      [null, 'null'],
      [5_000, '5000'],
      [false, 'false'],
      [[], 'an empty array'],
      [['x'], 'an array'],
    ] as const)
      expect(messageOf(() => make({ timeouts: value }))).toMatch(
        new RegExp(
          `^${owner}: option \`timeouts\` takes an object with some of \`firstContentMs\`, .*; got ${shown}\\.$`,
        ),
      );
    for (const [value, shown] of [
      ['yes', '"yes"'],
      [1, '1'],
      [null, 'null'],
    ] as const)
      expect(messageOf(() => make({ timeouts: { observe: value } }))).toBe(
        `${owner}: option \`timeouts.observe\` takes true or false; got ${shown}.`,
      );
    expect(messageOf(() => make({ timeouts: { firstTokenMs: 1 } }))).toMatch(
      new RegExp(
        `^${owner}: unknown option \`timeouts\\.firstTokenMs\` \\(did you mean \`timeouts\\.firstContentMs\`\\?\\); it takes \`firstContentMs\`, \`idleMs\`, \`attemptMs\`, \`totalMs\``,
      ),
    );
  });
});

it('gatewayErrorMiddleware and each leg say what `generateVia` takes', () => {
  const [[, create], [, wrap]] = ROUTERS as [(typeof ROUTERS)[number], (typeof ROUTERS)[number]];
  for (const [value, shown] of [
    ['Stream', '"Stream"'],
    [false, 'false'],
    [{}, 'an object'],
  ]) {
    const said = (owner: string, option: string) =>
      `${owner}: option \`${option}\` takes 'auto', 'generate' or 'stream'; got ${String(shown)}.`;
    expect(messageOf(() => HONEST[1]({ generateVia: value }))).toBe(said('gatewayErrorMiddleware', 'generateVia'));
    expect(messageOf(() => create({ models: [a, { model: b, generateVia: value }] }))).toBe(
      said('createFailover', 'models[1].generateVia'),
    );
    expect(messageOf(() => wrap({ primary: { generateVia: value } }))).toBe(
      said('failoverMiddleware', 'primary.generateVia'),
    );
  }
  for (const generateVia of ['auto', 'generate', 'stream', undefined]) {
    for (const [, make] of [...ROUTERS, HONEST]) expect(messageOf(() => make({ generateVia }))).toBe('nothing thrown');
  }
});

it('gatewayErrorMiddleware has no legs, and none of the options that speak of them', () => {
  const make = HONEST[1];
  expect(messageOf(() => make({ timeouts: { minAttemptMs: 1 } }))).toMatch(/unknown option `timeouts\.minAttemptMs`/);
  for (const option of ['hedge', 'health', 'budget'])
    expect(messageOf(() => make({ [option]: false }))).toContain(`unknown option \`${option}\``);
});

const NUMBER_FROM_0 = "a number of milliseconds from 0, 'auto' or 'p95'";
const HEDGE = 'takes an object like { afterMs: 8_000 }, or false; with two legs or more it is on by default';
const VIA = "takes 'auto', 'generate' or 'stream'";

describe.each(ROUTERS)('%s', (owner, make) => {
  it.each<[string, Anything, string]>([
    ['timeouts.minAttemptMs', { timeouts: { minAttemptMs: -1 } }, 'takes a number of milliseconds from 0; got -1'],
    [
      'timeouts.minAttemptMs',
      { timeouts: { minAttemptMs: false } },
      'takes a number of milliseconds from 0; got false',
    ],
    [
      'timeouts.minAttemptMs',
      { timeouts: { minAttemptMs: Infinity } },
      'takes a number of milliseconds from 0; got Infinity',
    ],
    ['timeouts.totalMs', { timeouts: { totalMs: 249 } }, 'takes at least `timeouts.minAttemptMs` (250); got 249'],
    [
      'timeouts.totalMs',
      { timeouts: { totalMs: 900, minAttemptMs: 901 } },
      'takes at least `timeouts.minAttemptMs` (901); got 900',
    ],
    ['hedge', { hedge: null }, `${HEDGE}; got null`],
    ['hedge', { hedge: true }, `${HEDGE}; got true`],
    ['hedge', { hedge: 5_000 }, `${HEDGE}; got 5000`],
    ['hedge', { hedge: 'auto' }, `${HEDGE}; got "auto"`],
    ['hedge', { hedge: [] }, `${HEDGE}; got an empty array`],
    ['generateVia', { generateVia: 'text' }, `${VIA}; got "text"`],
    ['generateVia', { generateVia: true }, `${VIA}; got true`],
    ['generateVia', { generateVia: null }, `${VIA}; got null`],
    ['hedge.afterMs', { hedge: { afterMs: -1 } }, `takes ${NUMBER_FROM_0}; got -1`],
    ['hedge.afterMs', { hedge: { afterMs: Number.NaN } }, `takes ${NUMBER_FROM_0}; got NaN`],
    ['hedge.afterMs', { hedge: { afterMs: Infinity } }, `takes ${NUMBER_FROM_0}; got Infinity`],
    ['hedge.afterMs', { hedge: { afterMs: 'p99' } }, `takes ${NUMBER_FROM_0}; got "p99"`],
    ['hedge.afterMs', { hedge: { afterMs: false } }, `takes ${NUMBER_FROM_0}; got false`],
    ['hedge.afterMs', { hedge: { afterMs: null } }, `takes ${NUMBER_FROM_0}; got null`],
    ['hedge.max', { hedge: { max: 0 } }, 'takes a whole number from 1; got 0'],
    ['hedge.max', { hedge: { max: 1.5 } }, 'takes a whole number from 1; got 1.5'],
    ['hedge.max', { hedge: { max: '1' } }, 'takes a whole number from 1; got "1"'],
    ['hedge.only', { hedge: { only: 'text' } }, `takes 'generate' or 'stream'; got "text"`],
    ['hedge.only', { hedge: { only: true } }, `takes 'generate' or 'stream'; got true`],
    ['hedge.maxInputTokens', { hedge: { maxInputTokens: 0 } }, 'takes a number of tokens from 1; got 0'],
    ['hedge.maxInputTokens', { hedge: { maxInputTokens: false } }, 'takes a number of tokens from 1; got false'],
    ['health', { health: true }, 'takes what `createHealth()` returns, or false; got true'],
    ['health', { health: null }, 'takes what `createHealth()` returns, or false; got null'],
    ['health', { health: {} }, 'takes what `createHealth()` returns, or false; got an object'],
    ['health', { health: createHealth }, 'takes what `createHealth()` returns, or false; got a function'],
    ['health', { health: createRetryBudget() }, 'takes what `createHealth()` returns, or false; got an object'],
    ['budget', { budget: 0.5 }, 'takes what `createRetryBudget()` returns, or false; got 0.5'],
    ['budget', { budget: { capacity: 10 } }, 'takes what `createRetryBudget()` returns, or false; got an object'],
    ['subrequests', { subrequests: 40 }, 'takes what `createSubrequestBudget()` returns; got 40'],
    ['subrequests', { subrequests: false }, 'takes what `createSubrequestBudget()` returns; got false'],
    ['budget', { budget: createHealth() }, 'takes what `createRetryBudget()` returns, or false; got an object'],
  ])('says what `%s` takes: %o', (option, options, takes) => {
    expect(messageOf(() => make(options))).toBe(`${owner}: option \`${option}\` ${takes}.`);
  });

  it('names an option of hedging that does not exist', () => {
    expect(messageOf(() => make({ hedge: { delayMs: 1 } }))).toBe(
      `${owner}: unknown option \`hedge.delayMs\` (did you mean \`hedge.afterMs\`?); it takes \`afterMs\`, \`max\`, \`only\`, \`maxInputTokens\`.`,
    );
  });

  it('takes what is right, and undefined for all', () => {
    const none = { hedge: undefined, health: undefined, budget: undefined, timeouts: undefined };
    for (const options of [
      none,
      { hedge: false, health: false, budget: false, timeouts: {} },
      {
        hedge: { afterMs: 'p95', max: 2, only: 'stream', maxInputTokens: 1 },
        health: createHealth(),
        budget: createRetryBudget(),
      },
      { hedge: { afterMs: 0 } },
      { timeouts: { totalMs: 250 } },
      { timeouts: { totalMs: 1, minAttemptMs: 0 } },
    ])
      expect(messageOf(() => make(options))).toBe('nothing thrown');
  });

  it.each(['firstContentMs', 'idleMs', 'attemptMs'])('names the leg whose `%s` is wrong', limit => {
    const timeouts = { [limit]: 0 };
    const [options, options2, names] =
      owner === 'createFailover'
        ? [{ models: [{ model: a, timeouts }, b] }, { models: [a, { model: b, timeouts }] }, ['models[0]', 'models[1]']]
        : [{ primary: { timeouts } }, { to: [b, { model: b, timeouts }] }, ['primary', 'to[1]']];
    for (const [index, given] of [options, options2].entries())
      expect(messageOf(() => make(given))).toBe(
        `${owner}: option \`${names[index]}.timeouts.${limit}\` takes ${FROM_1}; got 0.`,
      );
  });

  it('gives legs no limits on the call', () => {
    for (const key of ['totalMs', 'minAttemptMs', 'observe']) {
      const leg = { timeouts: { [key]: 5_000 } };
      const options = owner === 'createFailover' ? { models: [{ model: a, ...leg }, b] } : { primary: leg };
      expect(messageOf(() => make(options))).toContain(
        `timeouts.${key}\`; it takes \`firstContentMs\`, \`idleMs\`, \`attemptMs\`.`,
      );
    }
  });
});
