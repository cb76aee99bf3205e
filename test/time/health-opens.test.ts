/** What opens a leg's breaker through the router, and what does not. */
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import { cut, disconnect, hang, ok, stall, status, type Step } from '../../mocks/index.ts';
import type { StreamPart } from '../../src/sdk-types.ts';
import { createPartSource, finish, start, text, textEnd, textStart } from '../support/part-source.ts';
import { FACTORIES, setUp, type Setting } from './set-up.ts';
import { KINDS, PROMPT, startCall, type Kind } from './start-call.ts';

/** Makes calls one after the other, a little apart. */
async function calls({ model, clock }: ReturnType<typeof setUp>, kind: Kind, count: number, ms = 1_000) {
  const made = [];
  for (let number = 0; number < count; number += 1) {
    const call = startCall(kind, model);
    await clock.advance(ms);
    expect(call.isOver).toBe(true);
    made.push(call);
  }
  return made;
}

const opened = { type: 'breaker', leg: 'a', state: 'open', pauseMs: 5_000 };
const GENERATE: readonly Kind[] = ['doGenerate', 'generateText'];
const STREAM: readonly Kind[] = ['doStream', 'streamText'];

const BREAKING: readonly [string, readonly Kind[], Step, requests: number][] = [
  // A leg fails once in a call, after its own second try.
  ['a status', KINDS, status(503), 9],
  ['a dead connection', KINDS, disconnect(), 9],
  ['a rate limit that names no wait', KINDS, status(429), 9],
  ['half an answer', GENERATE, cut({ afterParts: 1 }), 9],
  ['an end before the first content', STREAM, cut({ afterParts: 0, ending: 'end' }), 9],
  ['a death before the first content', STREAM, cut({ afterParts: 0 }), 9],
  ['an end in the middle', STREAM, cut({ afterParts: 2, ending: 'end' }), 5],
  ['a death in the middle', STREAM, cut({ afterParts: 2 }), 5],
];

describe('five calls in a row open it', () => {
  it.each(
    BREAKING.flatMap(([what, kinds, step, requests]) => kinds.map(kind => [what, kind, step, requests] as const)),
  )('by %s: %s', async (_, kind, step, requests) => {
    const router = setUp([step, ok('hello')], { by: FACTORIES[KINDS.indexOf(kind) % 2]! });
    await calls(router, kind, 4);
    expect(router.told('breaker')).toEqual([]);
    await calls(router, kind, 1);
    expect(router.told('breaker')).toEqual([opened]);
    expect(router.counts()[0]).toBe(requests);
    const [next] = await calls(router, kind, 1);
    expect([next!.text, router.counts()[0]]).toEqual(['hello', requests]);
    expect(next!.failover).toEqual({
      callId: expect.any(String),
      servedBy: { leg: 'b', provider: 'openai.responses', modelId: 'gpt-5' },
      attempts: [],
      degraded: true,
      hedged: false,
      skipped: [{ leg: 'a', reason: 'breaker' }],
    });
    expect(next!.warnings).toEqual(['Served by the fallback b; a was skipped (breaker).']);
    expect(router.clock.pending).toBe(0);
  });

  it.each(KINDS)('by silence, which the safety net of hedging ends: %s', async kind => {
    const router = setUp([hang(), ok('hello')]);
    await calls(router, kind, 4, 90_000);
    expect(router.told('breaker')).toEqual([]);
    await calls(router, kind, 1, 90_000);
    expect(router.told('breaker')).toEqual([opened]);
    const [next] = await calls(router, kind, 1, 0);
    expect([next!.text, router.counts(), router.clock.pending]).toEqual(['hello', [5, 6], 0]);
  });

  it.each<[string, Kind, Step, Setting]>([
    ['firstContentMs', 'doStream', stall({ afterParts: 0 }), { timeouts: { firstContentMs: 2_000 } }],
    ['idleMs', 'doStream', stall({ afterParts: 2 }), { timeouts: { idleMs: 2_000 } }],
    ['attemptMs', 'doGenerate', hang(), { timeouts: { attemptMs: 2_000 } }],
    [
      'idleMs of a generate call that streams',
      'doGenerate',
      stall({ afterParts: 2 }),
      { generateVia: 'stream', timeouts: { idleMs: 2_000 } },
    ],
  ])('by %s', async (_, kind, step, setting) => {
    const router = setUp([step, ok('hello')], setting);
    await calls(router, kind, 5, 2_000);
    expect(router.told('breaker')).toEqual([opened]);
    expect([router.counts()[0], router.clock.pending]).toEqual([5, 0]);
  });

  it.each(KINDS)('but not if one in between was answered: %s', async kind => {
    const bad = Array.from({ length: 4 }, () => status(503));
    const router = setUp([[...bad, ok('fine'), ...bad, ok('fine')], ok('hello')], { retries: { perLeg: 0 } });
    await calls(router, kind, 10);
    expect([router.told('breaker'), router.counts()]).toEqual([[], [10, 8]]);
  });
});

/** A model whose streams have exactly these parts. */
const speaking = (...parts: StreamPart[]) =>
  new MockLanguageModelV4({
    provider: 'anthropic.messages',
    modelId: 'claude-sonnet-4-5',
    async doStream() {
      const { result, push, end } = createPartSource();
      push(...parts);
      end();
      return result;
    },
  });

describe('an error part in the middle', () => {
  const error: StreamPart = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };

  it('counts if the stream then finishes with an error', async () => {
    const router = setUp([ok(), ok('hello')], {
      primary: speaking(start, textStart, text('one'), error, textEnd, finish('error')),
    });
    await calls(router, 'doStream', 5);
    expect(router.told('breaker')).toEqual([opened]);
  });

  it('does not if the stream goes on and finishes as it should', async () => {
    const router = setUp([ok(), ok('no')], {
      primary: speaking(start, textStart, text('one'), error, text('two'), textEnd, finish()),
    });
    const made = await calls(router, 'doStream', 12);
    expect([router.told('breaker'), router.counts()[1], made.at(-1)!.text]).toEqual([[], 0, 'onetwo']);
  });
});

describe('it stays closed', () => {
  it.each(KINDS)('when the caller aborts: %s', async kind => {
    const router = setUp([hang(), ok('no')]);
    for (let number = 0; number < 12; number += 1) {
      const controller = new AbortController();
      const call = startCall(kind, router.model, { abortSignal: controller.signal });
      await router.clock.advance(20_000);
      controller.abort();
      await call.end;
    }
    expect([router.told('breaker'), router.counts(), router.clock.pending]).toEqual([[], [12, 0], 0]);
  });

  it('when the caller aborts in the middle of a stream, or stops reading', async () => {
    const router = setUp([stall({ afterParts: 2 }), ok('no')]);
    for (let number = 0; number < 12; number += 1) {
      const controller = new AbortController();
      const { stream } = await router.model.doStream({ prompt: PROMPT, abortSignal: controller.signal });
      const reader = stream.getReader();
      await reader.read();
      await router.clock.advance(20_000);
      if (number % 2 === 0) controller.abort();
      await reader.cancel().catch(() => {});
      await router.clock.advance(0);
    }
    expect([router.told('breaker'), router.counts(), router.clock.pending]).toEqual([[], [12, 0], 0]);
  });

  it.each(KINDS)('when the request is wrong: %s', async kind => {
    const router = setUp([status(400), ok('no')]);
    const made = await calls(router, kind, 12);
    expect(made.at(-1)!.errors[0]).toMatchObject({ statusCode: 400, data: { failure: { scope: 'request' } } });
    expect([router.told('breaker'), router.counts()]).toEqual([[], [12, 0]]);
  });

  it.each(KINDS)('when a rate limit says when to come back: %s', async kind => {
    const router = setUp([status(429, { headers: { 'retry-after-ms': '1000' } }), ok('hello')], {
      retries: { perLeg: 0 },
    });
    await calls(router, kind, 12, 1_000);
    expect([router.told('breaker'), router.counts()]).toEqual([[], [12, 12]]);
  });

  it.each(['aborts', 'stops reading'])('no longer by a caller who %s than by none: it tells nothing', async how => {
    const bad = Array.from({ length: 4 }, () => status(503));
    const router = setUp([[...bad, stall({ afterParts: 2 }), status(503)], ok('hello')], { retries: { perLeg: 0 } });
    await calls(router, 'doStream', 4);
    const controller = new AbortController();
    const { stream } = await router.model.doStream({ prompt: PROMPT, abortSignal: controller.signal });
    const reader = stream.getReader();
    await reader.read();
    if (how === 'aborts') controller.abort();
    await reader.cancel().catch(() => {});
    await router.clock.advance(0);
    expect(router.told('breaker')).toEqual([]);
    await calls(router, 'doStream', 1);
    expect(router.told('breaker')).toEqual([opened]);
  });
});
