/** Legs and failures for tests of the engine. */
import type { LegFacts } from '../../src/engine/attempt.ts';
import { makeFailure, type Failure, type FailureCategory } from '../../src/failure.ts';

export const leg = (name: string, index: number, facts: Partial<LegFacts> = {}): LegFacts => ({
  index,
  name,
  key: name,
  provider: `p-${name}`,
  modelId: `m-${name}`,
  gateway: undefined,
  account: undefined,
  retries: 0,
  concurrency: undefined,
  ...facts,
});

export const failure = (category: FailureCategory, facts: Partial<Failure> = {}): Failure => ({
  ...makeFailure(`test:${category}`, { category }),
  ...facts,
});
