import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { generateText, wrapLanguageModel } from 'ai';
import { expect, test } from 'vitest';
import { fixtures, scenario } from '../../../mocks/index.ts';
import { classify, gatewayErrorMiddleware } from '../../../src/index.ts';

const failures = Object.values(fixtures).filter(
  fixture => fixture.provider === 'openrouter' && fixture.events === undefined,
);

test.each(failures)('$name is handled as documented', async fixture => {
  const openrouter = createOpenRouter({ apiKey: 'test', fetch: scenario([fixture]).fetch });
  const model = wrapLanguageModel({ model: openrouter('z-ai/glm-5.1'), middleware: gatewayErrorMiddleware() });

  const error = await generateText({ model, prompt: 'Hi', maxRetries: 0 }).catch((caught: unknown) => caught);

  expect(classify(error)).toMatchObject(fixture.expected);
});
