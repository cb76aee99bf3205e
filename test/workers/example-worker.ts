/** The example of docs/shared-health.md, word for word but for its imports. */
import { env } from 'cloudflare:workers';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText } from 'ai';
import { createFailover, createHealth } from '../../src/index.ts';
import { durableObjectStore } from '../../src/durable-object/index.ts';

export { FailoverHealth } from '../../src/durable-object/index.ts';

const health = createHealth({ store: durableObjectStore(env.FAILOVER_HEALTH) });

export default {
  async fetch(): Promise<Response> {
    const model = createFailover({
      models: [
        { name: 'claude', model: createAnthropic({ apiKey: env.ANTHROPIC_API_KEY })('claude-sonnet-4-5') },
        { name: 'gpt', model: createOpenAI({ apiKey: env.OPENAI_API_KEY })('gpt-5') },
      ],
      health,
    });
    const { text } = await generateText({ model, prompt: 'Hi' });
    return new Response(text);
  },
};
