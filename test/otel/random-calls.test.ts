/** Thousands of calls that go well or wrong in every way at once: no span stays open, and each has the right parent. */
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { afterEach, expect, it } from 'vitest';
import {
  cut,
  disconnect,
  fixtures,
  hang,
  ok,
  rewritten,
  scenario,
  slowFirstToken,
  stall,
  status,
  type Step,
} from '../../mocks/index.ts';
import { createFailover } from '../../src/index.ts';
import { createOtelListener } from '../../src/otel/index.ts';
import { anthropicLeg, googleLeg, openaiLeg } from '../support/failover-legs.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { sized } from '../support/run-length.ts';
import { createRecorder } from './recorder.ts';
import { CALL, readOn, waitsOf, watch } from './stage.ts';

afterEach(() => context.disable());

const CALLS = sized({ usual: 200, bounded: 1_000, full: 10_000 });

/** The same numbers in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const STEPS: readonly Step[] = [
  ok(['fine ', 'words'], { usage: { inputTokens: 3, outputTokens: 2 } }),
  ok(['fine ', 'words']),
  ok('late', { delayMs: 3_000 }),
  slowFirstToken(4_000, 'slow'),
  rewritten(2005),
  status(503),
  status(429, { headers: { 'retry-after': '1' } }),
  status(401),
  status(400),
  disconnect(),
  hang(),
  stall({ afterParts: 0 }),
  stall({ afterParts: 1, text: ['fine ', 'words'] }),
  cut({ afterParts: 1, text: ['fine ', 'words'] }),
  cut({ afterParts: 0 }),
  fixtures['anthropic-200-overloaded-first-event'],
];

function crowd(seed: number) {
  const clock = createManualClock();
  const random = numbers(seed);
  const delay = waitsOf(clock);
  const pick = () => STEPS[Math.floor(random() * STEPS.length)]!;
  const upstream = () => scenario(Array.from({ length: 4 * CALLS }, pick), { delay });
  const recorder = createRecorder();
  const model = createFailover({
    models: [
      { name: 'one', model: anthropicLeg(upstream()) },
      { name: 'two', model: openaiLeg(upstream()), assistantPrefill: true },
      { name: 'three', model: googleLeg(upstream()) },
    ],
    clock,
    random,
    retries: { perLeg: 1 },
    hedge: { afterMs: 2_000 },
    // So many fail that a budget would leave hardly a hedge.
    budget: false,
    timeouts: { firstContentMs: 5_000, idleMs: 5_000, attemptMs: 8_000, totalMs: 20_000 },
    afterContent: 'continue',
    acceptResult() {
      if (random() < 0.02) throw new Error('a hook failed');
      return true;
    },
    onEvent: createOtelListener(recorder.options),
  });

  /** A call, which may be aborted, or whose stream may be left. */
  async function call(): Promise<void> {
    const controller = new AbortController();
    const fate = random();
    if (fate < 0.15) clock.setTimeout(() => controller.abort(), random() * 5_000);
    const options = { ...CALL, abortSignal: controller.signal };
    try {
      if (fate > 0.6) return void (await model.doGenerate(options));
      const { stream } = await model.doStream(options);
      if (fate > 0.25) return void (await readOn(stream));
      const reader = stream.getReader();
      await reader.read();
      await reader.cancel();
    } catch {
      // How a call ends is its caller's business.
    }
  }

  /** Lets time pass until everything is over. */
  async function play(work: Promise<unknown>): Promise<void> {
    const seen = watch(work);
    for (let turn = 0; !seen.isOver; turn += 1) {
      if (turn > 5_000) throw new Error('the calls do not end');
      for (let round = 0; round < 5 && !seen.isOver; round += 1) await settle();
      await clock.advance(250);
    }
    await clock.advance(60_000);
  }

  return { recorder, call, play };
}

it('no span stays open, whatever becomes of a call', async () => {
  const { recorder, call, play } = crowd(7);
  for (let round = 0; round < CALLS / 50; round += 1) await play(Promise.all(Array.from({ length: 50 }, call)));
  expect(recorder.open()).toBe(0);
  const spans = recorder.spans();
  const calls = spans.filter(({ name }) => name.startsWith('failover'));
  expect(calls.length).toBe(CALLS);
  const valuesOf = (name: string) => [...new Set(spans.map(span => span.attributes[`ai_gateway_failover.${name}`]))];
  expect(valuesOf('outcome').toSorted()).toEqual(['aborted', 'answered', 'failed', 'left', 'lost']);
  expect(valuesOf('purpose').toSorted()).toEqual(['continue', 'first', 'hedge', 'retry', undefined]);
  // Every attempt says which call it belongs to, and is a child of that call's span.
  const idOf = new Map(calls.map(span => [span.spanContext().spanId, span.attributes['ai_gateway_failover.call.id']]));
  for (const { name, attributes, parentSpanContext } of spans)
    if (!name.startsWith('failover'))
      expect(idOf.get(parentSpanContext!.spanId)).toBe(attributes['ai_gateway_failover.call.id']);
});

it.each([
  ['with', true],
  ['without', false],
])('fifty overlapping calls %s a context manager: every span is in the trace of its caller', async (_, hasManager) => {
  if (hasManager) context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const { recorder, call, play } = crowd(11);
  const callers = Array.from({ length: 50 }, (_unused, index) => recorder.options.tracer.startSpan(`caller ${index}`));
  await play(Promise.all(callers.map(caller => context.with(trace.setSpan(context.active(), caller), call))));
  for (const caller of callers) caller.end();
  expect(recorder.open()).toBe(0);
  const byId = new Map(recorder.spans().map(span => [span.spanContext().spanId, span]));
  const calls = recorder.spans().filter(({ name }) => name.startsWith('failover'));
  const parents = calls.map(({ parentSpanContext }) => byId.get(parentSpanContext?.spanId ?? '')?.name);
  expect(new Set(parents).size).toBe(hasManager ? 50 : 1);
  if (!hasManager) expect(parents[0]).toBeUndefined();
  const attempts = recorder.spans().filter(({ name }) => name.startsWith('chat'));
  expect(attempts.length).toBeGreaterThan(60);
  for (const attempt of attempts) {
    const parent = byId.get(attempt.parentSpanContext!.spanId)!;
    expect(parent.attributes['ai_gateway_failover.call.id']).toBe(attempt.attributes['ai_gateway_failover.call.id']);
    expect(attempt.spanContext().traceId).toBe(parent.spanContext().traceId);
  }
});
