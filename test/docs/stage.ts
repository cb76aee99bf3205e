/** Upstreams and a clock for the examples of the documentation: real provider packages, no real time. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import * as ai from 'ai';
import { z } from 'zod';
import { scenario, type Scenario, type Step } from '../../mocks/index.ts';
import * as ours from '../../src/index.ts';
import { createManualClock, settle, type ManualClock } from '../support/manual-clock.ts';
import { notableIn } from '../support/notable.ts';

/** Longer than the wait before a second try. */
export const RETRY_MS = 250;

export interface Stage {
  clock: ManualClock;
  anthropic: Scenario;
  openai: Scenario;
  events: ours.FailoverEvent[];
  /** What an example imports: models with these upstreams, and routers by this clock. */
  names: Record<string, unknown>;
}

export function stage(anthropicSteps: Step[], openaiSteps: Step[]): Stage {
  const clock = createManualClock();
  const delay = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const timer = clock.setTimeout(resolve, ms);
      signal.addEventListener('abort', () => {
        clock.clearTimeout(timer);
        reject(signal.reason);
      });
    });
  const anthropic = scenario(anthropicSteps, { delay });
  const openai = scenario(openaiSteps, { delay });
  const events: ours.FailoverEvent[] = [];
  const note = notableIn(events);
  return {
    clock,
    anthropic,
    openai,
    events,
    names: {
      ...ai,
      z,
      ...ours,
      createHealth: (options?: ours.HealthOptions) => ours.createHealth({ ...options, clock, random: () => 0.5 }),
      createRetryBudget: () => ours.createRetryBudget({ clock }),
      createFailover: (options: ours.CreateFailoverOptions) =>
        ours.createFailover({
          ...options,
          clock,
          random: () => 0.5,
          onEvent(event) {
            note(event);
            options.onEvent?.(event);
          },
        }),
      createAnthropic: () => createAnthropic({ apiKey: 'placeholder', fetch: anthropic.fetch }),
      createOpenAI: () => createOpenAI({ apiKey: 'placeholder', fetch: openai.fetch }),
      anthropic: createAnthropic({ apiKey: 'placeholder', fetch: anthropic.fetch }),
      openai: createOpenAI({ apiKey: 'placeholder', fetch: openai.fetch }),
    },
  };
}

/** Watches a promise without waiting for it. */
export function watch<Value>(promise: PromiseLike<Value>): { value?: Value; error?: unknown; isOver: boolean } {
  const seen: { value?: Value; error?: unknown; isOver: boolean } = { isOver: false };
  Promise.resolve(promise).then(
    value => Object.assign(seen, { value, isOver: true }),
    error => Object.assign(seen, { error, isOver: true }),
  );
  return seen;
}

/** Lets so much time pass, and what follows at once: bodies take some turns of the event loop to be written and read. */
export async function advance({ clock }: Stage, ms: number): Promise<void> {
  for (const step of [0, ms, 0]) {
    await clock.advance(step);
    for (let turn = 0; turn < 30; turn += 1) await settle();
  }
}

export const counts = ({ anthropic, openai }: Stage) => [anthropic.count, openai.count];

/** A router over the stage's two providers. */
export const routerOf = ({ names }: Stage, options: Partial<ours.RouterOptions> = {}): ours.FailoverModel => {
  const { anthropic, openai } = names as Record<'anthropic' | 'openai', (id: string) => ai.LanguageModel>;
  const { createFailover } = names as { createFailover: typeof ours.createFailover };
  return createFailover({ models: [anthropic('claude-sonnet-4-5'), openai('gpt-5')], ...options });
};
