/** Normal calls that take long: a limit on the first content leaves every one of them to the primary. */
import { describe, expect, it } from 'vitest';
import { CALLS, type Call } from '../support/calls.ts';
import type { FaultRequest } from '../support/fault-server.ts';
import { providerPackages } from '../support/provider-packages.ts';
import { sized } from '../support/run-length.ts';
import { between, callOf, slowly, words } from './scripts.ts';
import { GOOD, setStage, type Stage } from './stage.ts';

const { wire } = providerPackages.anthropic;
const DELTAS = 4;
const timeouts = { firstContentMs: 5_000 };

/** An answer that names its call, with its first content and its end somewhere within these times. */
function pace(firstMs: readonly [number, number], totalMs: readonly [number, number]) {
  return (request: FaultRequest) => {
    const first = between(...firstMs)(request);
    const rest = between(...totalMs, 1)(request) - first;
    return slowly(wire, words(DELTAS).with(0, `call ${callOf(request)} `), first, rest / (DELTAS - 1));
  };
}

const textOf = (call: number) => words(DELTAS).with(0, `call ${call} `).join('');

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

const COUNT = sized({ usual: 60, bounded: 200, full: 200 });

/** What became of so many calls on one instance: half of them in one tick, the others one by one beside them. */
async function askMany(stage: Stage, call: Call) {
  const { time, model, primary, events } = stage;
  let most = 0;
  const answers = await Promise.all(
    numbers(COUNT).map(async index => {
      await time.wait(Math.max(0, index - COUNT / 2) * 200, new AbortController().signal);
      const answer = await call(model, { headers: { 'x-call': String(index) } });
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
    didOverlap: most > COUNT / 2,
    tookLonger: Math.min(...took) > 14_000,
  };
}

const allByThePrimary = {
  right: COUNT,
  endings: new Set(['stop,0,']),
  counts: [COUNT, 0],
  fates: new Set(['answered']),
  events: [],
  pending: 0,
  didOverlap: true,
  tookLonger: true,
};

describe.concurrent.each(CALLS)('%s, with a limit of 5 s on the first content', (_, call) => {
  it(`leaves ${COUNT} answers that take 15 to 25 s to the primary, every one`, async () => {
    await using stage = await setStage({
      primary: pace([500, 3_000], [15_000, 25_000]),
      options: { timeouts },
      stepMs: 250,
    });
    expect(await askMany(stage, call)).toEqual(allByThePrimary);
  });

  it('cuts every answer whose first content comes later', async () => {
    await using stage = await setStage({
      primary: pace([15_000, 20_000], [21_000, 25_000]),
      options: { timeouts },
    });
    const answers = await Promise.all(
      numbers(20).map(index => call(stage.model, { headers: { 'x-call': String(index) } })),
    );
    expect(answers).toEqual(answers.map(() => ({ text: GOOD, finishReason: 'stop', reported: 0 })));
    expect(stage.counts()).toEqual([20, 20]);
    expect(new Set(stage.primary.fates)).toEqual(new Set(['left']));
  });
});
