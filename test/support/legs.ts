/** Legs and failures for tests of the layers. */
import type { Attempt, LegFacts } from '../../src/core/attempt.ts';
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
  ...facts,
});

export const failure = (category: FailureCategory, facts: Partial<Failure> = {}): Failure => ({
  ...makeFailure(`test:${category}`, { category }),
  ...facts,
});

export const attempt = (of: LegFacts, number: number, startedAt: number): Attempt => ({
  operation: 'generate',
  leg: of,
  number,
  startedAt,
  link: undefined,
  silenceKey: undefined,
  firstContentMs: undefined,
  onContent: undefined,
});
