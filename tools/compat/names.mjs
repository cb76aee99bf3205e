// Gives the tests what they import from the SDK under its names in AI SDK 7, where AI SDK 6 calls the same thing otherwise.
// The code under test and the providers get the SDK as it is. Preloaded by `node --import`.
import { registerHooks } from 'node:module';

const NAMES = {
  ai: { isStepCount: 'stepCountIs' },
  'ai/test': {
    MockEmbeddingModelV4: 'MockEmbeddingModelV3',
    MockImageModelV4: 'MockImageModelV3',
    MockLanguageModelV4: 'MockLanguageModelV3',
    MockRerankingModelV4: 'MockRerankingModelV3',
    MockVideoModelV4: 'MockVideoModelV3',
  },
  '@ai-sdk/google': { createGoogle: 'createGoogleGenerativeAI' },
};

const TEST = new URL('../../test/', import.meta.url).href;
const CORPUS = new URL('../../corpus/', import.meta.url).href;
const PREFIX = 'names-of:';

const sourceOf = name =>
  [
    `import * as sdk from '${name}';`,
    `export * from '${name}';`,
    ...Object.entries(NAMES[name]).map(([now, before]) => `export const ${now} = sdk['${now}'] ?? sdk['${before}'];`),
  ].join('\n');

registerHooks({
  resolve(specifier, context, next) {
    const { parentURL = '' } = context;
    if (parentURL.startsWith(PREFIX)) return next(specifier, { ...context, parentURL: TEST });
    const isOurs = parentURL.startsWith(TEST) || parentURL.startsWith(CORPUS);
    if (!isOurs || !Object.hasOwn(NAMES, specifier)) return next(specifier, context);
    return { url: PREFIX + specifier, shortCircuit: true };
  },
  load: (url, context, next) =>
    url.startsWith(PREFIX)
      ? { format: 'module', source: sourceOf(url.slice(PREFIX.length)), shortCircuit: true }
      : next(url, context),
});
