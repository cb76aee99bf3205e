/** The same model twice, and a router within a router: said once, and never refused. */
import { generateText, wrapEmbeddingModel, wrapLanguageModel } from 'ai';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ok, scenario, status } from '../../mocks/index.ts';
import {
  createEmbeddingFailover,
  createFailover,
  embeddingFailoverMiddleware,
  failoverMiddleware,
  gatewayErrorMiddleware,
  type FailoverEvent,
  type LegInput,
} from '../../src/index.ts';
import { anthropicLeg, openaiLeg } from '../support/failover-legs.ts';
import { json, MODELS, upstream } from '../embeddings/upstreams.ts';

const legs = () => [anthropicLeg(scenario([ok()])), openaiLeg(scenario([ok()]))] as const;
const vectors = MODELS.openai(upstream(json({}, 500)));

beforeEach(() => vi.stubGlobal('AI_SDK_LOG_WARNINGS', false));
afterEach(() => vi.unstubAllGlobals());

function warningsOf(make: (onEvent: (event: FailoverEvent) => void) => unknown): string[] {
  const warnings: string[] = [];
  make(event => event.type === 'warning' && warnings.push(event.message));
  return warnings;
}
const ofChain = (models: readonly LegInput[]) => warningsOf(onEvent => createFailover({ models, onEvent }));

describe('the same model twice', () => {
  it('is told, with both places', () => {
    const [a, b] = legs();
    expect(ofChain([a, b, a])).toEqual([
      'createFailover: `models[0]` and `models[2]` are the same model with the same settings, and mostly fail together. ' +
        'For more attempts on one leg set its `retries`; if it is meant, give each a `name`.',
    ]);
    expect(ofChain(['openai/gpt-5', 'openai/gpt-5'])).toHaveLength(1);
    expect(
      ofChain([
        { model: a, account: 'x' },
        { model: a, account: 'x' },
      ]),
    ).toHaveLength(1);
  });

  it('by the middleware, also of the model that it wraps', () => {
    const [a, b] = legs();
    expect(warningsOf(onEvent => failoverMiddleware({ to: [b, b], onEvent }))[0]).toMatch(
      /`to\[0\]` and `to\[1\]` are/,
    );
    const wrapped = warningsOf(onEvent => {
      const middleware = failoverMiddleware({ to: [b, a], onEvent });
      return [wrapLanguageModel({ model: a, middleware }), wrapLanguageModel({ model: a, middleware })];
    });
    expect(wrapped).toEqual([expect.stringContaining('`to[1]` and `model` are the same model')]);
  });

  it('of embeddings', () => {
    const twice = [vectors, vectors].map(model => ({ model, space: 'one' }));
    expect(warningsOf(onEvent => createEmbeddingFailover({ models: twice, onEvent }))).toHaveLength(1);
    const wrapped = warningsOf(onEvent =>
      wrapEmbeddingModel({
        model: vectors,
        middleware: embeddingFailoverMiddleware({
          to: { model: vectors, space: 'one' },
          primary: { space: 'one' },
          onEvent,
        }),
      }),
    );
    expect(wrapped).toHaveLength(1);
  });

  it.each<[string, (a: LegInput & object) => LegInput[]]>([
    [
      'named',
      a => [
        { model: a as never, name: 'one' },
        { model: a as never, name: 'two' },
      ],
    ],
    ['one of them named', a => [a, { model: a as never, name: 'two' }]],
    ['with another key', a => [a, { model: a as never, headers: { authorization: 'Bearer two' } }]],
    [
      'with another account',
      a => [
        { model: a as never, account: '1' },
        { model: a as never, account: '2' },
      ],
    ],
    ['with other settings', a => [a, { model: a as never, settings: { temperature: 0 } }]],
  ])('is no slip where the legs are told apart: %s', (_, models) => {
    expect(ofChain(models(legs()[0]))).toEqual([]);
  });

  it('is no slip where the objects differ: each may have a key of its own', () => {
    expect(ofChain([legs()[0], legs()[0]])).toEqual([]);
    expect(ofChain(legs())).toEqual([]);
  });
});

describe('a router as a leg', () => {
  it('is told, and works', async () => {
    const down = anthropicLeg(scenario([status(503)]));
    const inner = createFailover({ models: [down, openaiLeg(scenario([ok('inner')]))], retries: { perLeg: 0 } });
    const warnings: string[] = [];
    const model = createFailover({
      models: [inner, legs()[0]],
      onEvent: event => event.type === 'warning' && warnings.push(event.message),
    });
    expect(warnings).toEqual([
      'createFailover: `models[0]` routes over several legs itself: its attempts, waits and hedges multiply with those of ' +
        'this router. It works; one router over all the legs asks less often.',
    ]);
    expect((await generateText({ model, prompt: 'Hi', maxRetries: 0 })).text).toBe('inner');
  });

  it('also where another middleware, or two of ours, are around it', () => {
    const [a, b] = legs();
    const inner = wrapLanguageModel({
      model: createFailover({ models: legs() }),
      middleware: gatewayErrorMiddleware(),
    });
    expect(ofChain([{ model: inner, name: 'inner' }, a])).toEqual([expect.stringContaining('`models[0]` routes')]);
    const twice = warningsOf(onEvent =>
      wrapLanguageModel({
        model: a,
        middleware: [failoverMiddleware({ to: legs()[1], onEvent }), failoverMiddleware({ to: b })],
      }),
    );
    expect(twice).toEqual([expect.stringContaining('`model` routes over several legs itself')]);
    const embeddings = createEmbeddingFailover({
      models: [vectors, MODELS.cohere(upstream(json({}, 500)))].map(model => ({ model, space: 'one' })),
    });
    expect(warningsOf(onEvent => createEmbeddingFailover({ models: [embeddings], onEvent }))).toHaveLength(1);
  });

  it('a leg under gatewayErrorMiddleware retries nothing, and nothing is said', () => {
    const [a, b] = legs();
    expect(ofChain([wrapLanguageModel({ model: a, middleware: gatewayErrorMiddleware() }), b])).toEqual([]);
  });
});
