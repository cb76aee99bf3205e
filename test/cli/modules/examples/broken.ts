import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { ok, scenario, status } from '../../../../mocks/index.ts';
import { createFailover } from '../../../../src/index.ts';

const good = scenario([ok('pong')]);
const bad = scenario([status(401)]);

const primary = createOpenAI({ apiKey: 'unused', fetch: good.fetch }).chat('gpt-5');

export default createFailover({
  models: [primary, createAnthropic({ apiKey: 'unused', fetch: bad.fetch })('claude-sonnet-4-5')],
  hedge: { afterMs: 5_000 },
});
export const plain = primary;
