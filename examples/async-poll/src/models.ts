/** The chain that a job asks: Claude, then GPT. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createFailover, createHealth, createRetryBudget, type FailoverEvent } from 'ai-gateway-failover';
import { fakeFetches } from './fake-upstreams.ts';
import { setting, type Env } from './settings.ts';

// For all jobs of the isolate: plain data, without a timer or a connection.
const health = createHealth();
const budget = createRetryBudget();

export function chain(env: Env, totalMs: number, onEvent: (event: FailoverEvent) => void) {
  const fake = env.UPSTREAMS === 'fake' ? fakeFetches() : undefined;
  const legs = [
    {
      name: 'claude',
      apiKey: env.ANTHROPIC_API_KEY || fake?.key,
      model: (apiKey?: string) =>
        createAnthropic({ apiKey, baseURL: env.ANTHROPIC_BASE_URL || undefined, fetch: fake?.claude })(
          'claude-sonnet-4-5',
        ),
    },
    {
      name: 'gpt',
      apiKey: env.OPENAI_API_KEY || fake?.key,
      model: (apiKey?: string) =>
        createOpenAI({ apiKey, baseURL: env.OPENAI_BASE_URL || undefined, fetch: fake?.gpt })('gpt-5'),
    },
  ];
  const withKey = legs.filter(({ apiKey }) => apiKey);
  // Without any key both stay, so that a job fails by saying which key is missing.
  const models = (withKey.length > 0 ? withKey : legs).map(({ name, apiKey, model }) => ({
    name,
    model: model(apiKey),
  }));
  return createFailover({
    models,
    health,
    budget,
    // With these limits calls go over a stream: an answer that takes minutes is told from one that does not come.
    timeouts: { firstContentMs: setting(env, 'FIRST_CONTENT_MS'), idleMs: setting(env, 'IDLE_MS'), totalMs },
    onEvent,
  });
}
