/** A drill of embedding models: what it asks, what it plays, what it finds. */
import { createOpenAI } from '@ai-sdk/openai';
import { expect, it } from 'vitest';
import { drill, type DrillOptions } from '../../../src/drill/index.ts';
import { createEmbeddingFailover, type CreateEmbeddingFailoverOptions } from '../../../src/index.ts';
import type { EmbeddingModel } from '../../../src/sdk-types.ts';
import { createVirtualClock } from '../../../src/drill/virtual-clock.ts';
import { SPECIFICATION } from '../../../src/sdk-specification.ts';

interface Upstream {
  takesMs?: number;
  status?: number;
  dimensions?: number;
}

function createStage() {
  const clock = createVirtualClock();
  const bodies: Record<string, unknown>[] = [];
  const openai = ({ takesMs = 200, status = 200, dimensions = 3 }: Upstream = {}): EmbeddingModel =>
    createOpenAI({
      apiKey: 'unused',
      async fetch(_, init) {
        const { input } = JSON.parse(String(init?.body)) as { input: string[] };
        bodies.push({ input, ...Object.fromEntries(new Headers(init?.headers)) });
        await clock.wait(takesMs, init?.signal ?? undefined);
        if (status !== 200)
          return Response.json({ error: { message: 'The model does not exist', code: 'model_not_found' } }, { status });
        const data = input.map((__, index) => ({ index, embedding: Array.from({ length: dimensions }, () => 0.5) }));
        return Response.json({ data, usage: { prompt_tokens: 1 } });
      },
    }).embedding('text-embedding-3-small') as EmbeddingModel;
  return { clock, bodies, openai };
}

type Stage = ReturnType<typeof createStage>;

async function drillOf(
  stage: Stage,
  models: CreateEmbeddingFailoverOptions['models'],
  options: Partial<CreateEmbeddingFailoverOptions> = {},
  drilled: DrillOptions = {},
) {
  const chain = createEmbeddingFailover({ clock: stage.clock, hedge: { afterMs: 5_000 }, ...options, models });
  const drilling = drill(chain, drilled);
  await stage.clock.run(drilling, 3_600_000);
  return await drilling;
}

const inSpace = (model: EmbeddingModel, name: string) => ({ model, name, space: 'small-3', dimensions: 3 });
const codes = (findings: readonly { code: string; level: string }[]) =>
  findings.filter(({ level }) => level === 'error').map(({ code }) => code);

it('asks each leg once, and plays each fault of each leg', async () => {
  const stage = createStage();
  const models = [inSpace(stage.openai(), 'first'), inSpace(stage.openai({ takesMs: 300 }), 'second')];
  const request = { values: ['one', 'two'], headers: { 'x-team': 'search', 'x-none': undefined } };
  const report = await drillOf(stage, models, {}, { request });
  expect(stage.bodies).toMatchObject(Array.from({ length: 2 }, () => ({ input: ['one', 'two'], 'x-team': 'search' })));
  expect(report.legs).toMatchObject([
    { leg: 'first', ok: true, ms: 200 },
    { leg: 'second', ok: true, ms: 300 },
  ]);
  expect(report.plays).toHaveLength(1 + 2 * 7);
  expect(new Set(report.plays.map(({ operation }) => operation))).toEqual(new Set(['embed']));
  expect(report.plays.map(({ verdict }) => verdict)).toEqual(report.plays.map(() => 'answered'));
  expect(report.plays.find(({ fault, leg }) => fault === 'hang' && leg === 'first')).toMatchObject({
    by: 'second',
    ms: 5_300,
  });
  expect(codes(report.findings)).toEqual([]);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

it('finds a leg that does not exist, and one whose vectors cannot stand for the others', async () => {
  const stage = createStage();
  const report = await drillOf(stage, [
    inSpace(stage.openai(), 'first'),
    inSpace(stage.openai({ status: 404 }), 'gone'),
    inSpace(stage.openai({ dimensions: 4 }), 'longer'),
  ]);
  expect(report.legs.map(({ ok, failure }) => [ok, failure?.category])).toEqual([
    [true, undefined],
    [false, 'not-found'],
    [false, 'upstream-failure'],
  ]);
  expect(codes(report.findings)).toContain('leg-broken');
  expect(report.ok).toBe(false);
});

it('plays an answer that is none as it was', async () => {
  const stage = createStage();
  const none = { ...stage.openai(), doEmbed: async () => undefined } as unknown as EmbeddingModel;
  Object.assign(none, { provider: 'own', modelId: 'none', specificationVersion: SPECIFICATION });
  const report = await drillOf(stage, [inSpace(none, 'none'), inSpace(stage.openai(), 'second')]);
  expect(report.legs[0]).toMatchObject({ ok: false });
  expect(report.plays.find(({ fault }) => fault === 'none')).toMatchObject({ by: 'second' });
  expect(report.plays.find(({ fault, leg }) => fault === 'http-502' && leg === 'second')?.answered).toBe(false);
});

it('finds limits that leave no time, and a call that never ends', async () => {
  const stage = createStage();
  const models = [inSpace(stage.openai(), 'first'), inSpace(stage.openai(), 'second')];
  const short = await drillOf(stage, models, { hedge: false, timeouts: { totalMs: 10_000, firstContentMs: 9_900 } });
  expect(codes(short.findings)).toEqual(['no-time']);
  const one = await drillOf(stage, [stage.openai()]);
  expect(codes(one.findings)).toEqual(['one-leg', 'never-ends']);
});

it.each([
  [{ dimensions: 5 }, {}],
  [{}, { providerOptions: { openai: { dimensions: 256 } } }],
  [{}, {}],
])(
  'sends nothing with `assume`, and takes vectors as long as declared or asked for: %j %j',
  async (declared, request) => {
    const stage = createStage();
    const models = [
      { model: stage.openai(), name: 'first', space: 's' },
      { model: stage.openai(), name: 'second', space: 's', ...declared },
    ];
    const report = await drillOf(stage, models, {}, { ask: 'assume', request });
    expect(stage.bodies).toEqual([]);
    expect(report.plays.every(({ answered }) => answered)).toBe(true);
  },
);

it('takes a plain model for a chain of one leg, and a prompt for its text', async () => {
  const stage = createStage();
  const drilling = drill(stage.openai(), { request: { prompt: 'a text' }, faults: ['http-502'] });
  await stage.clock.run(drilling, 3_600_000);
  expect((await drilling).legs).toMatchObject([{ leg: 'openai.embedding/text-embedding-3-small', ok: true }]);
  expect(stage.bodies).toMatchObject([{ input: ['a text'] }]);
});

it('leaves the listener and the health of the chain alone', async () => {
  const stage = createStage();
  const heard: string[] = [];
  await drillOf(stage, [inSpace(stage.openai(), 'first'), inSpace(stage.openai(), 'second')], {
    onEvent: ({ type }) => void heard.push(type),
  });
  expect(heard).toEqual([]);
});
