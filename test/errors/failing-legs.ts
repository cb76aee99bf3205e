/** Legs in memory that fail as they are told, and the errors that come of it. */
import { APICallError } from 'ai';
import { readdirSync } from 'node:fs';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import { readCases, rebuildError, streamText, type Case } from '../../corpus/case.ts';
import { fixtures, type Fixture } from '../../mocks/index.ts';
import { createFailover, type CreateFailoverOptions } from '../../src/index.ts';
import type { CallOptions, LanguageModel } from '../../src/sdk-types.ts';

export const PROMPT: CallOptions = { prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] };

/** A model whose calls end with this error. */
export const failing = (error: unknown, provider = 'memory.chat', modelId = 'model'): LanguageModel => ({
  specificationVersion: SPECIFICATION,
  provider,
  modelId,
  supportedUrls: {},
  async doGenerate() {
    throw error;
  },
  async doStream() {
    throw error;
  },
});

/** The SDK's error for a response. */
export const responded = (
  statusCode: number,
  responseBody: string,
  responseHeaders: Record<string, string> = {},
): APICallError =>
  new APICallError({
    message: responseBody.slice(0, 4_000),
    url: 'https://api.example.com/v1/chat/completions',
    requestBodyValues: { model: 'model' },
    statusCode,
    responseBody,
    responseHeaders,
  });

const NAMES = ['anthropic', 'bedrock-eu-central-1', 'openai'];

/** What is thrown when legs fail with this error. */
export async function failWith(
  error: unknown,
  legs: readonly string[] = NAMES,
  options: Partial<CreateFailoverOptions> = {},
): Promise<unknown> {
  const model = createFailover({
    models: legs.map(name => ({ model: failing(error), name })),
    retries: { perLeg: 0 },
    shouldFailOver: () => true,
    maxWaitMs: 0,
    ...options,
  });
  return thrownBy(model);
}

/** What a call of this model throws. */
export async function thrownBy(model: LanguageModel, call: CallOptions = PROMPT): Promise<unknown> {
  try {
    await model.doGenerate(call);
  } catch (error) {
    return error;
  }
  throw new Error('It did not fail');
}

function errorOfFixture({
  status,
  headers,
  body,
  events,
}: Fixture & { body?: string; events?: readonly string[] }): Error {
  return responded(status, body ?? streamText(events ?? []), { ...headers });
}

const errorOfCase = ({ wire }: Case): Error => {
  if (wire.kind === 'thrown') return rebuildError(wire.error);
  return responded(wire.status, wire.kind === 'sse' ? streamText(wire.events) : wire.body, wire.headers);
};

const corpus = new URL('../../corpus/', import.meta.url);

/** Every recorded failure, by its set. */
export const RECORDED: readonly (readonly [name: string, errors: () => Error[]])[] = [
  ['mocks', () => Object.values(fixtures).map(fixture => errorOfFixture(fixture))],
  ...[corpus, new URL('later/', corpus)].flatMap(folder =>
    readdirSync(folder)
      .filter(name => name.endsWith('.jsonl'))
      .map(name => [name, () => readCases(new URL(name, folder)).map(errorOfCase)] as const),
  ),
];
