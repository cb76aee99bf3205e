/** What a user hands to the command. */
import { createOpenAI } from '@ai-sdk/openai';
import { createFailover } from 'ai-gateway-failover';
import { ok, scenario, status, type Step } from 'ai-gateway-failover/msw';

const openai = (...steps: Step[]) => createOpenAI({ apiKey: 'placeholder', fetch: scenario(steps).fetch });

export const chat = createFailover({
  models: [openai(ok('pong')).chat('gpt-5'), { model: openai(status(401)).chat('gpt-5'), name: 'broken' }],
});
