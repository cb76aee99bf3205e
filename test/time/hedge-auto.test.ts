/** `hedge.afterMs: 'auto'`, the default: a safety net that comes closer where silence was seen to be short. */
import { describe, expect, it } from 'vitest';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import { hang, ok, slowFirstToken, status, type Step } from '../../mocks/index.ts';
import type { CallOptions, LanguageModel } from '../../src/sdk-types.ts';
import { createHealth } from '../../src/index.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { setUp, type Setting } from './set-up.ts';
import { PROMPT, startCall, type Kind } from './start-call.ts';

const quiet = { health: false, budget: false } as const satisfies Setting;
const overStream = { ...quiet, generateVia: 'stream' } as const satisfies Setting;
const fallback = ok('fallback');
const after = (ms: number, count = 20): Step[] => Array.from({ length: count }, () => slowFirstToken(ms, 'hello'));

type Router = ReturnType<typeof setUp>;
type Extra = Partial<CallOptions>;

/** A model whose calls all carry these options. */
const withOptions = (model: LanguageModel, extra: Extra): LanguageModel => ({
  specificationVersion: SPECIFICATION,
  provider: model.provider,
  modelId: model.modelId,
  supportedUrls: model.supportedUrls,
  doGenerate: options => model.doGenerate({ ...options, ...extra }),
  doStream: options => model.doStream({ ...options, ...extra }),
});

async function answer({ model, clock }: Router, kind: Kind, count: number, ms: number, extra: Extra = {}) {
  for (let made = 0; made < count; made += 1) {
    const call = startCall(kind, withOptions(model, extra));
    await clock.advance(ms);
    expect(call.text).toBe('hello');
  }
}

/** That the next call, which hangs, is joined after exactly so long. */
async function expectJoined({ model, clock, told }: Router, kind: Kind, afterMs: number, extra: Extra = {}) {
  const before = told('hedge-start').length;
  const call = startCall(kind, withOptions(model, extra));
  await clock.advance(afterMs - 1);
  expect(told('hedge-start')).toHaveLength(before);
  await clock.advance(1);
  expect([call.text, told('hedge-start').at(-1)]).toMatchObject(['fallback', { afterMs }]);
}

describe.each<[string, Kind, Setting]>([
  ['a stream', 'doStream', quiet],
  ['a generate call over a stream', 'doGenerate', overStream],
])('of %s', (_, kind, setting) => {
  it.each([
    [19, 10_000, 90_000],
    [20, 1_000, 30_000],
    [20, 7_500, 30_000],
    [20, 7_501, 30_004],
    [20, 15_000, 60_000],
    [20, 22_500, 90_000],
    [20, 60_000, 90_000],
  ])('after %i first contents of %i ms it is %i ms', async (count, ms, expected) => {
    for (const hedge of [undefined, {}, { afterMs: 'auto' }] as const) {
      const router = setUp([[...after(ms, count), hang()], fallback], { ...setting, hedge });
      await answer(router, kind, count, ms);
      await expectJoined(router, kind, expected);
      expect(router.clock.pending).toBe(0);
    }
  });

  it('nothing is learned from failures', async () => {
    const failing = setUp([[...Array.from({ length: 30 }, () => status(401)), hang()], fallback], setting);
    for (let made = 0; made < 30; made += 1) {
      startCall(kind, failing.model);
      await failing.clock.advance(10);
    }
    await expectJoined(failing, kind, 90_000);
    expect(failing.clock.pending).toBe(0);
  });

  it('a leg that hangs again and again pushes it back to 90 seconds, not beyond', async () => {
    const hangs = Array.from({ length: 120 }, () => hang());
    const router = setUp([[...after(1_000), ...hangs], fallback], setting);
    await answer(router, kind, 20, 1_000);
    await expectJoined(router, kind, 30_000);
    for (let made = 0; made < 100; made += 1) {
      startCall(kind, router.model);
      await router.clock.advance(90_000);
    }
    await expectJoined(router, kind, 90_000);
    expect(router.clock.pending).toBe(0);
  });
});

it('whole answers teach nothing: a plain generate call keeps its 90 seconds', async () => {
  const router = setUp([[...after(1_000, 40), hang()], fallback], quiet);
  await answer(router, 'doGenerate', 40, 1_000);
  await expectJoined(router, 'doGenerate', 90_000);
  expect(router.clock.pending).toBe(0);
});

it('streams teach generate calls nothing, and neither of them the other leg', async () => {
  const router = setUp([[...after(1_000), hang(), hang()], fallback], overStream);
  await answer(router, 'doStream', 20, 1_000);
  await expectJoined(router, 'doGenerate', 90_000);
  await expectJoined(router, 'doStream', 30_000);
  expect(router.clock.pending).toBe(0);
});

it('a leg that answers over a stream learns beside one that does not', async () => {
  const legs = [{ timeouts: { firstContentMs: 100_000 } }, {}] as const;
  const router = setUp([[...after(1_000), hang()], fallback], { ...quiet, legs });
  await answer(router, 'doGenerate', 20, 1_000);
  await expectJoined(router, 'doGenerate', 30_000);
  expect(router.clock.pending).toBe(0);
});

it('a try whose stream was refused teaches nothing', async () => {
  const refused = status(400, { body: { error: { message: 'no', type: 'invalid_request_error', param: 'stream' } } });
  const script = [refused, ...Array.from({ length: 30 }, () => ok('hello', { delayMs: 1_000 })), hang()];
  const router = setUp([script, fallback], overStream);
  await answer(router, 'doGenerate', 30, 1_000);
  await expectJoined(router, 'doGenerate', 90_000);
  expect(router.clock.pending).toBe(0);
});

describe('a call that is told to think', () => {
  const thinking: [string, Extra][] = [
    ['by `reasoning`', { reasoning: 'high' }],
    ['by Anthropic', { providerOptions: { anthropic: { thinking: { type: 'enabled', budgetTokens: 9_000 } } } }],
    ['by OpenAI', { providerOptions: { openai: { reasoningEffort: 'high' } } }],
    ['by Google', { providerOptions: { google: { thinkingConfig: { thinkingLevel: 'high' } } } }],
  ];

  it.each(thinking)('%s is measured by its own kind', async (_, extra) => {
    const router = setUp([[...after(1_000), hang(), ...after(12_000), hang(), hang()], fallback], quiet);
    await answer(router, 'doStream', 20, 1_000);
    await expectJoined(router, 'doStream', 90_000, extra);
    await answer(router, 'doStream', 20, 12_000, extra);
    await expectJoined(router, 'doStream', 48_000, extra);
    await expectJoined(router, 'doStream', 30_000);
    expect(router.clock.pending).toBe(0);
  });

  it('less, or more, is measured apart', async () => {
    const low: Extra = { providerOptions: { openai: { reasoningEffort: 'low' } } };
    const high: Extra = { providerOptions: { openai: { reasoningEffort: 'high' } } };
    const router = setUp([[...after(1_000), hang(), hang()], fallback], quiet);
    await answer(router, 'doStream', 20, 1_000, low);
    await expectJoined(router, 'doStream', 90_000, high);
    await expectJoined(router, 'doStream', 30_000, low);
    expect(router.clock.pending).toBe(0);
  });

  it('options that say nothing of it make no difference', async () => {
    const router = setUp([[...after(1_000), hang()], fallback], quiet);
    for (let user = 0; user < 20; user += 1)
      await answer(router, 'doStream', 1, 1_000, { providerOptions: { openai: { user: `user-${user}` } } });
    await expectJoined(router, 'doStream', 30_000);
    expect(router.clock.pending).toBe(0);
  });
});

it('routers that share a health learn together', async () => {
  const clock = createManualClock();
  const health = createHealth({ clock, random: () => 0.5 });
  const shared = { clock, health, budget: false } as const;
  const first = setUp([after(1_000), fallback], shared);
  await answer(first, 'doStream', 20, 1_000);
  const second = setUp([[hang()], fallback], shared);
  await expectJoined(second, 'doStream', 30_000);
  expect(second.clock.pending).toBe(0);
});

it('what is learned by many overlapping calls is what each of them took', async () => {
  const router = setUp([[...after(10_000, 200), hang()], fallback], quiet);
  const calls = Array.from({ length: 200 }, () => startCall('doStream', router.model, { prompt: PROMPT }));
  await router.clock.advance(10_000);
  expect(new Set(calls.map(({ text }) => text))).toEqual(new Set(['hello']));
  await expectJoined(router, 'doStream', 40_000);
  expect(router.clock.pending).toBe(0);
});
