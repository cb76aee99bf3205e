/** Random races of up to four legs, beside a small model that only sorts what comes first. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failure, leg } from '../support/legs.ts';
import { sized } from '../support/run-length.ts';
import { startCall, type Ending } from './run-legs-rig.ts';

const NAMES = ['a', 'b', 'c', 'd'];
const RACES = sized({ usual: 2_000, bounded: 10_000, full: 10_000 });
const RETRY_MS = 20;
/** Longer than any race. */
const LONG_MS = 2_000;

interface Race {
  legs: { retries: number; endings: Ending[] }[];
  afterMs: number;
  max: number;
  maxAttempts: number;
  abortMs: number;
  inOneTick: boolean;
  isLooping: boolean;
}

/** What is to be seen of a race. */
interface Story {
  begun: string[];
  outcome: string | undefined;
  lost: string[];
  discarded: string[];
}

interface Running {
  name: string;
  number: number;
  tries: number;
  begunAt: number;
  endsAt: number;
  answers: boolean;
}

/** The next leg may join a try that has been silent for too long, while there is room beside it. */
function foretell({ legs, afterMs, max, maxAttempts, abortMs, inOneTick }: Race): Story {
  const begun: string[] = [];
  let running: Running[] = [];
  let now = 0;
  let next = 0;
  /** The try that is to be joined, if it stays silent. */
  let watched: Running | undefined;

  function begin(index: number, tries: number): void {
    const { ms, failure: failed } = legs[index]!.endings[tries - 1]!;
    const name = NAMES[index]!;
    begun.push(`${now} begin ${name}`);
    const one = { name, number: begun.length, tries, begunAt: now, endsAt: now + ms, answers: failed === undefined };
    running.push(one);
    watched = running.length > max ? undefined : one;
  }

  /** @returns whether there was another leg */
  function follow(): boolean {
    watched = undefined;
    if (next === legs.length || begun.length === maxAttempts) return false;
    begin(next++, 1);
    return true;
  }

  const told = ({ name, number }: Running) => `${name} ${number}`;
  const names = (tries: Running[]) => tries.map(({ name }) => name);
  const aborted = (): Story => {
    const late = running.filter(({ endsAt, answers }) => answers && endsAt < LONG_MS);
    return { begun, outcome: 'aborted', lost: names(running), discarded: late.map(told).toSorted() };
  };

  follow();
  for (;;) {
    const first = running.toSorted((one, other) => one.endsAt - other.endsAt)[0]!;
    const joinAt = watched ? watched.begunAt + afterMs : Infinity;
    now = Math.min(first.endsAt, joinAt);
    if (abortMs <= now) return aborted();
    if (first.endsAt > now) {
      follow();
      continue;
    }
    // Of what ends in one tick all is known before anything follows from it.
    const ended = inOneTick ? running.filter(({ endsAt }) => endsAt === now) : [first];
    const winner = ended.find(({ answers }) => answers);
    const gone = winner ? ended.slice(0, ended.indexOf(winner) + 1) : ended;
    running = running.filter(one => !gone.includes(one));
    if (winner) {
      const late = running.filter(({ endsAt, answers }) => answers && endsAt < LONG_MS);
      // What has ended in the same tick needs no end from outside.
      const lost = running.filter(({ endsAt }) => !inOneTick || endsAt > now);
      return { begun, outcome: told(winner), lost: names(lost), discarded: late.map(told).toSorted() };
    }
    if (running.length > 0) {
      if (watched && !gone.includes(watched)) continue;
      // There is room again: who has run for longest is joined next, at once if that is overdue.
      watched = running[0]!;
      if (watched.begunAt + afterMs <= now) follow();
      continue;
    }
    const alone = gone.at(-1)!;
    const index = NAMES.indexOf(alone.name);
    const isRoom = begun.length + 1 + legs.length - next <= maxAttempts;
    if (isRoom && alone.tries <= legs[index]!.retries) {
      now += RETRY_MS;
      if (abortMs <= now) return aborted();
      begin(index, alone.tries + 1);
    } else if (!follow()) {
      return { begun, outcome: 'failed', lost: [], discarded: [] };
    }
  }
}

async function run({ legs, afterMs, max, maxAttempts, abortMs, inOneTick, isLooping }: Race) {
  const rig = startCall(
    legs.map(({ retries }, index) => leg(NAMES[index]!, index, { retries })),
    Object.fromEntries(legs.map(({ endings }, index) => [NAMES[index]!, endings])),
    {
      caller: new AbortController(),
      abortMs,
      hedge: { afterMs, max },
      settings: { maxAttempts, baseDelayMs: 2 * RETRY_MS, maxDelayMs: 2 * RETRY_MS },
      isLooping,
      inOneTick,
    },
  );
  await rig.advance(LONG_MS);
  const { outcome } = await rig.result;
  const lines = (what: RegExp) => rig.log.filter(line => what.test(line));
  const story: Story = {
    begun: lines(/ begin /),
    outcome: outcome?.type === 'answered' ? String(outcome.value) : outcome?.type,
    lost: lines(/ (?:lost|aborted) /).map(line => line.split(' ')[2]!),
    discarded: lines(/ discard /)
      .map(line => line.replace(/.* discard /, ''))
      .toSorted(),
  };
  return {
    story,
    hedges: lines(/ hedge /).length,
    ends: lines(/ end$/).length,
    timers: rig.timers,
    mostTimers: rig.mostTimers,
    held: rig.held,
  };
}

const tens = (min: number, max: number) => fc.integer({ min, max }).map(value => value * 10);
const ending: fc.Arbitrary<Ending> = fc.record(
  {
    ms: fc.oneof({ weight: 9, arbitrary: tens(1, 20) }, { weight: 1, arbitrary: fc.constant(Infinity) }),
    failure: fc.constant(failure('server-error')),
  },
  { requiredKeys: ['ms'] },
);
const races = fc.boolean().chain(inOneTick =>
  fc.record<Race>({
    legs: fc.array(fc.record({ retries: fc.nat(1), endings: fc.tuple(ending, ending) }), {
      minLength: 2,
      maxLength: 4,
    }),
    afterMs: tens(1, 6),
    max: fc.integer({ min: 1, max: 3 }),
    maxAttempts: fc.oneof(fc.constant(99), fc.integer({ min: 1, max: 6 })),
    abortMs: fc.oneof({ weight: 3, arbitrary: fc.constant(LONG_MS - 1) }, { weight: 1, arbitrary: tens(1, 20) }),
    inOneTick: fc.constant(inOneTick),
    isLooping: fc.boolean(),
  }),
);

describe('a race', () => {
  it('ends as foretold, whatever comes when, and leaves nothing behind', async () => {
    let hedged = 0;
    await fc.assert(
      fc.asyncProperty(races, async race => {
        const { story, hedges, ends, timers, mostTimers, held } = await run(race);
        expect({ ...story, ends, timers, held }).toEqual({ ...foretell(race), ends: 1, timers: 0, held: 0 });
        expect(mostTimers).toBeLessThan(2);
        if (hedges > 0) hedged += 1;
      }),
      { numRuns: RACES },
    );
    // Most are races indeed.
    expect(hedged).toBeGreaterThan(RACES / 2);
  });
});
