/** Ten calls on one instance lose their connections at once, before a byte was answered. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { describe, expect, it } from 'vitest';
import type { RouterOptions } from '../../src/options/router-options.ts';
import { createFailover, createRetryBudget } from '../../src/index.ts';
import { wires, type Wire } from '../support/wires.ts';
import { ask, type Call } from './callers.ts';
import { isAnswered, randomOf } from './simulation.ts';
import { createSimulatedClock, type SimulatedClock } from './simulated-clock.ts';

const COUNT = 10;

/** What undici's `fetch` rejects with. */
const reset = () => {
  const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', errno: -104, syscall: 'read' });
  return Object.assign(new TypeError('fetch failed'), { cause });
};

/** A host that resets the first connections of each call, and answers with who it is and who asked. */
function createHost(name: string, wire: Wire, clock: SimulatedClock, resets: number) {
  const tries = new Map<string, number>();
  const fetch: typeof globalThis.fetch = async (_, init) => {
    const body = String(init?.body);
    const call = /call \d/.exec(body)![0];
    const number = (tries.get(call) ?? 0) + 1;
    tries.set(call, number);
    await clock.wait(5, init?.signal ?? undefined);
    if (number <= resets) throw reset();
    await clock.wait(500, init?.signal ?? undefined);
    const { preamble, parts, finish } = wire.stream([`${name} to ${call}`]);
    return body.includes('"stream":true')
      ? new Response([...preamble, ...parts, ...finish].join(''), { headers: { 'content-type': wire.contentType } })
      : new Response(wire.json(`${name} to ${call}`), { headers: { 'content-type': 'application/json' } });
  };
  return { fetch, tries };
}

interface Storm {
  operation?: 'generate' | 'stream';
  /** How often each call's connection is reset. @default 1 */
  resets?: number;
  legs?: number;
  /** What is left of the budget. @default all of it */
  tokens?: number;
  retries?: RouterOptions['retries'];
  /** Whether the SDK is on its own. */
  isBare?: boolean;
}

async function storm({ operation = 'generate', resets = 1, legs = 2, tokens = 100, retries, isBare }: Storm = {}) {
  const clock = createSimulatedClock();
  const primary = createHost('a', wires.openaiChat, clock, resets);
  const fallback = createHost('b', wires.anthropic, clock, 0);
  const apiKey = 'placeholder';
  const models = [
    createOpenAI({ apiKey, fetch: primary.fetch }).chat('gpt-4o'),
    createAnthropic({ apiKey, fetch: fallback.fetch })('claude-sonnet-4-5'),
  ].slice(0, legs);
  const budget = createRetryBudget({ clock });
  while (budget.snapshot().tokens > tokens) budget.failed();
  const model = isBare ? models[0]! : createFailover({ models, budget, retries, clock, random: randomOf(1) });
  const ids = Array.from({ length: COUNT }, (_, index) => `call ${index}`);
  const all = Promise.all(ids.map(id => ask({ clock, model, operation }, id)));
  await clock.runOut(60_000);
  const calls = await all;
  const answeredBy = (name: string) => calls.filter(({ id, text }) => text === `${name} to ${id}`).length;
  return { calls, byPrimary: answeredBy('a'), byFallback: answeredBy('b'), tries: [...primary.tries.values()] };
}

const slowest = (calls: readonly Call[]) => Math.max(...calls.map(({ tookMs }) => tookMs));

describe('ten resets at once', () => {
  it.each(['generate', 'stream'] as const)('are tried again at once, and the primary answers: %s', async operation => {
    const bare = await storm({ operation, isBare: true });
    expect([bare.byPrimary, slowest(bare.calls)]).toEqual([COUNT, 2_510]);
    const { calls, byPrimary, tries } = await storm({ operation });
    expect([byPrimary, slowest(calls)]).toEqual([COUNT, 510]);
    expect(tries).toEqual(Array.from({ length: COUNT }, () => 2));
  });

  it.each([52, 50, 0])('with %i tokens left are answered as soon, most by the fallback', async tokens => {
    const { calls, byPrimary, byFallback } = await storm({ tokens });
    expect(byPrimary + byFallback).toBe(COUNT);
    expect(byPrimary).toBeGreaterThanOrEqual(1);
    expect(slowest(calls)).toBeLessThanOrEqual(515);
  });

  it.each([100, 52, 0])('on the only leg are answered by it, with %i tokens left', async tokens => {
    for (const retries of [undefined, { perLeg: 1 }]) {
      const { byPrimary, calls } = await storm({ legs: 1, tokens, retries });
      expect(byPrimary).toBe(COUNT);
      expect(slowest(calls)).toBeLessThanOrEqual(2_510);
    }
  });

  it.each([1, 2, 3, 4])('in %i waves fail no more calls than the SDK alone', async resets => {
    const bare = await storm({ resets, isBare: true });
    const failed = (calls: readonly Call[]) => calls.filter(call => !isAnswered(call)).length;
    for (const given of [
      {},
      { tokens: 52 },
      { tokens: 0 },
      { legs: 1 },
      { legs: 1, tokens: 0, retries: { perLeg: 1 } },
    ]) {
      const ours = await storm({ resets, ...given });
      expect(failed(ours.calls), JSON.stringify(given)).toBeLessThanOrEqual(failed(bare.calls));
    }
  });
});
