/** What the SDK takes in silence, or ends in a riddle: each is said at once, by what was misplaced. */
import { createOpenAI } from '@ai-sdk/openai';
import {
  defaultSettingsMiddleware,
  generateText,
  streamText,
  wrapEmbeddingModel,
  wrapImageModel,
  wrapLanguageModel,
  wrapProvider,
} from 'ai';
import { describe, expect, it } from 'vitest';
import { ok, scenario } from '../../mocks/index.ts';
import {
  createEmbeddingFailover,
  createFailover,
  embeddingFailoverMiddleware,
  failoverMiddleware,
  gatewayErrorMiddleware,
} from '../../src/index.ts';
import { anthropicLeg, openaiLeg } from '../support/failover-legs.ts';

const openai = createOpenAI({ apiKey: 'placeholder' });
const [a, b] = [anthropicLeg(scenario([ok()])), openaiLeg(scenario([ok()]))];
const vectors = openai.embedding('text-embedding-3-small');
const image = openai.image('gpt-image-1');

/** Anything in the place of a middleware, as untyped callers pass it. */
const wrap =
  (middleware: unknown, model: unknown = a) =>
  () =>
    wrapLanguageModel({ model: model as typeof a, middleware: middleware as never });
const wrapVectors = (middleware: unknown) => () =>
  wrapEmbeddingModel({ model: vectors, middleware: middleware as never });

const chain = createFailover({ models: [a, b] });
const embeddings = createEmbeddingFailover({ models: [vectors] });
const routed = failoverMiddleware({ to: b });
const honest = gatewayErrorMiddleware();
const routedVectors = embeddingFailoverMiddleware({ to: vectors, space: 'one', primary: { name: 'first' } });

describe('in the place of a middleware', () => {
  it.each<[string, () => unknown, string]>([
    ['a chain', wrap(chain), 'createFailover: makes a model, not a middleware; the middleware is failoverMiddleware.'],
    ['a chain in a list', wrap([honest, chain]), 'createFailover: makes a model, not a middleware'],
    ['a chain of embeddings', wrapVectors(embeddings), 'createEmbeddingFailover: makes a model, not a middleware'],
    [
      'gatewayErrorMiddleware, not called',
      wrap(gatewayErrorMiddleware),
      'gatewayErrorMiddleware: is a function and has to be called first, as in gatewayErrorMiddleware({ … }).',
    ],
    ['failoverMiddleware, not called', wrap(failoverMiddleware), 'failoverMiddleware: is a function and has to be'],
    ['createFailover, not called', wrap(createFailover), 'createFailover: is a function and has to be called first'],
    [
      'embeddingFailoverMiddleware, not called',
      wrapVectors(embeddingFailoverMiddleware),
      'embeddingFailoverMiddleware: is a function and has to be called first',
    ],
    ['one for language around embeddings', wrapVectors(routed), 'failoverMiddleware: wraps language models only.'],
    ['the small one around embeddings', wrapVectors(honest), 'gatewayErrorMiddleware: wraps language models only.'],
    [
      'one for language around an image model',
      () => wrapImageModel({ model: image, middleware: routed as never }),
      'failoverMiddleware: wraps language models only.',
    ],
    [
      'one for embeddings around language',
      wrap(routedVectors),
      'embeddingFailoverMiddleware: wraps embedding models only.',
    ],
    [
      'a chain for a whole provider',
      () => wrapProvider({ provider: openai, languageModelMiddleware: chain as never }).languageModel('gpt-5'),
      'createFailover: makes a model, not a middleware',
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
  });
});

describe('in the place of a model', () => {
  it.each([
    ['failoverMiddleware', routed],
    ['gatewayErrorMiddleware', honest],
  ])('%s: generateText and streamText say what makes a model of it', async (name, middleware) => {
    const said = `${name}: makes a middleware, not a model; pass wrapLanguageModel({ model, middleware }) as the model.`;
    const model = middleware as never;
    await expect(generateText({ model, prompt: 'Hi' })).rejects.toThrow(said);
    const errors: unknown[] = [];
    const stream = () => streamText({ model, prompt: 'Hi', onError: ({ error }) => void errors.push(error) });
    try {
      await stream().consumeStream();
    } catch (error) {
      errors.push(error);
    }
    expect(errors).toEqual([new TypeError(said)]);
  });

  it.each<[string, () => unknown, string]>([
    [
      'gatewayErrorMiddleware around a middleware',
      wrap(honest, defaultSettingsMiddleware({ settings: {} })),
      'got a middleware',
    ],
    ['gatewayErrorMiddleware around a provider', wrap(honest, openai), 'got a provider'],
    ['gatewayErrorMiddleware around an image model', wrap(honest, image), 'got an image model'],
    [
      'gatewayErrorMiddleware around a transcription model',
      wrap(honest, openai.transcription('w')),
      'got a transcription model',
    ],
    [
      'failoverMiddleware around a middleware',
      wrap(routed, honest),
      'gatewayErrorMiddleware: makes a middleware, not a model',
    ],
    ['failoverMiddleware around a provider', wrap(routed, openai), 'got a provider. Ask it for a model'],
    [
      'failoverMiddleware around an embedding model',
      wrap(routed, vectors),
      'got an embedding model. createEmbeddingFailover',
    ],
    ['failoverMiddleware around a speech model', wrap(routed, openai.speech('tts-1')), 'got a speech model'],
    ['failoverMiddleware around nothing', wrap(routed, {}), 'got an object'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
  });
});

it('what is hidden shows in no listing, copy or JSON, and the right use is as it was', async () => {
  expect(Object.keys(honest)).toEqual(['specificationVersion', 'overrideSupportedUrls', 'wrapGenerate', 'wrapStream']);
  expect(Object.keys(chain)).not.toContain('overrideSupportedUrls');
  expect(() => [
    { ...routed },
    JSON.stringify(routed),
    { ...chain },
    Object.entries(gatewayErrorMiddleware),
  ]).not.toThrow();
  const copy = wrapLanguageModel({ model: anthropicLeg(scenario([ok('a')])), middleware: { ...honest } });
  expect((await generateText({ model: copy, prompt: 'Hi' })).text).toBe('a');
});
