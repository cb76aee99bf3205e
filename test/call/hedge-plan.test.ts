import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/engine/call.ts';
import { createLatencies } from '../../src/health/latencies.ts';
import type { ResolvedHedge } from '../../src/options/hedge-options.ts';
import { createHedgePlan, hedgeOf } from '../../src/call/hedge-plan.ts';
import type { ModelCall, Router } from '../../src/call/model-call.ts';
import type { CallOptions } from '../../src/sdk-types.ts';

const hedge = (afterMs: ResolvedHedge['afterMs'], maxInputTokens = Infinity): ResolvedHedge =>
  ({ afterMs, max: 1, maxInputTokens, only: undefined }) as ResolvedHedge;

/** The usual silence of twenty answers. */
function planFor(afterMs: ResolvedHedge['afterMs'], usualMs?: number) {
  const latencies = createLatencies();
  if (usualMs !== undefined) for (let note = 0; note < 20; note += 1) latencies.note('key', usualMs);
  return createHedgePlan(hedge(afterMs), latencies);
}
const attempt = { silenceKey: 'key' } as Attempt;

describe('a hedge waits', () => {
  it.each<[ResolvedHedge['afterMs'], number | undefined, number]>([
    [700, 5_000, 700],
    ['p95', 5_000, 5_000],
    ['p95', undefined, 90_000],
    ['auto', undefined, 90_000],
    ['auto', 1_000, 30_000],
    ['auto', 10_000, 40_000],
    ['auto', 60_000, 90_000],
  ])('%s, with a usual silence of %s ms: %i ms', (afterMs, usualMs, waitMs) => {
    expect(planFor(afterMs, usualMs).afterMs(attempt)).toBe(waitMs);
  });

  it('as long as ever for an attempt of which nothing is learned', () => {
    expect(planFor('auto', 1_000).afterMs({ silenceKey: undefined } as Attempt)).toBe(90_000);
  });
});

it('a call is asked twice only up to its size', () => {
  const prompt: CallOptions['prompt'] = [{ role: 'user', content: [{ type: 'text', text: 'word '.repeat(1_000) }] }];
  const call = { params: { prompt } } as ModelCall;
  const fits = (maxInputTokens: number) => createHedgePlan(hedge(1, maxInputTokens), createLatencies()).fits(call);
  expect([fits(Infinity), fits(100_000), fits(10)]).toEqual([true, true, false]);
});

it("calls of the other operation, and those with a provider's own tools, are never asked twice", () => {
  const hedgePlan = planFor(1);
  const router = (only?: 'stream') => ({ options: { hedge: { only } }, hedgePlan }) as unknown as Router;
  const params: CallOptions = { prompt: [] };
  const search: CallOptions = { prompt: [], tools: [{ type: 'provider', id: 'p.search', name: 'search', args: {} }] };
  expect([
    hedgeOf(router(), 'generate', params) === hedgePlan,
    hedgeOf(router('stream'), 'stream', params) === hedgePlan,
    hedgeOf(router('stream'), 'generate', params),
    hedgeOf(router(), 'generate', search),
  ]).toEqual([true, true, undefined, undefined]);
});
