/** A listener may abort its call at any event, and so may a model while it is asked: the events are whole all the same. */
import { describe, expect, it } from 'vitest';
import {
  cut,
  disconnect,
  fixtures,
  hang,
  ok,
  slowFirstToken,
  stall,
  status,
  type Script,
  type Step,
} from '../../mocks/index.ts';
import type { FailoverEvent } from '../../src/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import { createManualClock, settle, type ManualClock } from '../support/manual-clock.ts';
import { providerPackages } from '../support/provider-packages.ts';
import { replies, reply } from '../support/scripted-fetch.ts';
import { wires } from '../support/wires.ts';
import { setUp, setUpHonest, type Setting } from '../time/set-up.ts';
import { byCall, expectWhole, outlineOf } from './outline.ts';
import { call, type Way } from './play.ts';

const WAYS: readonly Way[] = ['generate', 'stream'];
const GOOD = ok(['Hello', ' world']);
const DOWN = status(503);

type Listening = (onEvent: (event: FailoverEvent) => void) => { model: LanguageModel; clock: ManualClock };

/** Aborts at the event of that number. */
async function playTo(number: number, way: Way, listening: Listening) {
  const controller = new AbortController();
  const events: FailoverEvent[] = [];
  const { model, clock } = listening(event => {
    events.push(event);
    if (events.length - 1 === number) controller.abort(new Error('the listener'));
  });
  const state = { isOver: false };
  const ended = call(model, way, {}, controller.signal).then(() => void (state.isOver = true));
  for (let ms = 0; ms < 200_000 && !state.isOver; ms += 500) await clock.advance(500);
  await ended;
  await settle();
  return { events, pending: clock.pending };
}

/** One call after the other: the last one is aborted at an event of this type. */
async function abortedAt(type: FailoverEvent['type'], way: Way, script: Script, calls: number, pauseMs: number) {
  const events: FailoverEvent[] = [];
  let controller: AbortController | undefined;
  const onEvent = (event: FailoverEvent) => {
    events.push(event);
    if (event.type === type) controller?.abort(new Error('the listener'));
  };
  const { model, clock } = setUp([script, GOOD], { onEvent, retries: { perLeg: 0 } });
  for (let number = 1; number < calls; number += 1) await call(model, way, {});
  await clock.advance(pauseMs);
  controller = new AbortController();
  await call(model, way, {}, controller.signal);
  await settle();
  return { last: [...byCall(events).values()].at(-1)!, pending: clock.pending };
}

/** The first event at which an abort leaves events that are not whole, or a timer. */
async function brokenAt(way: Way, listening: Listening): Promise<string | undefined> {
  const { events: all } = await playTo(-1, way, listening);
  for (const [number, { type }] of all.entries()) {
    const { events, pending } = await playTo(number, way, listening);
    const outline = outlineOf(events).join('\n');
    try {
      for (const [callId, of] of byCall(events)) if (callId !== undefined) expectWhole(of);
      expect(pending).toBe(0);
    } catch (error) {
      return `aborted at event ${number}, ${type}:\n${outline}\n${String(error)}`;
    }
  }
  return undefined;
}

describe.each(WAYS)('%s: a listener may abort at any event of a call', way => {
  it.each<[string, readonly (Script | Step)[], Setting]>([
    ['that is answered at once', [GOOD, GOOD], {}],
    ['that is answered at the second attempt', [[DOWN, GOOD], GOOD], {}],
    ['that another leg answers', [[status(401)], GOOD], {}],
    ['whose legs are all down', [[DOWN, DOWN], DOWN, DOWN], {}],
    ['whose first leg hangs up', [[disconnect(), disconnect()], GOOD], {}],
    ['whose first leg hangs, with a limit', [hang(), GOOD], { timeouts: { attemptMs: 5_000, firstContentMs: 4_000 } }],
    ['whose first leg hangs, with a hedge that wins', [hang(), GOOD], { hedge: { afterMs: 2_000 } }],
    [
      'whose first leg is slow, with a hedge that loses',
      [slowFirstToken(3_000, 'slow'), hang()],
      { hedge: { afterMs: 2_000 }, generateVia: 'stream' },
    ],
    [
      'whose limit is only observed',
      [slowFirstToken(3_000), GOOD],
      { timeouts: { firstContentMs: 1_000, observe: true } },
    ],
    ['that breaks off', [[cut({ afterParts: 1 }), GOOD], GOOD], { generateVia: 'stream' }],
    ['that stalls', [[stall({ afterParts: 1 }), GOOD], GOOD], { generateVia: 'stream', timeouts: { idleMs: 5_000 } }],
    [
      'that breaks off and is continued',
      [cut({ afterParts: 1, text: ['Hello', ' world'] }), ok([' world'])],
      { afterContent: 'continue', legs: [{}, { assistantPrefill: true }] },
    ],
    [
      'whose route has never answered',
      [[fixtures['cloudflare-2005'], GOOD], GOOD],
      { neverSucceeded: { minCalls: 1, minMs: 0 } },
    ],
    ['that waits for its legs', [[status(429, { headers: { 'retry-after': '2' } }), GOOD]], {}],
  ])('%s', async (_, scripts, setting) => {
    expect(await brokenAt(way, onEvent => setUp(scripts, { ...setting, onEvent }))).toBeUndefined();
  });

  it('of a leg that answers a request for a stream with a whole body', async () => {
    const whole = wires.openaiChat.json('whole');
    const broken = await brokenAt(way, onEvent => {
      const clock = createManualClock();
      const primary = providerPackages['openai chat'].connect({
        baseURL: 'https://api.example.com/v1',
        fetch: replies(reply(whole), reply(whole)).fetch,
      });
      return setUp([GOOD, GOOD], { primary, clock, onEvent });
    });
    expect(broken).toBeUndefined();
  });

  it('of a model without fallbacks', async () => {
    for (const step of [GOOD, DOWN, cut({ afterParts: 1 }), fixtures['cloudflare-2005']])
      expect(await brokenAt(way, onEvent => setUpHonest(step, { onEvent }))).toBeUndefined();
  });
});

describe.each(WAYS)('%s: a call that is aborted while its first attempt is made', way => {
  const ENDS = ['attempt-start a#1 first', 'attempt-end a#1 aborted', 'call-end aborted 1 attempts'];
  const typesOf = (events: readonly FailoverEvent[]) => outlineOf(events).map(line => line.replace(/^\d+ /, ''));

  it.each<[FailoverEvent['type'], Script, number, number]>([
    ['breaker', [...Array.from({ length: 5 }, () => DOWN), GOOD], 6, 20_000],
    ['leg-never-used', [GOOD], 2, 3_700_000],
  ])('at `%s`', async (type, script, calls, pauseMs) => {
    const { last, pending } = await abortedAt(type, way, script, calls, pauseMs);
    expectWhole(last);
    expect(typesOf(last).slice(-3)).toEqual(ENDS);
    expect(pending).toBe(0);
  });

  it('by the model that is asked', async () => {
    const controller = new AbortController();
    const signals: (AbortSignal | undefined)[] = [];
    const ask = ({ abortSignal }: { abortSignal?: AbortSignal | undefined }) => {
      signals.push(abortSignal);
      controller.abort(new Error('the model'));
      return new Promise<never>(() => {});
    };
    const primary: LanguageModel = {
      specificationVersion: SPECIFICATION,
      provider: 'p',
      modelId: 'm',
      supportedUrls: {},
      doGenerate: ask,
      doStream: ask,
    };
    const events: FailoverEvent[] = [];
    const timeouts = { attemptMs: 1_000 };
    const { model, clock } = setUp([GOOD, GOOD], { primary, timeouts, onEvent: event => void events.push(event) });
    await call(model, way, {}, controller.signal);
    expectWhole(events);
    expect(typesOf(events).slice(-3)).toEqual(ENDS);
    expect([signals.map(signal => signal?.aborted), clock.pending]).toEqual([[true], 0]);
  });
});
