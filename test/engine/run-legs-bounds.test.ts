/** What holds in every round, whatever its legs do, and for however long they are to be left alone. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failure, leg } from '../support/legs.ts';
import { sized } from '../support/run-length.ts';
import { startCall, type Ending } from './run-legs-rig.ts';

const NAMES = ['a', 'b', 'c', 'd'];
const AFTER_MS = 40;
const LEAST_MS = 100;

const tens = (min: number, max: number) => fc.integer({ min, max }).map(value => value * 10);
const ending: fc.Arbitrary<Ending> = fc.record(
  {
    ms: fc.oneof({ weight: 9, arbitrary: tens(0, 20) }, { weight: 1, arbitrary: fc.constant(Infinity) }),
    failure: fc.constantFrom(
      failure('server-error'),
      failure('auth'),
      failure('gateway-config'),
      failure('invalid-request'),
    ),
    throws: fc.option(fc.constant('a hook of the user'), { nil: undefined, freq: 20 }),
    contentMs: tens(0, 10),
  },
  { requiredKeys: ['ms'] },
);
const facts = fc.record({
  retries: fc.nat(2),
  endings: fc.tuple(ending, ending, ending),
  gateway: fc.constantFrom(undefined, undefined, 'g'),
  waitMs: fc.oneof(fc.constant(0), tens(1, 30)),
  pauseMs: fc.oneof(fc.constant(0), fc.constant(0), tens(1, 30), fc.constant(Infinity)),
  mayHedge: fc.boolean(),
});
const rounds = fc.record({
  legs: fc.array(facts, { minLength: 2, maxLength: 4 }),
  max: fc.integer({ min: 1, max: 3 }),
  maxAttempts: fc.constantFrom(99, 2, 3, 4),
  maxWaitMs: tens(0, 20),
  totalMs: fc.constantFrom(Infinity, 300, 450),
  retryMs: fc.constantFrom(0, 10, 50),
  firstContentMs: fc.constantFrom(undefined, undefined, 70, 120),
  abortMs: fc.constantFrom(1_999, 1_999, 30, 90, 140),
  isLooping: fc.boolean(),
});
type Round = typeof rounds extends fc.Arbitrary<infer Value> ? Value : never;

async function run({ legs, max, maxAttempts, maxWaitMs, totalMs, retryMs, firstContentMs, abortMs, isLooping }: Round) {
  const all = legs.map(({ retries, gateway }, index) => leg(NAMES[index]!, index, { retries, gateway }));
  const byName = <Value>(value: (of: Round['legs'][0]) => Value) =>
    Object.fromEntries(legs.map((of, index) => [NAMES[index]!, value(of)]));
  const rig = startCall(
    all,
    byName(({ endings }) => endings),
    {
      waits: byName(({ waitMs }) => waitMs),
      pauses: byName(({ pauseMs }) => pauseMs),
      caller: new AbortController(),
      abortMs,
      hedge: { afterMs: AFTER_MS, max },
      hooks: { permit: ({ index }, extra) => extra === 'retry' || legs[index]!.mayHedge },
      settings: {
        maxAttempts,
        maxWaitMs,
        minAttemptMs: LEAST_MS,
        baseDelayMs: 2 * retryMs,
        maxDelayMs: 2 * retryMs,
      },
      totalMs,
      limits: byName(() => ({ firstContentMs })),
      isLooping,
      inOneTick: false,
    },
  );
  const ended = rig.result.then(
    ({ outcome }) => outcome?.type ?? 'nothing tried',
    error => `threw ${error}`,
  );
  await rig.advance(2_000);
  const { log, timers, mostTimers, held } = rig;
  return { log, timers, isOneTimer: mostTimers <= 1, held, ended: await ended };
}

/** Reads the log line by line; the first thing that must not be is named by its line. */
function check(
  { legs, max, maxAttempts, totalMs }: Round,
  { log, timers, isOneTimer, held, ended }: Awaited<ReturnType<typeof run>>,
) {
  const story = `${log.join('; ')}: ${ended}`;
  const of = (name: string) => legs[NAMES.indexOf(name)]!;
  const running = new Map<string, number>();
  let begun = 0;
  let hedges = 0;
  let isOver = false;
  for (const line of log) {
    const [time, what = '', name = ''] = line.split(' ');
    const at = Number(time);
    const must = (is: boolean) => expect(is, `${line}, in ${story}`).toBe(true);
    must(!isOver || what === 'discard');
    switch (what) {
      case 'begin': {
        begun += 1;
        const { waitMs, pauseMs } = of(name);
        const isFirst = begun === 1;
        must(!running.has(name) && at >= waitMs && totalMs - at >= LEAST_MS);
        // Only a last resort is tried in spite of its open breaker, and what was taken out of service never is.
        must(pauseMs <= at || (isFirst && pauseMs < Infinity && legs.every(other => other.pauseMs + other.waitMs > 0)));
        running.set(name, at);
        must(running.size <= 1 + max);
        break;
      }
      case 'hedge': {
        hedges += 1;
        const from = name[0]!;
        must(running.has(from) && at - running.get(from)! >= AFTER_MS && of(from).mayHedge);
        break;
      }
      case 'retry':
      case 'failover':
        must(running.size === 0);
        break;
      case 'failed':
      case 'answered':
      case 'lost':
      case 'aborted':
        must(running.delete(name));
        break;
      case 'end':
        isOver = true;
        break;
      default:
    }
  }
  expect({ isOver, timers, isOneTimer, held, story }).toEqual({
    isOver: true,
    timers: 0,
    isOneTimer: true,
    held: 0,
    story,
  });
  expect(
    [begun, hedges, running.size].map((count, index) => count <= [maxAttempts, legs.length - 1, 0][index]!),
  ).toEqual([true, true, true]);
}

describe('any round', () => {
  it('keeps its bounds', async () => {
    const ends = new Set<string>();
    await fc.assert(
      fc.asyncProperty(rounds, async round => {
        const told = await run(round);
        check(round, told);
        ends.add(told.ended);
      }),
      { numRuns: sized({ usual: 1_000, bounded: 5_000, full: 5_000 }) },
    );
    expect([...ends].toSorted()).toEqual([
      'aborted',
      'answered',
      'failed',
      'nothing tried',
      'threw a hook of the user',
    ]);
  });
});
