/** docs/health.md, held to the code. */
import { generateText, type LanguageModel } from 'ai';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cut, hang, ok, status, type Step } from '../../mocks/index.ts';
import { BREAKER_DEFAULTS } from '../../src/health/breaker-limits.ts';
import { kindOf } from '../../src/health/failure-kind.ts';
import { CATEGORIES, makeFailure, type FailureCategory } from '../../src/failure.ts';
import type { createFailover, Health, RouterOptions } from '../../src/index.ts';
import { hear } from '../support/ask.ts';
import { blockWith, run } from './blocks.ts';
import { advance, counts, RETRY_MS, stage, watch, type Stage } from './stage.ts';
import { plain, readTable } from './tables.ts';

const page = 'docs/health.md';

afterEach(() => void vi.restoreAllMocks());

const router = ({ names }: Stage, options: Partial<RouterOptions> = {}) => {
  const {
    anthropic,
    openai,
    createFailover: create,
  } = names as {
    anthropic: (id: string) => LanguageModel;
    openai: (id: string) => LanguageModel;
    createFailover: typeof createFailover;
  };
  return create({
    models: [
      { name: 'claude', model: anthropic('claude-sonnet-4-5') },
      { name: 'gpt', model: openai('gpt-5') },
    ] as never,
    ...options,
  });
};

/** What a call comes to, and who was asked for it. */
async function ask(on: Stage, model: LanguageModel, headers?: Record<string, string>) {
  const before = counts(on);
  const call = watch(generateText({ model, prompt: 'Hi', maxRetries: 0, ...(headers && { headers }) }));
  await advance(on, RETRY_MS);
  return { text: call.value?.text, error: call.error, asked: counts(on).map((count, leg) => count! - before[leg]!) };
}

it('the table of options has the defaults', () => {
  const shown = readTable(page, 'option').map(row => [plain(row['option']), plain(row['default']).replaceAll('_', '')]);
  expect(shown).toEqual(Object.entries(BREAKER_DEFAULTS).map(([name, value]) => [name, String(value)]));
});

it('the table of categories says what each does', () => {
  const words = { transient: 'counts', config: 'opens at once', undefined: 'nothing' };
  const shown = readTable(page, 'category').map(row => [plain(row['category']), row['what it does']!.split(',')[0]]);
  const failureOf = (category: string) =>
    makeFailure('test', { category: category as FailureCategory, scope: 'model' });
  expect(shown).toEqual(
    Object.keys(CATEGORIES).map(category => [
      category,
      words[String(kindOf(failureOf(category))) as keyof typeof words],
    ]),
  );
  expect(kindOf({ ...failureOf('rate-limit'), retryAfterMs: 1 })).toBeUndefined();
  expect(kindOf({ ...failureOf('server-error'), scope: 'request' })).toBeUndefined();
});

describe('what counts', () => {
  const opened = (on: Stage) => on.events.filter(({ type }) => type === 'breaker').length;

  it('five failed calls open, whatever their number of tries', async () => {
    const on = stage([status(503)], [ok()]);
    const model = router(on);
    for (let call = 1; call <= 4; call += 1) expect((await ask(on, model)).asked).toEqual([2, 1]);
    expect(opened(on)).toBe(0);
    expect((await ask(on, model)).asked).toEqual([1, 1]);
    expect(on.events.filter(({ type }) => type === 'breaker')).toMatchObject([
      { leg: 'claude', state: 'open', pauseMs: 5_000 },
    ]);
    expect((await ask(on, model)).asked).toEqual([0, 1]);
  });

  it('a stream that breaks off after its first content counts', async () => {
    const on = stage([cut({ afterParts: 1 })], [ok()]);
    const model = router(on);
    const heard = watch(hear(model, { maxRetries: 0 }));
    await advance(on, RETRY_MS);
    expect(heard.value).toMatchObject({ finishReason: 'error', thrown: undefined });
    expect(Object.values(model.health!.snapshot())).toMatchObject([{ name: 'claude', consecutiveFailures: 1 }]);
  });

  it.each<[string, Step, Record<string, string>?]>([
    ['an invalid request', status(400, { body: { error: { type: 'invalid_request_error', message: 'too few' } } })],
    ['a rate limit that names a wait', status(429, { retryAfter: 1 })],
    ["a bad key of the caller's own", status(401), { 'x-api-key': 'own' }],
  ])('not %s', async (_, step, headers) => {
    const on = stage([step], [ok()]);
    const model = router(on);
    for (let call = 0; call < 6; call += 1) await ask(on, model, headers);
    expect(opened(on)).toBe(0);
  });

  it('a key that is wrong for all opens at once', async () => {
    const on = stage([status(401)], [ok()]);
    await ask(on, router(on));
    expect(on.events.filter(({ type }) => type === 'breaker' || type === 'config')).toMatchObject([
      { type: 'config', failure: { category: 'auth' } },
      { type: 'breaker', state: 'open', pauseMs: 60_000 },
    ]);
  });
});

it.each<[string, number, Record<string, string> | undefined, string[]]>([
  ["a call's own bad key", 401, { 'x-api-key': 'own' }, []],
  ['an unpaid bill', 402, undefined, ['config', 'breaker']],
])('of %s it tells what the page says', async (_, code, headers, told) => {
  const on = stage([status(code)], [ok()]);
  await ask(on, router(on), headers);
  expect(on.events.map(({ type }) => type).filter(type => type === 'config' || type === 'breaker')).toEqual(told);
});

describe('the last resort', () => {
  it('is one try at the leg whose pause ends first', async () => {
    const on = stage([status(503)], [status(503)]);
    const model = router(on);
    for (let call = 0; call < 5; call += 1) await ask(on, model);
    expect((await ask(on, model)).asked).toEqual([1, 0]);
  });

  it('is not for a call in which another leg was asked', async () => {
    const on = stage([ok('hello'), status(503)], [status(401)]);
    const model = router(on, { route: () => undefined });
    // The fallback's breaker is opened by hand: nothing else of this page depends on how.
    const { health } = model;
    const fallback = { key: 'gpt', name: 'gpt' };
    health!.begin(fallback)?.failed(makeFailure('test', { category: 'auth' }));
    expect((await ask(on, model)).text).toBe('hello');
    expect((await ask(on, model)).asked).toEqual([2, 0]);
  });
});

it('the example by hand does what its comments say', async () => {
  const on = stage([ok('from the primary')], [ok('from the fallback')]);
  const block = blockWith(page, "health.isolate('claude')").replace(
    "health.restore('claude')",
    'const restore = () => health.restore("claude")',
  );
  const { model, health, restore } = (await run(block, on.names, 'model', 'health', 'restore')) as {
    model: LanguageModel;
    health: Health;
    restore: () => void;
  };
  expect(health.snapshot()).toMatchObject({ claude: { name: 'claude', state: 'isolated', pauseMs: null } });
  expect(await ask(on, model)).toMatchObject({ text: 'from the fallback', asked: [0, 1] });
  restore();
  expect(await ask(on, model)).toMatchObject({ text: 'from the primary', asked: [1, 0] });
});

it('the names in the page of a snapshot are all there are', async () => {
  const on = stage([ok()], [ok()]);
  const model = router(on);
  model.health!.isolate('claude');
  expect(Object.keys(model.health!.snapshot()['claude']!)).toEqual([
    'name',
    'state',
    'pauseMs',
    'consecutiveFailures',
    'timesOpened',
  ]);
});

it('the example of a store writes when something changes, and never for legs that are well', async () => {
  const put: string[] = [];
  const fetch = (url: string) => {
    put.push(url);
    return Promise.reject(new Error('the store is down'));
  };
  const on = stage([ok('hello'), hang()], [ok('from the fallback')]);
  const { health } = await run(blockWith(page, 'store.example'), { ...on.names, fetch }, 'health');
  const model = router(on, { health: health as Health, hedge: { afterMs: 100 }, budget: false });
  expect((await ask(on, model)).text).toBe('hello');
  expect(put).toEqual([]);
  expect((await ask(on, model)).text).toBe('from the fallback');
  expect(put).toEqual([`https://store.example/${encodeURIComponent('claude (anthropic.messages/claude-sonnet-4-5)')}`]);
  expect(Object.values((health as Health).snapshot())).toMatchObject([{ name: 'claude', consecutiveFailures: 1 }]);
});
