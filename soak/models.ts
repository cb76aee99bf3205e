/**
 * Two routers over the same two providers: each has the other's fallback as its primary, and they share what they know. A
 * third one has a gateway as its primary, whose package hands on whatever comes. What lies between them and the providers
 * aborts a request now and then.
 */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGateway } from '@ai-sdk/gateway';
import { createOpenAI } from '@ai-sdk/openai';
import {
  createFailover,
  createHealth,
  createRetryBudget,
  type FailoverEvent,
  type Health,
  type RetryBudget,
} from '../src/index.ts';
import type { LanguageModel } from '../src/sdk-types.ts';
import { createAbortingFetch } from './foreign-aborts.ts';
import type { ProviderName } from './play-fault.ts';

/** The limits that no call may pass. */
export const LIMITS = { firstContentMs: 3_000, idleMs: 3_000, attemptMs: 5_000, totalMs: 20_000 };

export interface Models {
  /** Has limits only. */
  limited: LanguageModel;
  /** Hedges, and generates over streams. */
  hedged: LanguageModel;
  /** The gateway and its fallback; generates over streams. */
  gateway: LanguageModel;
  /** What is left of the shared budget. */
  budget(): { tokens: number; capacity: number };
  /** Requests that were aborted by somebody else than their caller. */
  foreignAborts(): number;
}

/** What several sets of models may share. */
export interface Shared {
  health: Health;
  budget: RetryBudget;
}

export const createShared = (): Shared => ({ health: createHealth(), budget: createRetryBudget() });

export function createModels(
  urls: Record<ProviderName, string>,
  seed: number,
  onEvent: (event: FailoverEvent) => void,
  { health, budget }: Shared = createShared(),
): Models {
  const apiKey = 'placeholder';
  const { fetch, aborted } = createAbortingFetch(seed);
  const openai = { name: 'openai', model: createOpenAI({ apiKey, baseURL: urls.openai, fetch }).chat('gpt-4o') };
  const anthropic = {
    name: 'anthropic',
    model: createAnthropic({ apiKey, baseURL: urls.anthropic, fetch })('claude-sonnet-4-5'),
  };
  const vercel = { name: 'vercel', model: createGateway({ apiKey, baseURL: urls.vercel, fetch })('openai/gpt-5') };
  const shared = { health, budget, timeouts: LIMITS, onEvent };
  return {
    limited: createFailover({ models: [openai, anthropic], ...shared }),
    hedged: createFailover({
      models: [anthropic, openai],
      ...shared,
      hedge: { afterMs: 750 },
      generateVia: 'stream',
    }),
    gateway: createFailover({ models: [vercel, openai], ...shared, generateVia: 'stream' }),
    budget: () => budget.snapshot(),
    foreignAborts: aborted,
  };
}
