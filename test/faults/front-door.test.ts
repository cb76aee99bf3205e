/** A front door that gives up after 30 s: with a hedge every caller is answered before, and none that is only slow is lost. */
import { describe, expect, it } from 'vitest';
import { callGenerate, CALLS, type Call } from '../support/calls.ts';
import { pause, reply, type FaultRequest, type Script } from '../support/fault-server.ts';
import { providerPackages } from '../support/provider-packages.ts';
import type { Wire } from '../support/wires.ts';
import { between, slowly, words } from './scripts.ts';
import { setStage, type Cast, type Stage } from './stage.ts';

const WINDOW_MS = 30_000;
const CALLERS = 50;
const hedge = { afterMs: 12_000 };

const { wire } = providerPackages.anthropic;
const fallbackWire = providerPackages['openai responses'].wire;
const text = words(4).join('');

/** A good answer that is whole after `totalMs`; a stream shows its first content after a tenth of that. */
const takes =
  (totalMs: (request: FaultRequest) => number, its: Wire) =>
  (request: FaultRequest): Script => {
    const ms = totalMs(request);
    const isStream = (request.body as { stream?: boolean }).stream === true;
    return isStream ? slowly(its, words(4), ms * 0.1, ms * 0.3) : [pause(ms), reply(200, its.json(text))];
  };

/** What became of callers who come `everyMs`, each of whom waits no longer than the front door. */
async function through(stage: Stage, call: Call, everyMs: number) {
  const { time, model } = stage;
  const never = new AbortController().signal;
  const calls = Array.from({ length: CALLERS }, async (_, index) => {
    await time.wait(index * everyMs, never);
    const controller = new AbortController();
    const answered = new AbortController();
    void time.wait(WINDOW_MS, answered.signal).then(() => controller.abort());
    const answer = await call(model, { abortSignal: controller.signal, headers: { 'x-call': String(index) } });
    answered.abort();
    return answer;
  });
  const answers = await Promise.all(calls);
  return { answered: answers.filter(answer => answer.text === text && answer.finishReason === 'stop').length };
}

const stageOf = (cast: Partial<Cast>, options: Cast['options'] = {}) =>
  setStage({
    primary: [],
    fallback: takes(() => 8_000, fallbackWire),
    stepMs: 250,
    ...cast,
    options: { hedge, ...options },
  });

const kinds = [
  ...CALLS.map(([name, call]) => [name === 'generateText' ? `${name} via a stream` : name, call, 'stream'] as const),
  ['generateText', callGenerate, 'generate'] as const,
];

describe.each(kinds)('%s', (_, call, generateVia) => {
  it('a primary that hangs: all 50 callers are answered in time', async () => {
    await using stage = await stageOf({}, { generateVia });
    expect(await through(stage, call, 0)).toEqual({ answered: CALLERS });
    expect(stage.counts()).toEqual([CALLERS, CALLERS]);
    await Promise.all(stage.primary.requests.map(({ ended }) => ended));
    expect(new Set(stage.primary.fates)).toEqual(new Set(['left']));
    expect([stage.primary.sockets, stage.time.pending]).toEqual([0, 0]);
  });

  it('a primary that takes 15 to 25 s: nobody is lost', async () => {
    await using stage = await stageOf({ primary: takes(between(15_000, 25_000), wire) }, { generateVia });
    expect(await through(stage, call, 400)).toEqual({ answered: CALLERS });
    // Who sees the first content asks nobody else; who waits for a whole answer does.
    if (generateVia === 'stream') expect(stage.counts()).toEqual([CALLERS, 0]);
    else expect(stage.fallback.requests.length).toBeGreaterThan(0);
    expect(stage.time.pending).toBe(0);
  });
});

it('without a hedge everybody is lost', async () => {
  await using stage = await stageOf({}, { hedge: false });
  expect(await through(stage, callGenerate, 0)).toEqual({ answered: 0 });
  expect(stage.counts()).toEqual([CALLERS, 0]);
});

it('callers who come one after the other do not all wait: a primary that was beaten again and again is passed over', async () => {
  await using stage = await stageOf({});
  expect(await through(stage, callGenerate, 1_000)).toEqual({ answered: CALLERS });
  expect(stage.fallback.requests).toHaveLength(CALLERS);
  expect(stage.primary.requests.length).toBeLessThan(CALLERS);
  expect(stage.events.find(({ type }) => type === 'breaker')).toMatchObject({ state: 'open' });
});
