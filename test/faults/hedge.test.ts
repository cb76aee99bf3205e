/** What a hedge is for: answers before a front door gives up, and a short tail for a few more requests. */
import { describe, expect, it } from 'vitest';
import type { HedgeSettings } from '../../src/index.ts';
import { callGenerate, CALLS, type Call } from '../support/calls.ts';
import { pause, reply, type FaultRequest, type Script } from '../support/fault-server.ts';
import { providerPackages } from '../support/provider-packages.ts';
import type { Wire } from '../support/wires.ts';
import { expectOneAnswer, read } from './parts.ts';
import { between, callOf, slowly, words } from './scripts.ts';
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
async function through(stage: Stage, call: Call, everyMs: number, callers = CALLERS) {
  const { time, model } = stage;
  const never = new AbortController().signal;
  const calls = Array.from({ length: callers }, async (_, index) => {
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

describe.concurrent.each(kinds)('%s', (_, call, generateVia) => {
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

it.concurrent('without a hedge everybody is lost', async () => {
  await using stage = await stageOf({}, { hedge: false });
  expect(await through(stage, callGenerate, 0, 10)).toEqual({ answered: 0 });
  expect(stage.counts()).toEqual([10, 0]);
});

it.concurrent('callers who come one after the other do not all wait: a primary that was beaten again and again is passed over', async () => {
  await using stage = await stageOf({});
  expect(await through(stage, callGenerate, 1_000)).toEqual({ answered: CALLERS });
  expect(stage.fallback.requests).toHaveLength(CALLERS);
  expect(stage.primary.requests.length).toBeLessThan(CALLERS);
  expect(stage.events.find(({ type }) => type === 'breaker')).toMatchObject({ state: 'open' });
});

const TAIL = 200;
/** One in twenty shows its first content after 20 s, the others after about 1 s. */
const isSlow = (request: FaultRequest) => callOf(request) % 20 === 7;
const mostlyFast = (request: FaultRequest): Script =>
  slowly(wire, words(2), isSlow(request) ? 20_000 : between(500, 1_500)(request), 1_000);

/** What 200 calls come to that are made one after the other, five a second. */
async function tail(settings: HedgeSettings) {
  await using stage = await setStage({
    primary: mostlyFast,
    fallback: slowly(fallbackWire, words(2), 1_000, 1_000),
    options: { hedge: settings },
    stepMs: 250,
  });
  const { model, time, primary, fallback, events } = stage;
  const waits = await Promise.all(
    Array.from({ length: TAIL }, async (_, index) => {
      await time.wait(index * 200, new AbortController().signal);
      const begin = time.now();
      let waited = Infinity;
      const onOpen = () => void (waited = time.now() - begin);
      const answer = await read(model, { headers: { 'x-call': String(index) }, onOpen });
      expectOneAnswer(answer);
      expect(answer.text).toBe(words(2).join(''));
      return waited;
    }),
  );
  await Promise.all(primary.requests.map(({ ended }) => ended));
  expect([primary.requests.length, time.pending]).toEqual([TAIL, 0]);
  return { p99: waits.toSorted((a, b) => a - b)[TAIL * 0.99 - 1]!, primary, fallback, events };
}

describe.concurrent('200 calls of which one in twenty shows nothing for 20 s', () => {
  it('have a p99 near the hedge and a usual first content, for 5 % more requests', async () => {
    const { p99, primary, fallback, events } = await tail({ afterMs: 3_000 });
    expect(p99).toBeGreaterThanOrEqual(4_000);
    expect(p99).toBeLessThan(7_000);
    const slow = primary.requests.filter(isSlow);
    expect(fallback.requests.map(callOf)).toEqual(slow.map(callOf));
    expect(fallback.requests).toHaveLength(TAIL / 20);
    expect(events).toEqual(slow.map(() => expect.objectContaining({ type: 'hedge-start', afterMs: 3_000 })));
    // Who was beaten was closed when the other one showed its first content, a second after it was asked.
    expect(slow.map(({ fate }) => fate)).toEqual(slow.map(() => 'left'));
    for (const [index, { endedAt }] of slow.entries()) {
      const afterMs = endedAt! - fallback.requests[index]!.arrivedAt;
      expect(afterMs).toBeGreaterThanOrEqual(1_000);
      expect(afterMs).toBeLessThan(2_500);
    }
    const others = [...primary.requests.filter(request => !isSlow(request)), ...fallback.requests];
    expect(new Set(others.map(({ fate }) => fate))).toEqual(new Set(['answered']));
  });

  it("learn from each other how long is long, with 'p95'", async () => {
    const { p99, fallback, events } = await tail({ afterMs: 'p95' });
    expect(p99).toBeLessThan(7_000);
    // All slow ones but the first, which came before enough was known.
    const hedged = new Set(fallback.requests.map(callOf));
    for (let call = 27; call < TAIL; call += 20) expect(hedged).toContain(call);
    expect(hedged).not.toContain(7);
    expect(fallback.requests.length).toBeLessThanOrEqual(TAIL * 0.08);
    for (const event of events) {
      expect(event.type).toBe('hedge-start');
      expect((event as { afterMs: number }).afterMs).toBeGreaterThan(1_000);
    }
  });
});
