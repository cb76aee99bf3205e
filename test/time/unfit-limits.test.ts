/** Limits that cannot do together what each was set for: told once, when a router is made, and at no other time. */
import { wrapLanguageModel } from 'ai';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ok, scenario } from '../../mocks/index.ts';
import {
  createFailover,
  failoverMiddleware,
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
    const model = make({ timeouts: { totalMs: 50_001 }, onEvent: event => void messages.push(event) });
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
