/** Limits that cannot do together what each was set for: told once, when a router is made, and at no other time. */
import { wrapLanguageModel } from 'ai';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ok, scenario } from '../../mocks/index.ts';
import {
  createFailover,
  failoverMiddleware,
  gatewayErrorMiddleware,
  type FailoverEvent,
  type LegTimeouts,
  type RouterOptions,
} from '../../src/index.ts';
import { anthropicLeg, openaiLeg } from '../support/failover-legs.ts';

const upstream = scenario([ok('hello')]);
const [a, b] = [anthropicLeg(upstream), openaiLeg(upstream)];

interface Unfit extends RouterOptions {
  primary?: LegTimeouts;
  fallback?: LegTimeouts;
}

type Make = (options: Unfit) => ReturnType<typeof wrapLanguageModel>;

const FACTORIES: readonly [string, Make][] = [
  [
    'createFailover',
    ({ primary, fallback, ...options }) =>
      createFailover({
        models: [
          { model: a, timeouts: primary },
          { model: b, timeouts: fallback },
        ],
        ...options,
      }),
  ],
  [
    'failoverMiddleware',
    ({ primary, fallback, ...options }) =>
      wrapLanguageModel({
        model: a,
        middleware: failoverMiddleware({
          primary: { timeouts: primary },
          to: { model: b, timeouts: fallback },
          ...options,
        }),
      }),
  ],
];

/** What a router says when it is made. */
function warningsOf(make: Make, options: Unfit): string[] {
  const messages: string[] = [];
  const onEvent = (event: FailoverEvent) => void (event.type === 'warning' && messages.push(event.message));
  make({ ...options, onEvent });
  return messages;
}

beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}));
afterEach(() => {
  vi.restoreAllMocks();
  globalThis.AI_SDK_LOG_WARNINGS = undefined;
});

describe.each(FACTORIES)('%s', (owner, make) => {
  it.each<[string, Unfit, string[]]>([
    [
      'all first contents take longer than the call may',
      { timeouts: { firstContentMs: 20_001, idleMs: 9_000, totalMs: 40_001 } },
      ['firstContentMs', '40002', 'totalMs', '40001'],
    ],
    [
      'those that the legs set do',
      {
        primary: { firstContentMs: 3_001 },
        fallback: { firstContentMs: 4_001 },
        timeouts: { idleMs: 900, totalMs: 7_001 },
      },
      ['7002', '7001'],
    ],
    ['nothing asks a fallback in time', { timeouts: { totalMs: 60_001 } }, ['totalMs', '60001', 'hedge.afterMs']],
    [
      'a hedge comes as late as the end',
      { timeouts: { totalMs: 30_001 }, hedge: { afterMs: 30_001 } },
      ['totalMs', '30001'],
    ],
    ['there is no hedge', { timeouts: { totalMs: 200_001 }, hedge: false }, ['totalMs', '200001']],
    [
      'a hedge comes after the cut',
      { timeouts: { firstContentMs: 8_001 }, hedge: { afterMs: 8_001 } },
      ['hedge.afterMs', 'firstContentMs', '8001'],
    ],
    [
      "a hedge comes after the primary's own cut",
      { primary: { firstContentMs: 5_001 }, hedge: { afterMs: 9_001 } },
      ['9001', '5001'],
    ],
    [
      'an answer that stalls spends the whole total',
      { generateVia: 'stream', hedge: { afterMs: 12_002 }, timeouts: { totalMs: 28_002 } },
      ['idleMs', '90000', 'totalMs', '28002'],
    ],
    [
      'it does where a limit makes generate calls stream',
      { hedge: { afterMs: 12_003 }, timeouts: { idleMs: 28_003, totalMs: 28_003 } },
      ['idleMs', '28003', 'stalls'],
    ],
    [
      'it does on one leg',
      { hedge: { afterMs: 12_004 }, primary: { idleMs: 28_000 }, timeouts: { totalMs: 28_004 } },
      ['idleMs', 'the primary', '28000', '28004'],
    ],
    [
      'the first content comes after the end of the attempt',
      { timeouts: { firstContentMs: 20_005, attemptMs: 20_005 } },
      ['firstContentMs', 'attemptMs', '20005'],
    ],
    [
      "a leg's own attempt is shorter than the common first content",
      { fallback: { attemptMs: 9_006 }, timeouts: { firstContentMs: 20_006 } },
      ['firstContentMs', 'leg 2', '20006', 'attemptMs', '9006'],
    ],
    ['the silence is longer than the attempt', { primary: { idleMs: 30_007, attemptMs: 20_007 } }, ['idleMs', '30007']],
    [
      'an attempt leaves no time for another leg',
      { timeouts: { attemptMs: 59_809, totalMs: 60_008 } },
      ['attemptMs', '59809', '60008', 'minAttemptMs', '250'],
    ],
    [
      'a first content leaves no time for a leg that needs more',
      { primary: { firstContentMs: 9_009, idleMs: 900 }, timeouts: { totalMs: 10_009, minAttemptMs: 1_001 } },
      ['firstContentMs', '9009', '10009', '1001'],
    ],
    [
      'the last leg may be silent for longer than the call',
      { fallback: { firstContentMs: 40_010 }, hedge: { afterMs: 5_010 }, timeouts: { totalMs: 30_010 } },
      ['firstContentMs', 'leg 2', '40010', '30010'],
    ],
    [
      'a hedge comes after the end of the attempt',
      { primary: { attemptMs: 8_011 }, hedge: { afterMs: 8_011 } },
      ['hedge.afterMs', 'attemptMs', '8011'],
    ],
    [
      'a hedge leaves no time for another leg',
      { hedge: { afterMs: 9_800 }, timeouts: { totalMs: 10_012 } },
      ['hedge.afterMs', '10012'],
    ],
  ])('warns once if %s', (_, options, said) => {
    const messages = warningsOf(make, options);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(new RegExp(`^${owner}: .+\\.$`));
    for (const part of said) expect(messages[0]).toContain(part);
    // The next one is made by somebody who has not heard the first one's event.
    expect(warningsOf(make, options)).toEqual(messages);
  });

  it.each<[string, Unfit]>([
    ['nothing is set', {}],
    [
      'everything is set to its default',
      { hedge: { afterMs: 90_000 }, timeouts: { firstContentMs: 120_000, idleMs: 90_000, attemptMs: 300_000 } },
    ],
    [
      'all is undefined',
      { hedge: undefined, timeouts: { firstContentMs: undefined, attemptMs: undefined, totalMs: undefined } },
    ],
    ['all fits', { hedge: { afterMs: 8_000 }, timeouts: { firstContentMs: 20_000, idleMs: 60_000, totalMs: 120_000 } }],
    ['all fits exactly', { timeouts: { firstContentMs: 20_000, idleMs: 39_750, totalMs: 40_000 } }],
    ['a hedge comes before the end', { hedge: { afterMs: 9_750 }, timeouts: { totalMs: 10_000 } }],
    ['the usual time is learned', { hedge: { afterMs: 'p95' }, timeouts: { firstContentMs: 1_000 } }],
    ['a leg has limits of its own that fit', { fallback: { firstContentMs: 5_000, idleMs: 4_000, attemptMs: 60_000 } }],
    [
      'the last leg alone could stall to the end',
      { fallback: { idleMs: 20_000 }, hedge: { afterMs: 9_000 }, timeouts: { totalMs: 28_000 } },
    ],
    [
      'what stalls is cut by the end of its attempt',
      { generateVia: 'stream', timeouts: { attemptMs: 20_000, totalMs: 60_000 } },
    ],
    [
      'generate calls come in one piece',
      { generateVia: 'generate', hedge: { afterMs: 9_000 }, timeouts: { totalMs: 28_000 } },
    ],
    ['the default hedge would come after the cut', { timeouts: { firstContentMs: 1_000 } }],
    [
      'everything is off',
      {
        hedge: false,
        health: false,
        budget: false,
        timeouts: { firstContentMs: false, idleMs: false, attemptMs: false, totalMs: false },
      },
    ],
  ])('is silent if %s', (_, options) => {
    expect(warningsOf(make, options)).toEqual([]);
    expect(console.warn).not.toHaveBeenCalled();
  });

  it('does not warn again when it is called', async () => {
    const messages: unknown[] = [];
    const onEvent = (event: FailoverEvent) => void (event.type === 'warning' && messages.push(event));
    const model = make({ timeouts: { totalMs: 50_001 }, onEvent });
    expect(messages).toMatchObject([{ type: 'warning' }]);
    const logged = vi.mocked(console.warn).mock.calls.length;
    for (let number = 0; number < 3; number += 1) await model.doGenerate({ prompt: [] });
    expect([messages.length, vi.mocked(console.warn).mock.calls.length]).toEqual([1, logged]);
  });

  // A message that was logged before need not be logged again: each of these has a number of its own.
  const unfit = (ms: number): Unfit => ({ timeouts: { totalMs: owner.length * 1_000 + ms } });

  it("writes to the console as the SDK's warnings do", () => {
    const [message] = warningsOf(make, unfit(1));
    expect(vi.mocked(console.warn).mock.calls).toEqual([[`AI SDK Warning: ${message}`]]);
  });

  it('writes nothing if the SDK shall not, and tells it all the same', () => {
    globalThis.AI_SDK_LOG_WARNINGS = false;
    expect(warningsOf(make, unfit(2))).toHaveLength(1);
    expect(console.warn).not.toHaveBeenCalled();
  });

  it("gives it to the SDK's own logger, and survives one that throws", () => {
    const heard: unknown[] = [];
    globalThis.AI_SDK_LOG_WARNINGS = given => void heard.push(given);
    const [message] = warningsOf(make, unfit(3));
    expect(heard).toEqual([{ warnings: [{ type: 'other', message }] }]);
    globalThis.AI_SDK_LOG_WARNINGS = () => {
      throw new Error('a bug in a logger');
    };
    expect(warningsOf(make, unfit(4))).toHaveLength(1);
    expect(console.warn).not.toHaveBeenCalled();
  });
});

it('one leg has nobody to ask in time, and is not told so', () => {
  const messages: FailoverEvent[] = [];
  createFailover({ models: [a], timeouts: { totalMs: 10_000 }, onEvent: event => void messages.push(event) });
  expect([messages, vi.mocked(console.warn).mock.calls]).toEqual([[], []]);
});

describe('gatewayErrorMiddleware', () => {
  const told = (options: Parameters<typeof gatewayErrorMiddleware>[0]) => {
    const messages: string[] = [];
    gatewayErrorMiddleware({
      ...options,
      onEvent: event => void (event.type === 'warning' && messages.push(event.message)),
    });
    return messages;
  };

  it('warns of a limit that never runs out', () => {
    for (const timeouts of [
      { firstContentMs: 5_021, attemptMs: 5_000 },
      { idleMs: 5_022, attemptMs: 5_022 },
      { firstContentMs: 5_023, totalMs: 5_023 },
      { attemptMs: 6_024, totalMs: 5_024 },
      { idleMs: 5_025, totalMs: 5_025 },
    ]) {
      const [limit, ms] = Object.entries(timeouts)[0]!;
      const messages = told({ timeouts });
      expect(messages).toHaveLength(1);
      for (const part of ['gatewayErrorMiddleware: ', `\`${limit}\``, String(ms)]) expect(messages[0]).toContain(part);
    }
  });

  it('is silent otherwise', () => {
    for (const timeouts of [
      undefined,
      {},
      { totalMs: 5_000 },
      { firstContentMs: 5_000, idleMs: 4_000, attemptMs: 5_001, totalMs: 5_002 },
    ])
      expect(told({ timeouts })).toEqual([]);
    expect(told({ timeouts: { firstContentMs: 20_000 }, holdBackMs: 10_000 })).toEqual([]);
  });
});

describe('whatever is left to its default', () => {
  const maybe = <Value>(...values: Value[]) => fc.constantFrom(undefined, ...values);
  /** Limits as they are by default, said or not, or switched off. */
  const ownTimeouts = fc.record({
    firstContentMs: maybe<number | false>(120_000, false),
    idleMs: maybe<number | false>(90_000, false),
    attemptMs: maybe<number | false>(300_000, false),
  });
  const options = fc.record({
    timeouts: fc.record({
      firstContentMs: maybe<number | false>(120_000, false),
      idleMs: maybe<number | false>(90_000, false),
      attemptMs: maybe<number | false>(300_000, false),
      totalMs: maybe<false>(false),
      minAttemptMs: maybe(250),
      observe: maybe(true, false),
    }),
    hedge: maybe<NonNullable<RouterOptions['hedge']>>(
      {},
      { afterMs: 'auto' },
      { afterMs: 90_000 },
      { afterMs: 'p95' },
      false,
    ),
    generateVia: maybe<NonNullable<RouterOptions['generateVia']>>('auto', 'generate', 'stream'),
    health: maybe<false>(false),
  });

  // oxlint-disable-next-line vitest/expect-expect -- the property asserts
  it('no router warns', () => {
    fc.assert(
      fc.property(options, fc.array(ownTimeouts, { minLength: 1, maxLength: 4 }), (given, legs) => {
        const messages: FailoverEvent[] = [];
        const models = legs.map((timeouts, index) => ({ model: a, name: `leg ${index}`, timeouts }));
        createFailover({ models, ...given, onEvent: event => void messages.push(event) });
        return messages.length === 0;
      }),
      { numRuns: 300 },
    );
  });
});

describe('whatever is set', () => {
  const ms = fc.option(
    fc.integer({ min: 1, max: 60 }).map(seconds => seconds * 1_000),
    { nil: undefined },
  );
  const leg = fc.record({ firstContentMs: ms, idleMs: ms, attemptMs: ms });

  // oxlint-disable-next-line vitest/expect-expect -- the property asserts
  it('a limit that cannot run out before another one is named', () => {
    fc.assert(
      fc.property(leg, fc.array(leg, { minLength: 2, maxLength: 3 }), ms, (common, own, totalMs) => {
        const messages: string[] = [];
        createFailover({
          models: own.map(timeouts => ({ model: a, timeouts })),
          timeouts: { ...common, totalMs },
          hedge: false,
          health: false,
          onEvent: event => void (event.type === 'warning' && messages.push(event.message)),
        });
        const said = messages.join(' ');
        for (const one of own) {
          const first = one.firstContentMs ?? common.firstContentMs;
          const attempt = one.attemptMs ?? common.attemptMs;
          const idle = one.idleMs ?? common.idleMs;
          if (first !== undefined && first >= Math.min(attempt ?? Infinity, totalMs ?? Infinity))
            expect(said).toContain('`firstContentMs`');
          if (idle !== undefined && idle >= Math.min(attempt ?? Infinity, totalMs ?? Infinity))
            expect(said).toContain('`idleMs`');
          if (attempt !== undefined && totalMs !== undefined && attempt >= totalMs)
            expect(said).toContain('`attemptMs`');
        }
        return true;
      }),
      { numRuns: 300 },
    );
  });
});
