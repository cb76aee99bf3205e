/** Normal calls that take long: a limit on the first content leaves every one of them to the primary. */
import { describe, expect, it } from 'vitest';
import { CALLS, type Call } from '../support/calls.ts';
import { seeded } from '../support/concurrently.ts';
import type { FaultRequest } from '../support/fault-server.ts';
import { providerPackages } from '../support/provider-packages.ts';
import { slowly, words } from './scripts.ts';
import { GOOD, setStage, type Stage } from './stage.ts';

const { wire } = providerPackages.anthropic;
const DELTAS = 4;
const timeouts = { firstContentMs: 5_000 };

/** First content within `firstMs`, all of it after `totalMs`, the same for a call in every run. */
function pace(firstMs: readonly [number, number], totalMs: readonly [number, number]) {
  return ({ headers }: FaultRequest) => {
    const random = seeded(Number(headers['x-call']));
    const between = ([from, to]: readonly [number, number]) => from + random() * (to - from);
    const first = between(firstMs);
    const deltas = words(DELTAS).with(0, `call ${String(headers['x-call'])} `);
    return slowly(wire, deltas, first, (between(totalMs) - first) / (DELTAS - 1));
  };
}

const textOf = (call: number) => words(DELTAS).with(0, `call ${call} `).join('');

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** What became of 200 calls on one instance. */
async function ask200(stage: Stage, callOf: (index: number) => Call, everyMs = 0) {
  const { time, model, primary, events } = stage;
  let most = 0;
  const answers = await Promise.all(
    numbers(200).map(async index => {
      if (everyMs > 0) await time.wait(index * everyMs, new AbortController().signal);
      const answer = await callOf(index)(model, { headers: { 'x-call': String(index) } });
      most = Math.max(most, primary.open);
      return answer;
    }),
  );
  const took = primary.requests.map(({ arrivedAt, endedAt }) => endedAt! - arrivedAt);
  return {
    right: answers.filter(({ text }, index) => text === textOf(index)).length,
    endings: new Set(answers.map(({ finishReason, reported, error }) => [finishReason, reported, error].join())),
    counts: stage.counts(),
    fates: new Set(primary.fates),
    events,
    pending: time.pending,
    didOverlap: most > 50,
    tookLonger: Math.min(...took) > 14_000,
  };
}

const allByThePrimary = {
  right: 200,
  endings: new Set(['stop,0,']),
  counts: [200, 0],
  fates: new Set(['answered']),
  events: [],
  pending: 0,
  didOverlap: true,
  tookLonger: true,
};

describe("200 answers of 15 to 25 s on one instance are all the primary's, with a limit of 5 s on the first content", () => {
  const primary = pace([500, 3_000], [15_000, 25_000]);

  it.each(CALLS)('%s, in one tick', async (_, call) => {
    await using stage = await setStage({ primary, options: { timeouts }, stepMs: 250 });
    expect(await ask200(stage, () => call)).toEqual(allByThePrimary);
  });

  it('both, one call after the other', async () => {
    await using stage = await setStage({ primary, options: { timeouts }, stepMs: 250 });
    expect(await ask200(stage, index => CALLS[index % 2]![1], 100)).toEqual(allByThePrimary);
  });

  it.each(CALLS)('%s: it cuts every answer whose first content comes later', async (_, call) => {
    await using stage = await setStage({
      primary: pace([15_000, 20_000], [21_000, 25_000]),
      options: { timeouts },
    });
    const answers = await Promise.all(
      numbers(50).map(index => call(stage.model, { headers: { 'x-call': String(index) } })),
    );
    expect(answers).toEqual(answers.map(() => ({ text: GOOD, finishReason: 'stop', reported: 0 })));
    expect(stage.counts()).toEqual([50, 50]);
    expect(new Set(stage.primary.fates)).toEqual(new Set(['left']));
  });
});
