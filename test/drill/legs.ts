/** Legs of real provider packages whose answers are scripted, and which take as long as a test says. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { ok, scenario, type Scenario, type Step } from '../../mocks/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { createVirtualClock, type VirtualClock } from '../../src/drill/virtual-clock.ts';

const GATEWAY = 'https://gateway.ai.cloudflare.com/v1/account/gateway';

export interface Stage {
  clock: VirtualClock;
  /** Lets the time of the legs pass until this is done. */
  run<Value>(promise: Promise<Value>): Promise<Value>;
  openai(options?: LegOptions): LanguageModel;
  anthropic(options?: LegOptions): LanguageModel;
  /** How many requests each of the legs got, in the order in which they were made. */
  counts(): number[];
  upstreams: Scenario[];
}

export interface LegOptions {
  steps?: readonly Step[];
  /** How long its answer takes, by the stage's clock. */
  takesMs?: number;
  /** Whether it goes through a gateway of Cloudflare's. */
  throughGateway?: boolean;
}

export function createStage(): Stage {
  const clock = createVirtualClock();
  const upstreams: Scenario[] = [];

  function upstream({ steps = [ok('pong')], takesMs = 0 }: LegOptions): typeof globalThis.fetch {
    const script = scenario([...steps]);
    upstreams.push(script);
    return async (input, init) => {
      if (takesMs > 0) await clock.wait(takesMs, init?.signal ?? undefined);
      return script.fetch(input, init);
    };
  }

  return {
    clock,
    upstreams,
    async run(promise) {
      await clock.run(promise, 3_600_000);
      return await promise;
    },
    counts: () => upstreams.map(({ count }) => count),
    openai: (options = {}) =>
      createOpenAI({
        apiKey: 'unused',
        ...(options.throughGateway && { baseURL: `${GATEWAY}/openai` }),
        fetch: upstream(options),
      }).chat('gpt-5'),
    anthropic: (options = {}) =>
      createAnthropic({
        apiKey: 'unused',
        ...(options.throughGateway && { baseURL: `${GATEWAY}/anthropic/v1` }),
        fetch: upstream(options),
      })('claude-sonnet-4-5'),
  };
}
