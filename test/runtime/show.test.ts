/** What things of real packages are called in a message, and what is never shown of a value. */
import { createAzure } from '@ai-sdk/azure';
import { createCohere } from '@ai-sdk/cohere';
import { createGroq } from '@ai-sdk/groq';
import { createOpenAI } from '@ai-sdk/openai';
import { createXai } from '@ai-sdk/xai';
import { customProvider, defaultSettingsMiddleware, extractReasoningMiddleware, wrapLanguageModel } from 'ai';
import { createAiGateway } from 'ai-gateway-provider';
import { MockImageModelV4, MockLanguageModelV3, MockRerankingModelV4, MockVideoModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import {
  createEmbeddingFailover,
  createFailover,
  embeddingFailoverMiddleware,
  failoverMiddleware,
  gatewayErrorMiddleware,
} from '../../src/index.ts';
import { isAsync, kindOf, show } from '../../src/runtime/show.ts';
import { packageRows } from '../support/provider-packages.ts';
import { createWorkersAI } from 'workers-ai-provider';

const apiKey = 'placeholder';
const [openai, azure, groq] = [
  createOpenAI({ apiKey }),
  createAzure({ apiKey, resourceName: 'r' }),
  createGroq({ apiKey }),
];
const workers = createWorkersAI({ accountId: 'account', apiKey });
const model = openai('gpt-5');
const vectors = openai.embedding('text-embedding-3-small');

describe('kindOf', () => {
  it.each(packageRows())('a language model of %s', (_, { connect }) => {
    expect(kindOf(connect({ baseURL: 'https://host.test' }))).toBe('language model');
  });

  it.each<[string, unknown, string]>([
    ['openai completion', openai.completion('gpt-3.5-turbo-instruct'), 'language model'],
    ['a third specification', new MockLanguageModelV3(), 'language model'],
    ['a wrapped model', wrapLanguageModel({ model, middleware: [] }), 'language model'],
    [
      'a model under our middleware',
      wrapLanguageModel({ model, middleware: gatewayErrorMiddleware() }),
      'language model',
    ],
    [
      'ai-gateway-provider',
      createAiGateway({ accountId: 'a', gateway: 'g' })(openai.chat('gpt-5') as never),
      'language model',
    ],
    ['our chain', createFailover({ models: [model] }), 'language model'],
    ['openai embedding', vectors, 'embedding model'],
    ['cohere embedding', createCohere({ apiKey }).embedding('embed-v4.0'), 'embedding model'],
    ['workers-ai embedding', workers.embedding('@cf/baai/bge-m3'), 'embedding model'],
    ['our chain of embeddings', createEmbeddingFailover({ models: [vectors] }), 'embedding model'],
    ['cohere reranking', createCohere({ apiKey }).reranking('rerank-v3.5'), 'reranking model'],
    ['workers-ai reranking', workers.reranking('@cf/baai/bge-reranker-base'), 'reranking model'],
    ['a reranking mock', new MockRerankingModelV4(), 'reranking model'],
    ['openai image', openai.image('gpt-image-1'), 'image model'],
    ['azure image', azure.image('dall-e-3'), 'image model'],
    ['xai image', createXai({ apiKey }).image('grok-2-image'), 'image model'],
    ['workers-ai image', workers.image('@cf/black-forest-labs/flux-1-schnell'), 'image model'],
    ['an image mock', new MockImageModelV4(), 'image model'],
    ['a video mock', new MockVideoModelV4(), 'video model'],
    ['openai transcription', openai.transcription('gpt-4o-transcribe'), 'transcription model'],
    ['azure transcription', azure.transcription('whisper-1'), 'transcription model'],
    ['groq transcription', groq.transcription('whisper-large-v3'), 'transcription model'],
    ['workers-ai transcription', workers.transcription('@cf/openai/whisper'), 'transcription model'],
    ['openai speech', openai.speech('tts-1'), 'speech model'],
    ['openai translation of speech', openai.speechTranslationModel('gpt-4o'), 'speech model'],
    ['a provider', openai, 'provider'],
    ['groq', groq, 'provider'],
    ['workers-ai', workers, 'provider'],
    ['a provider that is an object', customProvider({ languageModels: { a: model } }), 'provider'],
    ['gatewayErrorMiddleware()', gatewayErrorMiddleware(), 'middleware'],
    ['failoverMiddleware()', failoverMiddleware({ to: model }), 'middleware'],
    ['embeddingFailoverMiddleware()', embeddingFailoverMiddleware({ to: vectors, space: 'a' }), 'middleware'],
    ['a middleware of the SDK', extractReasoningMiddleware({ tagName: 'think' }), 'middleware'],
    ['a middleware that only sets options', defaultSettingsMiddleware({ settings: {} }), 'middleware'],
  ])('%s', (_, value, kind) => {
    expect(kindOf(value)).toBe(kind);
  });

  const unreadable = new Proxy(
    {},
    {
      get() {
        throw new Error('unreadable');
      },
    },
  );
  it.each([
    undefined,
    null,
    5,
    'gpt-5',
    {},
    [],
    () => {},
    gatewayErrorMiddleware,
    { modelId: 'm' },
    { provider: 'p' },
    unreadable,
  ])('%#: nothing of the SDK', value => {
    expect(kindOf(value)).toBeUndefined();
  });
});

describe('show', () => {
  it.each<[unknown, string]>([
    ['30s', '"30s"'],
    ['', '""'],
    ['openai.responses/claude-sonnet-4-5-20250929', '"openai.responses/claude-sonnet-4-5-20250929"'],
    [5, '5'],
    [Number.NaN, 'NaN'],
    [5n, '5n'],
    [null, 'null'],
    [[], 'an empty array'],
    [['sk-1'], 'an array'],
    [{ apiKey: 'sk-1' }, 'an object'],
    [() => {}, 'a function'],
    [async () => {}, 'an async function'],
    [Promise.resolve(), 'a promise'],
    [openai, 'a provider'],
    [model, 'a language model'],
    [vectors, 'an embedding model'],
    [Object.create(null), 'an object'],
  ])('%o', (value, shown) => {
    expect(show(value)).toBe(shown);
  });

  it.each([
    `sk-proj-${'aB3dE6gH'.repeat(6)}`,
    `Bearer ${'0123456789abcdef'.repeat(2)}`,
    'fc4d1e0a9b7c4f6e8d2a1b3c5d7e9f00',
    `sk-ant-api03-${'Ab_1-'.repeat(18)}`,
    'You are a helpful assistant of a bank, and you know the names of all its customers.',
  ])('no credential and no long text: %s', text => {
    expect(show(text)).toBe(`a text of ${text.length} characters`);
  });
});

it('knows an async function', () => {
  expect([isAsync(async () => {}), isAsync(() => Promise.resolve()), isAsync(undefined)]).toEqual([true, false, false]);
});
