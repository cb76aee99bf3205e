import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { ok, scenario } from '../../../../mocks/index.ts';
import { createFailover } from '../../../../src/index.ts';

console.log('what a module prints is no result');

const { fetch } = scenario([ok('pong')]);

export const chat = createFailover({
  models: [
    createOpenAI({ apiKey: 'unused', fetch }).chat('gpt-5'),
    createAnthropic({ apiKey: 'unused', fetch })('claude-sonnet-4-5'),
  ],
  hedge: { afterMs: 5_000 },
});
export const notAModel = 42;
