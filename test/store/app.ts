/** Instances of an app, each with a health of its own for the same two legs; the time is real. Runs on every runtime. */
import { createOpenAI } from '@ai-sdk/openai';
import { generateText } from 'ai';
import { ok, scenario, status, type Step } from '../../mocks/index.ts';
import { createFailover, createHealth, type FailoverEvent, type HealthOptions } from '../../src/index.ts';
import type { SharedHealthStore } from '../../src/store/copied-store.ts';
import { AT_ONCE } from '../support/at-once.ts';

export const down = (): Step => status(503, { headers: AT_ONCE });
export const limited = (seconds: number): Step => status(429, { headers: { 'retry-after': String(seconds) } });

export interface App {
  /** What the primary answers with from now on. */
  answer(step: Step): void;
  /** Requests that the primary got. */
  readonly asked: number;
  instance(store: SharedHealthStore | undefined, options?: HealthOptions): AppInstance;
}

export interface AppInstance {
  events: FailoverEvent[];
  /** One call, to its text. */
  call(): Promise<string>;
}

export function createApp(): App {
  let step: Step = ok('primary');
  let asked = 0;
  /** Models of one call: on Workers nothing that waits may be shared by two requests. */
  const modelsNow = () => {
    const primary = scenario(() => ((asked += 1), [step]), { byKey: () => '' });
    return [
      { name: 'primary', model: createOpenAI({ apiKey: 'unused', fetch: primary.fetch })('gpt-5') },
      {
        name: 'fallback',
        model: createOpenAI({ apiKey: 'unused', fetch: scenario([ok('fallback')]).fetch })('gpt-4o'),
      },
    ];
  };
  return {
    answer: next => void (step = next),
    get asked() {
      return asked;
    },
    instance(store, options = {}) {
      const events: FailoverEvent[] = [];
      const health = createHealth({ ...options, store });
      const modelNow = () =>
        createFailover({
          models: modelsNow(),
          health,
          budget: false,
          retries: { perLeg: 0 },
          onEvent: event => void events.push(event),
        });
      return {
        events,
        call: async () => (await generateText({ model: modelNow(), prompt: 'Hi', maxRetries: 0 })).text,
      };
    },
  };
}
