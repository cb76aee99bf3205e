import { describe, expect, it } from 'vitest';
import type { ResolvedHedge } from '../../src/options/hedge-options.ts';
import { reasoningOf, silenceKey } from '../../src/attempt/silence.ts';
import type { CallOptions } from '../../src/sdk-types.ts';
import { leg } from '../support/legs.ts';

const params = (more: Partial<CallOptions> = {}): CallOptions => ({ prompt: [], ...more });
const hedge = (afterMs: ResolvedHedge['afterMs']) => ({ afterMs }) as ResolvedHedge;
const a = leg('a', 0);

describe('the silence of attempts is learned', () => {
  it.each<[ResolvedHedge['afterMs'], boolean, boolean]>([
    ['auto', true, true],
    ['auto', false, false],
    ['p95', true, true],
    ['p95', false, true],
    [500, true, false],
  ])('with %s over a stream (%s): %s', (afterMs, isOverStream, isLearned) => {
    expect(silenceKey(hedge(afterMs), a, 'generate', params(), isOverStream) !== undefined).toBe(isLearned);
  });

  it('nowhere without hedges', () => {
    expect(silenceKey(undefined, a, 'stream', params(), true)).toBeUndefined();
  });

  it('apart by leg, operation, way and reasoning', () => {
    const keys = [
      silenceKey(hedge('p95'), a, 'generate', params(), false),
      silenceKey(hedge('p95'), a, 'generate', params(), true),
      silenceKey(hedge('p95'), a, 'stream', params(), true),
      silenceKey(hedge('p95'), leg('b', 1), 'stream', params(), true),
      silenceKey(hedge('p95'), a, 'stream', params({ reasoning: 'high' }), true),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the reasoning of a call', () => {
  const of = (options: Record<string, unknown>) => reasoningOf(params({ providerOptions: { p: options } as never }));

  it('is told apart by its effort, and other settings only by being there', () => {
    expect(of({ reasoningEffort: 'low' })).not.toBe(of({ reasoningEffort: 'high' }));
    expect(of({ thinking: { budgetTokens: 1 } })).toBe(of({ thinking: { budgetTokens: 2 } }));
    expect(of({ thinking: { budgetTokens: 1 } })).not.toBe(of({}));
  });

  it('is not what other options say, nor an option that is absent', () => {
    expect([of({ user: 'u' }), of({ thinking: null }), reasoningOf(params())]).toEqual(
      Array.from({ length: 3 }, () => 'provider-default'),
    );
  });
});
