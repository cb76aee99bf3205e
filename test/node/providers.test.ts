/** The keep-alive fetch as the `fetch` option of real provider packages. */
import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { wrapLanguageModel } from 'ai';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { gatewayErrorMiddleware } from '../../src/index.ts';
import { createKeepAliveFetch } from '../../src/node/index.ts';
import { askGenerate, askStream } from '../support/ask.ts';
import { type Answer, dieBeforeHeaders, startServer } from '../support/loopback-server.ts';
import { packageRows, type ProviderPackage } from '../support/provider-packages.ts';
import { goodJson, goodStream } from '../support/wire-answers.ts';
import { wires } from '../support/wires.ts';

const signedBedrock: ProviderPackage = {
  connect: host =>
    createAmazonBedrock({ accessKeyId: 'placeholder', secretAccessKey: 'placeholder', region: 'us-east-1', ...host })(
      'anthropic.claude-sonnet-4-5',
    ),
  wire: wires.bedrock,
};

const reset: Answer = response => void response.socket?.resetAndDestroy();

const wayBack = async (): Promise<void> => {
  await nextTurn();
  await nextTurn();
};

describe.each<[string, ProviderPackage]>([...packageRows(), ['bedrock, signed', signedBedrock]])(
  '%s',
  (_, { connect, wire }) => {
    const json = goodJson(wire, 'good answer');
    const stream = goodStream(wire, ['good ', 'answer']);

    it.each([
      ['generateText', askGenerate, json],
      ['streamText', askStream, stream],
    ] as const)('%s survives a stale connection without a retry of the SDK', async (_, ask, good) => {
      await using server = await startServer(good, reset, good);
      await using fetch = createKeepAliveFetch();
      const model = connect({ baseURL: server.url, fetch });
      expect(await ask(model, { maxRetries: 0 })).toEqual({ text: 'good answer' });
      await wayBack();
      expect(await ask(model, { maxRetries: 0 })).toEqual({ text: 'good answer' });
      expect(server.requests).toHaveLength(3);
      expect(server.requests[2]?.body).toEqual(server.requests[1]?.body);
    });
  },
);

it('leaves a failure in the form that is classified', async () => {
  await using server = await startServer(dieBeforeHeaders);
  await using fetch = createKeepAliveFetch();
  for (const [, { connect }] of packageRows(['openai responses', 'bedrock'])) {
    const model = wrapLanguageModel({
      model: connect({ baseURL: server.url, fetch }),
      middleware: gatewayErrorMiddleware(),
    });
    const { error } = await askGenerate(model, { maxRetries: 0 });
    expect(error).toMatchObject({ isRetryable: true, data: { failure: { category: 'network', fallback: true } } });
  }
});

it('leaves a refused connection and an expired limit in the form that is classified', async () => {
  const server = await startServer();
  const [[, { connect }]] = packageRows(['openai responses']) as [[string, ProviderPackage]];
  const failureOf = async (fetch: typeof globalThis.fetch) => {
    const model = wrapLanguageModel({
      model: connect({ baseURL: server.url, fetch }),
      middleware: gatewayErrorMiddleware(),
    });
    return (await askGenerate(model, { maxRetries: 0 })).error;
  };
  await using impatient = createKeepAliveFetch({ headersTimeoutMs: 30 });
  expect(await failureOf(impatient)).toMatchObject({ data: { failure: { category: 'timeout' } } });
  await server[Symbol.asyncDispose]();
  await using fetch = createKeepAliveFetch();
  expect(await failureOf(fetch)).toMatchObject({ data: { failure: { category: 'network' } } });
});
