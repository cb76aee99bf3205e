/**
 * Every fixture, met by the real provider package, is classified as its labels say. The labels are written by hand from
 * the providers' documentation; a difference is a mistake of one of the two sides.
 */

import { createOpenAI } from '@ai-sdk/openai';
import { wrapLanguageModel } from 'ai';
import { createAiGateway } from 'ai-gateway-provider';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fixtures, ok, scenario, type ExpectedFailure, type Fixture } from '../../mocks/index.ts';
import { gatewayErrorMiddleware } from '../../src/sdk/gateway-error-middleware.ts';
import { classify } from '../../src/classify/classify.ts';
import type { Failure } from '../../src/failure.ts';
import { modelFor, type ProviderModel } from './fixture-models.ts';

type Operation = 'generate' | 'stream';

const call: Parameters<ProviderModel['doGenerate']>[0] = {
  prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
};

/** The failure as the model shows it: thrown, or as an error part; `undefined` if it shows none. */
async function failureOf(model: ProviderModel, operation: Operation): Promise<unknown> {
  try {
    if (operation === 'generate') {
      await model.doGenerate(call);
      return undefined;
    }
    const reader = (await model.doStream(call)).stream.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return undefined;
      if (value.type === 'error') return value.error;
    }
  } catch (error) {
    return error;
  }
}

/** The labelled part of a failure. */
function labelled(failure: Failure, labels: ExpectedFailure): Partial<Failure> {
  return Object.fromEntries(Object.keys(labels).map(label => [label, failure[label as keyof Failure]]));
}

const cases: [name: string, operation: Operation, fixture: Fixture][] = Object.values(fixtures).flatMap(
  (fixture: Fixture): [string, Operation, Fixture][] =>
    fixture.events === undefined
      ? [
          [fixture.name, 'generate', fixture],
          [fixture.name, 'stream', fixture],
        ]
      : [[fixture.name, 'stream', fixture]],
);

/** Cases in which the provider package shows no failure at all: only the middleware, which sees the stream, can tell. */
const silent = new Set([
  'openrouter-502-in-200 stream',
  'openrouter-502-bare-in-200 stream',
  'anthropic-200-ping-only stream',
]);

afterEach(() => vi.unstubAllGlobals());

describe('classify, of what the provider package shows', () => {
  test.each(cases.filter(([name, operation]) => !silent.has(`${name} ${operation}`)))(
    '%s in %s',
    async (_, operation, fixture) => {
      const upstream = scenario([fixture], { api: 'openai-chat' });
      const model = modelFor(fixture, upstream);
      const error = await failureOf(model, operation);
      expect(error).toBeDefined();
      const failure = classify(error, {
        provider: model.provider,
        phase: operation === 'stream' ? 'stream' : 'request',
      });
      expect(labelled(failure, fixture.expected)).toEqual(fixture.expected);
    },
  );
});

test.each(cases.filter(([name, operation]) => silent.has(`${name} ${operation}`)))(
  '%s in %s shows no failure without the middleware',
  async (_, operation, fixture) => {
    const model = modelFor(fixture, scenario([fixture], { api: 'openai-chat' }));
    expect(await failureOf(model, operation)).toBeUndefined();
  },
);

describe('gatewayErrorMiddleware', () => {
  test.each(cases)('%s in %s', async (_, operation, fixture) => {
    const upstream = scenario([fixture, ok()], { api: 'openai-chat' });
    const model = wrapLanguageModel({ model: modelFor(fixture, upstream), middleware: gatewayErrorMiddleware() });
    const error = await failureOf(model as ProviderModel, operation);
    expect(error).toMatchObject({ isRetryable: fixture.expected.retryable });
    expect(labelled(classify(error), fixture.expected)).toEqual(fixture.expected);
  });
});

describe('through the universal endpoint of ai-gateway-provider', () => {
  const own = cases.filter(([, , fixture]) => fixture.provider === 'cloudflare-ai-gateway');

  test.each(own)('%s in %s', async (_, operation, fixture) => {
    const gateway = createAiGateway({ binding: scenario([fixture]).binding().gateway('my-gateway') });
    const model = wrapLanguageModel({
      model: gateway(createOpenAI({ apiKey: 'unused' })('gpt-5')),
      middleware: gatewayErrorMiddleware(),
    });
    const error = await failureOf(model as ProviderModel, operation);
    expect(labelled(classify(error), fixture.expected)).toEqual(fixture.expected);
  });
});
