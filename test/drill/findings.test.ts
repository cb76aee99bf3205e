/** What a drill must find, with real provider packages and scripted upstreams. */
import { jsonSchema, tool } from 'ai';
import { expect, it } from 'vitest';
import { ok, status } from '../../mocks/index.ts';
import { drill, type DrillOptions, type DrillReport } from '../../src/drill/index.ts';
import { createFailover, type CreateFailoverOptions } from '../../src/index.ts';
import { createStage, type Stage } from './legs.ts';

const GOOD_LIMITS = { hedge: { afterMs: 10_000 } } as const;

const play = (report: DrillReport, fault: string, leg?: string, operation = 'generate') =>
  report.plays.find(item => item.fault === fault && item.operation === operation && (!leg || item.leg === leg))!;
const codes = ({ findings }: DrillReport, level = 'error') =>
  findings.filter(finding => finding.level === level).map(({ code }) => code);
const find = (report: DrillReport, code: string) => report.findings.find(finding => finding.code === code)!;

type Two = Partial<CreateFailoverOptions> & { stage?: Stage };

async function drillTwo({ stage = createStage(), ...options }: Two = {}, drilled: DrillOptions = {}) {
  const models = options.models ?? [stage.openai({ takesMs: 800 }), stage.anthropic({ takesMs: 1_200 })];
  const chain = createFailover({ clock: stage.clock, ...GOOD_LIMITS, ...options, models });
  return { report: await stage.run(drill(chain, drilled)), stage };
}

it('finds nothing wrong with two vendors, time enough and no common gateway', async () => {
  const { report, stage } = await drillTwo();
  expect(codes(report)).toEqual([]);
  expect(codes(report, 'warning')).toEqual([]);
  expect(report.ok).toBe(true);
  expect(stage.counts()).toEqual([1, 1]);
  expect(report.legs).toMatchObject([
    { leg: 'openai.chat/gpt-5', ok: true, ms: 800, firstContentMs: 800 },
    { leg: 'anthropic.messages/claude-sonnet-4-5', ok: true, ms: 1_200 },
  ]);
  expect(play(report, 'none')).toMatchObject({ verdict: 'answered', by: 'openai.chat/gpt-5', ms: 800 });
  // Its own fault is seen after 100 ms, once more after a pause, and then the other one takes as long as it took.
  expect(play(report, 'http-429')).toMatchObject({
    verdict: 'answered',
    by: 'anthropic.messages/claude-sonnet-4-5',
    ms: 1_300,
  });
  expect(play(report, 'hang')).toMatchObject({ verdict: 'answered', ms: 11_200 });
});

it('tells that a stream cannot be taken back after its first content, as a note', async () => {
  const { report } = await drillTwo();
  expect(play(report, 'cut-off', undefined, 'stream')).toMatchObject({ verdict: 'partial', answered: false });
  expect(play(report, 'cut-off')).toMatchObject({ verdict: 'answered' });
  expect(codes(report, 'note')).toEqual(['cut-off']);
});

it('finds that a fallback shares the gateway that is gone', async () => {
  const stage = createStage();
  const models = [stage.openai({ throughGateway: true }), stage.anthropic({ throughGateway: true })];
  const { report } = await drillTwo({ stage, models });
  expect(report.ok).toBe(false);
  expect(codes(report)).toEqual(['shared-gateway']);
  expect(find(report, 'shared-gateway').legs).toHaveLength(2);
  expect(play(report, 'gateway-gone')).toMatchObject({ verdict: 'failed', failure: { rule: 'cloudflare:2001' } });
  expect(play(report, 'gateway-gone').hits).toHaveLength(2);
  expect(play(report, 'gateway-gone').remedy).toMatch(/goes around this gateway/);
});

it('plays no missing gateway for legs that have none, and one that has its own loses it alone', async () => {
  const stage = createStage();
  const { report } = await drillTwo({ stage, models: [stage.openai({ throughGateway: true }), stage.anthropic()] });
  expect(
    report.plays.filter(({ fault }) => fault === 'gateway-gone').map(({ leg, verdict }) => [leg, verdict]),
  ).toEqual([
    ['openai.chat/gpt-5', 'answered'],
    ['openai.chat/gpt-5', 'answered'],
  ]);
  expect(report.ok).toBe(true);
});

it('finds that legs share the account whose key is wrong', async () => {
  const stage = createStage();
  const models = [
    { model: stage.openai(), account: 'ours' },
    { model: stage.anthropic(), account: 'ours' },
  ];
  const { report } = await drillTwo({ stage, models });
  expect(codes(report)).toEqual(['shared-account']);
  expect(play(report, 'wrong-key')).toMatchObject({ verdict: 'failed', failure: { category: 'auth' } });
});

it('finds that `totalMs` leaves the fallback no time', async () => {
  const { report } = await drillTwo({
    hedge: false,
    timeouts: { totalMs: 10_000, firstContentMs: 9_500, attemptMs: 9_500 },
  });
  expect(codes(report)).toEqual(['no-time']);
  expect(find(report, 'no-time')).toMatchObject({ legs: ['anthropic.messages/claude-sonnet-4-5'] });
  expect(find(report, 'no-time').message).toMatch(/10000 ms.*1200 ms/);
  expect(play(report, 'hang')).toMatchObject({ verdict: 'failed', ms: 10_000 });
});

it('finds limits that cut off answers that are good: twelve seconds are no failure for a model that thinks', async () => {
  const stage = createStage();
  const models = [stage.openai({ takesMs: 18_000 }), stage.anthropic({ takesMs: 800 })];
  const { report } = await drillTwo({ stage, models, hedge: false, timeouts: { attemptMs: 12_000 } });
  // The fallback answers; what is cut off shows where it is needed.
  expect(play(report, 'none')).toMatchObject({ verdict: 'answered', by: 'anthropic.messages/claude-sonnet-4-5' });
  expect(codes(report)).toContain('limit-too-short');
  expect(find(report, 'limit-too-short').message).toMatch(/openai\.chat\/gpt-5.*18000 ms.*attemptMs/);
});

it('finds a chain of one leg, and a plain model is one', async () => {
  for (const make of [(model: never) => model, (model: never) => createFailover({ models: [model] })]) {
    const report = await drill(make(createStage().openai() as never));
    expect(report.ok).toBe(false);
    expect(codes(report)).toContain('one-leg');
    expect(play(report, 'http-502')).toMatchObject({ verdict: 'failed' });
    expect(play(report, 'http-502').remedy).toMatch(/Add a leg/);
  }
});

it('finds a call that never ends', async () => {
  const report = await drill(createFailover({ models: [createStage().openai()] }));
  expect(play(report, 'hang')).toMatchObject({ verdict: 'never-ends', attempts: [{ outcome: 'open' }] });
  expect(play(report, 'hang').ms).toBeUndefined();
  expect(codes(report)).toContain('never-ends');
});

it('finds a fallback that was broken anyway', async () => {
  const stage = createStage();
  const broken = status(404, {
    body: JSON.stringify({ error: { message: 'The model `claude` does not exist', type: 'not_found_error' } }),
  });
  const { report } = await drillTwo({ stage, models: [stage.openai(), stage.anthropic({ steps: [broken] })] });
  expect(report.legs[1]).toMatchObject({ ok: false, failure: { category: 'not-found', statusCode: 404 } });
  expect(codes(report)).toEqual(['leg-broken']);
  expect(find(report, 'leg-broken').message).toMatch(/did not answer when it was asked: .*does not exist/);
  expect(play(report, 'http-502')).toMatchObject({ verdict: 'failed' });
  expect(stage.counts()).toEqual([1, 1]);
});

it('finds a primary that is broken, though calls are answered', async () => {
  const stage = createStage();
  const { report } = await drillTwo({ stage, models: [stage.openai({ steps: [status(401)] }), stage.anthropic()] });
  expect(codes(report)).toContain('leg-broken');
  expect(play(report, 'none')).toMatchObject({ verdict: 'answered', by: 'anthropic.messages/claude-sonnet-4-5' });
});

it('finds a fallback that cannot take the tools of the request, and runs none of them', async () => {
  const stage = createStage();
  const refusal = status(400, {
    body: JSON.stringify({
      type: 'error',
      error: { type: 'invalid_request_error', message: 'tools.0: this model does not support tools' },
    }),
  });
  let ran = 0;
  const weather = tool({
    description: 'The weather',
    inputSchema: jsonSchema<{ city: string }>({ type: 'object', properties: { city: { type: 'string' } } }),
    execute: () => (ran += 1),
  });
  const steps = [ok([], { toolCalls: [{ name: 'weather', input: { city: 'Ulm' } }] })];
  const { report } = await drillTwo(
    { stage, models: [stage.openai({ steps }), stage.anthropic({ steps: [refusal] })] },
    { request: { prompt: 'The weather in Ulm?', tools: { weather } } },
  );
  expect(ran).toBe(0);
  expect(stage.upstreams[0]!.requests[0]!.body).toMatchObject({ tools: [{ function: { name: 'weather' } }] });
  expect(report.legs[0]).toMatchObject({ ok: true });
  expect(codes(report)).toEqual(['leg-cannot-take-request']);
  expect(find(report, 'leg-cannot-take-request')).toMatchObject({ legs: ['anthropic.messages/claude-sonnet-4-5'] });
  expect(play(report, 'http-502').remedy).toMatch(/takes what your calls ask for/);
});

it('finds a fallback whose context window is too small for the request', async () => {
  const stage = createStage();
  const models = [stage.openai(), { model: stage.anthropic(), contextWindow: 10 }];
  const { report } = await drillTwo({ stage, models }, { request: { prompt: 'word '.repeat(500) } });
  expect(codes(report)).toContain('leg-cannot-take-request');
});

it('finds failures that the chain does not pass on', async () => {
  const { report } = await drillTwo({ shouldFailOver: ({ category }) => (category === 'auth' ? false : undefined) });
  expect(codes(report)).toEqual(['not-passed-on']);
  expect(find(report, 'not-passed-on').plays).toEqual([
    'wrong-key of openai.chat/gpt-5 (generate)',
    'wrong-key of openai.chat/gpt-5 (stream)',
  ]);
});

it('warns of an answer that comes after a minute and a half, and fails it beyond `withinMs`', async () => {
  const { report } = await drillTwo({ hedge: undefined });
  expect(report.ok).toBe(true);
  expect(codes(report, 'warning')).toEqual(['slow']);
  expect(play(report, 'hang')).toMatchObject({ verdict: 'answered', ms: 91_200 });

  const strict = await drillTwo({ hedge: undefined }, { withinMs: 30_000 });
  expect(strict.report.ok).toBe(false);
  expect(codes(strict.report)).toEqual(['late']);
  expect(play(strict.report, 'hang')).toMatchObject({ verdict: 'late', answered: false });
});

it('warns of legs of one vendor, and of options that do not fit together', async () => {
  const stage = createStage();
  const { report } = await drillTwo({
    models: [stage.openai(), { model: stage.openai(), name: 'second' }],
    timeouts: { totalMs: 60_000 },
    hedge: false,
  });
  expect(codes(report, 'warning')).toEqual(expect.arrayContaining(['same-vendor', 'options']));
});

it('says that no leg is asked where a hook fails before', async () => {
  const { report } = await drillTwo({
    route() {
      throw new Error('no such plan');
    },
  });
  expect(find(report, 'unanswered')).toMatchObject({
    message: 'No leg is asked: no such plan',
    legs: ['openai.chat/gpt-5', 'anthropic.messages/claude-sonnet-4-5'],
  });
  expect(codes(report)).toEqual(['unanswered']);
});
