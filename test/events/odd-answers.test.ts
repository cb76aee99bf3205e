/** What a package gives besides its answer may be anything: calls end alike, and their events are whole, whoever listens. */
import { APICallError } from 'ai';
import { describe, expect, it } from 'vitest';
import {
  createEmbeddingFailover,
  createFailover,
  type CreateFailoverOptions,
  type FailoverEvent,
} from '../../src/index.ts';
import type { EmbeddingModel, GenerateResult, LanguageModel, StreamPart, StreamResult } from '../../src/sdk-types.ts';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import { failing, PROMPT } from '../errors/failing-legs.ts';
import { readAll, usage } from '../support/part-source.ts';
import { byCall, expectWhole } from './outline.ts';

const unreadable = (): never => {
  throw new Error('This cannot be read');
};

/** Responses, as far as results show them. */
const RESPONSES: readonly (readonly [name: string, response: () => unknown])[] = [
  ['no headers', () => ({ headers: null })],
  [
    'headers that are no texts',
    () => ({ headers: { 'x-request-id': 5, 'cf-aig-step': {}, 'cf-aig-cache-status': null } }),
  ],
  [
    'a header that cannot be read',
    () => ({ headers: Object.defineProperty({}, 'x-request-id', { get: unreadable, enumerable: true }) }),
  ],
  ['headers that cannot be listed', () => ({ headers: new Proxy({}, { ownKeys: unreadable }) })],
  ['a body that cannot be read', () => Object.defineProperty({}, 'body', { get: unreadable })],
  ['nothing', () => null],
];

const finishReason = { unified: 'stop', raw: 'stop' } as const;

const generating = (response: unknown): LanguageModel => ({
  ...failing(undefined),
  async doGenerate() {
    const content = [{ type: 'text' as const, text: 'ok' }];
    return { content, finishReason, usage, warnings: [], response } as GenerateResult;
  },
  async doStream() {
    const parts: StreamPart[] = [
      { type: 'text-start', id: '1' },
      { type: 'text-delta', id: '1', delta: 'ok' },
      { type: 'text-end', id: '1' },
      { type: 'finish', finishReason, usage },
    ];
    const stream = new ReadableStream<StreamPart>({
      pull(controller) {
        const part = parts.shift();
        if (part === undefined) controller.close();
        else controller.enqueue(part);
      },
    });
    return { stream, response } as StreamResult;
  },
});

const embedding = (response: unknown): EmbeddingModel => ({
  specificationVersion: SPECIFICATION,
  provider: 'p',
  modelId: 'm',
  maxEmbeddingsPerCall: 1,
  supportsParallelCalls: false,
  doEmbed: async () =>
    ({ embeddings: [[1]], warnings: [], response }) as Awaited<ReturnType<EmbeddingModel['doEmbed']>>,
});

type Ask = (leg: unknown, options: Partial<CreateFailoverOptions>) => PromiseLike<unknown>;

const ASKED: readonly (readonly [name: string, ask: Ask])[] = [
  [
    'generate',
    (response, options) => createFailover({ models: [generating(response)], ...options }).doGenerate(PROMPT),
  ],
  [
    'stream',
    async (response, options) => {
      const { stream } = await createFailover({ models: [generating(response)], ...options }).doStream(PROMPT);
      return readAll(stream);
    },
  ],
  [
    'embed',
    (response, { onEvent, metadata }) =>
      createEmbeddingFailover({ models: [embedding(response)], onEvent, metadata }).doEmbed({ values: ['Hi'] }),
  ],
];

/** What comes of it, in short; a call that never ends is one that the test waits for in vain. */
const outcomeOf = (asked: PromiseLike<unknown>): Promise<string> =>
  Promise.resolve(asked).then(
    () => 'answered',
    () => 'failed',
  );

describe.each(ASKED)('%s', (_, ask) => {
  it.each(RESPONSES)('an answer with %s ends as without a listener', async (_name, response) => {
    for (const metadata of ['degraded', 'off'] as const) {
      const alone = await outcomeOf(ask(response(), { metadata }));
      const events: FailoverEvent[] = [];
      const heard = await outcomeOf(ask(response(), { metadata, onEvent: event => void events.push(event) }));
      expect(heard).toBe(alone);
      for (const of of byCall(events).values()) expectWhole(of);
    }
  });
});

it.each([
  ['no headers', null],
  ['headers that cannot be read', new Proxy({}, { get: unreadable, ownKeys: unreadable })],
])('an error with %s ends its call, and is told', async (_, responseHeaders) => {
  const error = new APICallError({
    message: 'Down',
    url: 'https://api.example.com',
    requestBodyValues: {},
    statusCode: 503,
    responseHeaders: responseHeaders as unknown as Record<string, string>,
  });
  const events: FailoverEvent[] = [];
  const model = createFailover({
    models: [failing(error), generating({})],
    retries: { perLeg: 0 },
    onEvent: event => void events.push(event),
  });
  expect(await outcomeOf(model.doGenerate(PROMPT))).toBe('answered');
  expectWhole(events);
});

it('what a hook throws that does not let itself be looked at ends its call', async () => {
  const thrown = new Proxy({}, { has: unreadable, get: unreadable, getPrototypeOf: unreadable });
  const events: FailoverEvent[] = [];
  const model = createFailover({
    models: [generating({})],
    acceptResult: () => {
      throw thrown;
    },
    onEvent: event => void events.push(event),
  });
  // Not returned by a promise, which would look at it.
  const isThrown = await model.doGenerate(PROMPT).then(
    () => false,
    (error: unknown) => error === thrown,
  );
  expect(isThrown).toBe(true);
  expectWhole(events);
});
