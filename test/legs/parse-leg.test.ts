/** What cannot be a leg: said with what it is, and what it is good for. Real packages, and calls without types. */
import { createCohere } from '@ai-sdk/cohere';
import { createOpenAI } from '@ai-sdk/openai';
import { defaultSettingsMiddleware } from 'ai';
import { describe, expect, it } from 'vitest';
import {
  createEmbeddingFailover,
  createFailover,
  embeddingFailoverMiddleware,
  failoverMiddleware,
  gatewayErrorMiddleware,
} from '../../src/index.ts';

const openai = createOpenAI({ apiKey: 'placeholder' });
const model = openai('gpt-5');
const vectors = openai.embedding('text-embedding-3-small');
const LANGUAGE = 'takes a language model, a model id, or { model, name, … }; got ';
const EMBEDDING = 'takes an embedding model, a model id, or { model, space, … }; got ';
const OTHERS = 'Only language and embedding models can be legs.';
const WRAP = 'wrapLanguageModel({ model, middleware }) makes a model with it.';
const ASK = "Ask it for a model, as in openai('gpt-5').";

const messageOf = (make: () => unknown): string => {
  try {
    make();
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as Error).message;
  }
  return 'nothing thrown';
};

const WRONG: readonly [string, unknown, string][] = [
  ['a provider', openai, `a provider. ${ASK}`],
  ['a middleware of ours', gatewayErrorMiddleware(), `a middleware. ${WRAP}`],
  ['a router as a middleware', failoverMiddleware({ to: model }), `a middleware. ${WRAP}`],
  ['a middleware of the SDK', defaultSettingsMiddleware({ settings: {} }), `a middleware. ${WRAP}`],
  ['a factory that was not called', gatewayErrorMiddleware, 'a function. Is it to be called?'],
  ['an image model', openai.image('gpt-image-1'), `an image model. ${OTHERS}`],
  ['a speech model', openai.speech('tts-1'), `a speech model. ${OTHERS}`],
  ['a transcription model', openai.transcription('whisper-1'), `a transcription model. ${OTHERS}`],
  ['a reranking model', createCohere({ apiKey: 'p' }).reranking('rerank-v3.5'), `a reranking model. ${OTHERS}`],
  ['a promise of a model', Promise.resolve(model), 'a promise.'],
  ['a model without its methods', { provider: 'p', modelId: 'm' }, `a model of another kind. ${OTHERS}`],
  ['nothing', undefined, 'undefined.'],
  ['null', null, 'null.'],
  ['a number', 5, '5.'],
  ['an empty id', '', '"".'],
  ['a list in a list', [model], 'an array.'],
];

describe('a leg of a language chain', () => {
  it.each([
    ...WRONG,
    ['an embedding model', vectors, 'an embedding model. createEmbeddingFailover takes those.'] as const,
  ])('is not %s', (_, wrong, got) => {
    const name = 'createFailover: option `models[1]';
    expect(messageOf(() => createFailover({ models: [model, wrong] as never }))).toBe(`${name}\` ${LANGUAGE}${got}`);
    expect(messageOf(() => failoverMiddleware({ to: [wrong] as never }))).toBe(
      `failoverMiddleware: option \`to[0]\` ${LANGUAGE}${got}`,
    );
    expect(messageOf(() => createFailover({ models: [model, { model: wrong }] as never }))).toBe(
      `${name}.model\` takes a language model or a model id; got ${got}`,
    );
  });
});

describe('a leg of a chain of embeddings', () => {
  it.each([...WRONG, ['a language model', model, 'a language model. createFailover takes those.'] as const])(
    'is not %s',
    (_, wrong, got) => {
      expect(messageOf(() => createEmbeddingFailover({ models: [wrong] as never }))).toBe(
        `createEmbeddingFailover: option \`models[0]\` ${EMBEDDING}${got}`,
      );
      expect(messageOf(() => embeddingFailoverMiddleware({ to: [wrong] as never, space: 'one' }))).toBe(
        `embeddingFailoverMiddleware: option \`to[0]\` ${EMBEDDING}${got}`,
      );
      expect(messageOf(() => createEmbeddingFailover({ models: [{ model: wrong }] as never }))).toBe(
        `createEmbeddingFailover: option \`models[0].model\` takes an embedding model or a model id; got ${got}`,
      );
    },
  );
});

describe('something else in the place of options', () => {
  it.each<[string, () => unknown, string]>([
    [
      'a model',
      () => createFailover(model as never),
      'createFailover: takes an object of options; got a language model.',
    ],
    ['a list', () => createFailover([model] as never), 'createFailover: takes an object of options; got an array.'],
    [
      'a model',
      () => failoverMiddleware(model as never),
      'failoverMiddleware: takes an object of options; got a language model.',
    ],
    [
      'a model',
      () => gatewayErrorMiddleware(model as never),
      'gatewayErrorMiddleware: takes an object of options; got a language model.',
    ],
    [
      'a provider',
      () => createFailover(openai as never),
      'createFailover: takes an object of options; got a provider.',
    ],
    [
      'a model for its declaration',
      () => failoverMiddleware({ to: model, primary: model as never }),
      'failoverMiddleware: option `primary` takes an object with some of `name`, ',
    ],
    [
      'one model for all',
      () => createFailover({ models: model as never }),
      'createFailover: option `models` takes an array of at least one leg, as in [model, fallback]; got a language model.',
    ],
  ])('%s', (_, make, message) => {
    expect(messageOf(make)).toContain(message);
  });

  it('a single fallback, and ids of models, are taken', () => {
    for (const to of [model, 'openai/gpt-5', { model: 'openai/gpt-5' }, [model]])
      expect(messageOf(() => failoverMiddleware({ to }))).toBe('nothing thrown');
  });
});
