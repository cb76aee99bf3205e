/** Servers that fail in every way, and callers who leave at any time: nobody hears a lie, waits too long or leaves a trace. */
import { APICallError } from 'ai';
import { describe, expect, it } from 'vitest';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { createHealth, createRetryBudget } from '../../src/index.ts';
import { hear, unwrapped } from '../support/ask.ts';
import { callGenerate, type CallSettings } from '../support/calls.ts';
import { seeded } from '../support/concurrently.ts';
import {
  drip,
  drop,
  end,
  headers,
  pause,
  reply,
  reset,
  send,
  type FaultRequest,
  type Script,
} from '../support/fault-server.ts';
import { providerPackages } from '../support/provider-packages.ts';
import type { Wire } from '../support/wires.ts';
import { callOf } from './scripts.ts';
import { setStage, type Stage } from './stage.ts';

const CALLS = 100;
const TOTAL_MS = 40_000;
const DELTAS = 6;

const random = seeded(7_112_026);
const below = (most: number) => Math.floor(random() * most);

/** What a leg says to a call: no text can be taken for that of another one. */
const deltasOf = (leg: string, call: number) => Array.from({ length: DELTAS }, (_, at) => `${leg}${call}.${at} `);
const textOf = (leg: string, call: number) => deltasOf(leg, call).join('');

/** What happens to a request: anything, and nothing bad to one in three. */
function fortune(its: Wire, deltas: readonly string[]): Script {
  const { preamble, parts, finish } = its.stream(deltas);
  const open: Script = [headers(its.contentType), send(...preamble)];
  const some: Script = [...open, pause(below(3_000)), send(...parts.slice(0, below(DELTAS)))];
  const whole: Script = [drip(parts, 100 + below(1_500)), send(...finish), end];
  const fortunes: Script[] = [
    [],
    [headers(its.contentType)],
    open,
    some,
    [...some, drop],
    [...some, end],
    [...some, reset],
    [reset],
    [pause(below(6_000)), reset],
    [reply(503, '{}')],
    [pause(below(6_000)), reply(529, '{}')],
    [reply(429, '{}', { 'retry-after-ms': String(below(4_000)) })],
    [headers('application/json', 500), send('{"error":')],
    [...open, pause(2_000 + below(20_000)), ...whole],
    [pause(2_000 + below(20_000)), ...open, ...whole],
    ...Array.from({ length: 7 }, () => [...open, ...whole]),
  ];
  return fortunes[below(fortunes.length)]!;
}

const byLeg = (leg: string, its: Wire) => (request: FaultRequest) => fortune(its, deltasOf(leg, callOf(request)));

/** What one caller came to. */
interface Told {
  text: string;
  finishReason: string | undefined;
  errors: unknown[];
  tookMs: number;
  /** Why the caller left, if it did. */
  reason: Error | undefined;
}

async function ask(
  model: LanguageModel,
  isStream: boolean,
  settings: CallSettings,
): Promise<Omit<Told, 'tookMs' | 'reason'>> {
  if (isStream) {
    const { text = '', finishReason, told, thrown } = await hear(model, settings);
    return { text, finishReason, errors: thrown === undefined ? told : [...told, thrown] };
  }
  const { text = '', finishReason, error } = await callGenerate(model, settings);
  return { text, finishReason, errors: error === undefined ? [] : [error] };
}

async function call({ time, model }: Stage, index: number): Promise<Told> {
  const leavesAfterMs = random() < 0.25 ? below(15_000) : undefined;
  await time.wait(index * 100, new AbortController().signal);
  const controller = new AbortController();
  const over = new AbortController();
  let reason: Error | undefined;
  if (leavesAfterMs !== undefined) {
    void time.wait(leavesAfterMs, over.signal).then(() => {
      if (over.signal.aborted) return;
      reason = new Error(`caller ${index} left`);
      controller.abort(reason);
    });
  }
  const begin = time.now();
  const settings = { headers: { 'x-call': String(index) }, abortSignal: controller.signal, maxRetries: 0 };
  const told = await ask(model, index % 2 === 0, settings);
  over.abort();
  return { ...told, tookMs: time.now() - begin, reason };
}

function kindOf({ text, finishReason, reason }: Told): 'left' | 'answered' | 'broken' | 'failed' {
  if (reason) return 'left';
  if (finishReason === 'stop') return 'answered';
  return text === '' ? 'failed' : 'broken';
}

describe(`${CALLS} calls on one instance`, () => {
  it('end in time, with one whole answer, one error, or the reason of their own caller', async () => {
    await using stage = await setStage({
      primary: byLeg('p', providerPackages.anthropic.wire),
      fallback: byLeg('f', providerPackages['openai responses'].wire),
      stepMs: 500,
      options: {
        random,
        hedge: { afterMs: 3_000 },
        timeouts: { firstContentMs: 8_000, idleMs: 8_000, totalMs: TOTAL_MS },
        // Nobody is spared what happened to the others.
        health: createHealth({ consecutiveFailures: 1_000, failureRate: 1 }),
        budget: createRetryBudget({ capacity: 10_000 }),
      },
    });
    const outcomes = await Promise.all(Array.from({ length: CALLS }, (_, index) => call(stage, index)));
    const { primary, fallback, time } = stage;
    await Promise.all([...primary.requests, ...fallback.requests].map(({ ended }) => ended));
    expect([primary.open, fallback.open, time.pending]).toEqual([0, 0, 0]);

    const kinds = new Map<string, number>();
    for (const [index, told] of outcomes.entries()) {
      const kind = kindOf(told);
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      const { text, errors, finishReason } = told;
      const possible = ['p', 'f'].map(leg => textOf(leg, index));
      expect(told.tookMs).toBeLessThan(TOTAL_MS + 3_000);
      if (kind === 'answered') {
        expect([possible, errors]).toEqual([expect.arrayContaining([text]), []]);
        continue;
      }
      expect(possible.filter(whole => whole.startsWith(text))).not.toEqual([]);
      expect(errors.length).toBeLessThanOrEqual(1);
      if (kind === 'left') expect([undefined, told.reason]).toContain(errors[0]);
      else expect(APICallError.isInstance(unwrapped(errors[0]))).toBe(true);
      if (kind === 'broken') expect(finishReason).toBe('error');
    }
    // Each way to end was there.
    for (const kind of ['answered', 'broken', 'failed', 'left']) expect(kinds.get(kind)).toBeGreaterThan(3);
  });
});
