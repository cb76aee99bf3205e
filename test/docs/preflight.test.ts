/** docs/preflight.md, held to the options and to what the examples find. */
import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { generateText, streamText } from 'ai';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hang, ok, status, type Step } from '../../mocks/index.ts';
import { preflightRows } from '../../src/options/preflight-options.ts';
import { drill } from '../../src/drill/index.ts';
import {
  createFailover,
  type CreateFailoverOptions,
  type FailoverModel,
  type PreflightLeg,
  type PreflightReport,
} from '../../src/index.ts';
import { createStage, type Stage } from '../drill/legs.ts';
import { blockWith, run } from './blocks.ts';
import { advance, stage, watch } from './stage.ts';
import { plain, readTable } from './tables.ts';

const page = 'docs/preflight.md';

afterEach(() => void vi.restoreAllMocks());

/** Bedrock, which knows no such model. */
const bedrock = createAmazonBedrock({
  apiKey: 'placeholder',
  region: 'us-east-1',
  fetch: async () =>
    Response.json(
      { message: 'The provided model identifier is invalid.' },
      { status: 400, headers: { 'x-amzn-errortype': 'ValidationException' } },
    ),
});

/** Runs an example while time goes on by the stage's clock. */
async function play(on: ReturnType<typeof stage>, words: string, ms: number, ...names: string[]) {
  const example = watch(run(blockWith(page, words), on.names, ...names));
  for (let step = 0; step < 4 && !example.isOver; step += 1) await advance(on, ms);
  expect(example.error).toBeUndefined();
  return example.value!;
}

const found = ({ legs }: PreflightReport) => legs.map(({ failure }) => failure?.rule);

it('the table of options names each, and its default', () => {
  const rows = readTable(page, 'option').map(row => [plain(row['option']), plain(row['default'])] as const);
  expect(rows.map(([name]) => name).toSorted()).toEqual(Object.keys(preflightRows()).toSorted());
  const documented = Object.fromEntries(rows);
  expect(documented).toMatchObject({
    timeoutMs: String(preflightRows().timeoutMs.default).replace('000', '_000'),
    maxOutputTokens: String(preflightRows().maxOutputTokens.default),
    via: `'${preflightRows().via.default}'`,
  });
});

it('the table of fields names each of a leg', () => {
  const fields: Record<keyof PreflightLeg, true> = {
    leg: true,
    provider: true,
    modelId: true,
    ok: true,
    ms: true,
    firstContentMs: true,
    via: true,
    usage: true,
    logId: true,
    gatewayStep: true,
    cacheStatus: true,
    gatewayProvider: true,
    gatewayModel: true,
    routedModel: true,
    routingReason: true,
    routingDecision: true,
    failure: true,
  };
  const documented = readTable(page, 'field of a leg').flatMap(row => plain(row['field of a leg']).split(', '));
  expect(documented).toEqual(Object.keys(fields));
});

it('the example for CI prints what is wrong and fails', async () => {
  const said: unknown[] = [];
  vi.spyOn(console, 'error').mockImplementation(line => void said.push(line));
  const on = stage([ok('ok')], [ok('ok')]);
  const process = { exitCode: 0 };
  Object.assign(on.names, { bedrock, process });
  await play(on, 'await model.preflight();\nfor', 0);
  expect(process.exitCode).toBe(1);
  expect(said).toEqual([
    'amazon-bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0: The provided model identifier is invalid ' +
      '(bedrock:model-identifier, HTTP 400). Check the model id and that this region offers the model.',
  ]);
});

it('the example of a canary tells of a broken leg', async () => {
  const said: unknown[][] = [];
  vi.spyOn(console, 'error').mockImplementation((...line) => void said.push(line));
  const on = stage([ok('of the primary')], [status(401)]);
  const { model } = (await run(blockWith(page, 'canary: { perHour: 4 }'), on.names, 'model')) as {
    model: FailoverModel;
  };
  const ask = async () => {
    const call = watch(generateText({ model, prompt: 'Hi' }));
    await advance(on, 0);
    expect(call.value?.text).toBe('of the primary');
  };
  await ask();
  expect(said).toEqual([]);
  await advance(on, 15 * 60_000);
  await ask();
  expect(said).toEqual([['broken leg', 'openai.responses/gpt-5', expect.stringMatching(/key/)]]);
});

describe('the three mistakes', () => {
  it('a call that hangs: found after thirteen seconds; in a call the fallback joins it', async () => {
    const on = stage([hang()], [ok('of the fallback')]);
    const { verdict, hung } = (await play(on, 'const hung', 13_000, 'verdict', 'hung')) as {
      verdict: PreflightReport;
      hung: FailoverModel;
    };
    expect(found(verdict)).toEqual(['timeout:firstContentMs', undefined]);
    expect(verdict).toMatchObject({ ok: false, ms: 13_000 });
    const call = watch(streamText({ model: hung, prompt: 'Hi' }).text);
    await advance(on, 90_000);
    expect(call.value).toBe('of the fallback');
  });

  it('a limit that cuts good answers: a small question does not find it, a real one does', async () => {
    const words = Array.from({ length: 20 }, (_, index) => `line ${index}\n`);
    const real: Step = ok(words, { betweenPartsMs: 1_000 });
    const on = stage([ok('ok'), real], [ok('ok'), real]);
    const { small, real: found20 } = (await play(on, 'const limited', 12_000, 'small', 'real')) as Record<
      'small' | 'real',
      PreflightReport
    >;
    expect(small.ok).toBe(true);
    expect(found(found20)).toEqual(['timeout:attemptMs', 'timeout:attemptMs']);
    expect(found20.legs.map(({ ms, firstContentMs }) => [ms, firstContentMs])).toEqual([
      [12_000, 0],
      [12_000, 0],
    ]);
    // With the limit that tells dead from slow the same answers come through.
    const { names, clock } = on;
    const { anthropic } = names as { anthropic: (id: string) => FailoverModel };
    const patient = createFailover({
      models: [anthropic('claude-sonnet-4-5')],
      timeouts: { firstContentMs: 12_000 },
      clock,
    });
    const check = watch(patient.preflight({ prompt: 'Convert this report to SQL: …', timeoutMs: 60_000 }));
    await advance(on, 20_000);
    expect(check.value).toMatchObject({ ok: true });
  });

  it('a fallback that never worked: named by the preflight, and by the first canary', async () => {
    const said: unknown[][] = [];
    vi.spyOn(console, 'error').mockImplementation((...line) => void said.push(line));
    const on = stage([ok('of the primary')], [hang()]);
    Object.assign(on.names, { bedrock });
    const draw = { at: 0.5 };
    Object.assign(on.names, {
      createFailover: (options: Parameters<typeof createFailover>[0]) =>
        createFailover({ ...options, clock: on.clock, random: () => draw.at }),
    });
    const { report, chain } = (await play(on, 'anthropic.claude-9', 0, 'report', 'chain')) as {
      report: PreflightReport;
      chain: FailoverModel;
    };
    expect(found(report)).toEqual([undefined, 'bedrock:model-identifier']);
    expect(said).toEqual([]);
    draw.at = 0.005;
    const call = watch(generateText({ model: chain, prompt: 'Hi' }));
    await advance(on, 0);
    expect(call.value?.text).toBe('of the primary');
    expect(said).toEqual([
      ['amazon-bedrock/anthropic.claude-9', 'Check the model id and that this region offers the model.'],
    ]);
  });

  it('a drill finds each without an outage', async () => {
    const codes = async (options: (on: Stage) => CreateFailoverOptions): Promise<string[]> => {
      const on = createStage();
      const model = createFailover({ clock: on.clock, ...options(on) });
      const { findings } = await on.run(drill(model, { request: { prompt: 'Convert this report to SQL: …' } }));
      return findings.map(({ level, code }) => `${level} ${code}`);
    };
    const hanging = await codes(on => ({ models: [on.anthropic({ takesMs: 900 }), on.openai({ takesMs: 900 })] }));
    expect(hanging).toContain('warning slow');
    expect(hanging.filter(found => found.startsWith('error'))).toEqual([]);
    const legs = (on: Stage) => [on.anthropic({ takesMs: 20_000 }), on.openai({ takesMs: 20_000 })];
    const limited = await codes(on => ({ models: legs(on), timeouts: { attemptMs: 12_000 } }));
    expect(limited).toContain('error limit-too-short');
    expect(await codes(on => ({ models: [on.anthropic(), bedrock('anthropic.claude-9')] }))).toContain(
      'error leg-broken',
    );
  });
});

it('the example of a drill prints what to change, and fails', async () => {
  const said: unknown[][] = [];
  vi.spyOn(console, 'error').mockImplementation((...line) => void said.push(line));
  const on = createStage();
  const process = { exitCode: 0 };
  const names = {
    createFailover,
    drill,
    process,
    anthropic: () => on.anthropic({ throughGateway: true }),
    openai: () => on.openai({ throughGateway: true }),
  };
  await run(blockWith(page, 'await drill('), names);
  expect(process.exitCode).toBe(1);
  expect(said).toContainEqual([
    'error',
    expect.stringMatching(/share one gateway/),
    expect.stringMatching(/Add a leg/),
  ]);
});
