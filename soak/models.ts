/** Two routers over the same two providers: each has the other's fallback as its primary, and they share what they know. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createFailover, createHealth, createRetryBudget, type FailoverEvent } from '../src/index.ts';
import type { LanguageModel } from '../src/adapters/sdk-model.ts';

/** The limits that no call may pass. */
export const LIMITS = { firstContentMs: 3_000, idleMs: 3_000, attemptMs: 5_000, totalMs: 20_000 };

export interface Models {
  /** Has limits only. */
  limited: LanguageModel;
  /** Hedges, and generates over streams. */
  hedged: LanguageModel;
  /** What is left of the shared budget. */
  budget(): { tokens: number; capacity: number };
}

export function createModels(
  urls: Record<'openai' | 'anthropic', string>,
  onEvent: (event: FailoverEvent) => void,
): Models {
  const apiKey = 'placeholder';
  const openai = { name: 'openai', model: createOpenAI({ apiKey, baseURL: urls.openai }).chat('gpt-4o') };
  const anthropic = {
    name: 'anthropic',
    model: createAnthropic({ apiKey, baseURL: urls.anthropic })('claude-sonnet-4-5'),
  };
  const budget = createRetryBudget();
  const shared = { health: createHealth(), budget, timeouts: LIMITS, onEvent };
  return {
    limited: createFailover({ models: [openai, anthropic], ...shared }),
    hedged: createFailover({
      models: [anthropic, openai],
      ...shared,
      hedge: { afterMs: 750 },
      generateVia: 'stream',
    }),
    budget: () => budget.snapshot(),
  };
}
