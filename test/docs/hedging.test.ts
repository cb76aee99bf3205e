/** docs/hedging.md, held to the code. */
import { generateText, streamText } from 'ai';
import { describe, expect, it } from 'vitest';
import { ok, slowFirstToken } from '../../mocks/index.ts';
import { ROUTER } from '../../src/options/router-options.ts';
import { LEARNED, resolveHedge } from '../../src/options/hedge-options.ts';
import { createRetryBudget } from '../../src/index.ts';
import { createLatencies } from '../../src/health/latencies.ts';
import { advance, counts, routerOf as router, stage, watch } from './stage.ts';
import { plain, readTable } from './tables.ts';

const page = 'docs/hedging.md';

it('the table has every option with its default', () => {
  const { afterMs, max, only, maxInputTokens } = resolveHedge(ROUTER.hedge.default)!;
  const shown = readTable(page, 'option').map(row => [plain(row['option']), plain(row['default']).replaceAll('_', '')]);
  expect(shown).toEqual([
    ['afterMs', `'${afterMs}'`],
    ['max', String(max)],
    ['only', only ?? 'both'],
    ['maxInputTokens', maxInputTokens === Infinity ? 'off' : String(maxInputTokens)],
  ]);
});

it('the table of times has the numbers', () => {
  const rows = readTable(page, '`afterMs`', 'until 20 answers were seen').map(row =>
    Object.values(row).map(cell => plain(cell).replaceAll('_', '')),
  );
  const { untilMs, factor, leastMs, mostMs } = LEARNED;
  expect(rows).toEqual([
    [
      "'auto'",
      String(untilMs),
      `${factor} × the 95th percentile of the first contents, within ${leastMs} and ${mostMs}`,
    ],
    ["'p95'", String(untilMs), 'the 95th percentile itself'],
    ['a number', 'that number', 'that number'],
  ]);
});

it("`'auto'` waits four times as long as the first contents of a stream usually take, and `'p95'` once", async () => {
  for (const [afterMs, joinedAfterMs] of [
    [undefined, 40_000],
    ['p95', 10_000],
  ] as const) {
    const usual = Array.from({ length: 20 }, () => slowFirstToken(10_000, 'hello'));
    const on = stage([...usual, slowFirstToken(80_000, 'late')], [ok('from the fallback')]);
    const model = router(on, afterMs ? { hedge: { afterMs } } : {});
    const ask = () => watch(streamText({ model, prompt: 'Hi' }).text);
    for (const _ of usual) {
      const call = ask();
      await advance(on, 10_000);
      expect(call.value).toBe('hello');
    }
    const call = ask();
    await advance(on, joinedAfterMs - 1);
    expect(on.openai.count).toBe(0);
    await advance(on, 1);
    expect(call.value).toBe('from the fallback');
  }
});

it('the 95th percentile is that of the last 100 times, once there are 20', () => {
  const times = createLatencies();
  for (let ms = 1; ms < 20; ms += 1) times.note('leg', ms);
  expect(times.p95('leg')).toBeUndefined();
  times.note('leg', 20);
  expect(times.p95('leg')).toBe(19);
  for (let ms = 1; ms <= 1_000; ms += 1) times.note('leg', ms);
  expect(times.p95('leg')).toBe(995);
});

it('for long at most about a fifth of the calls are hedged, and in an outage none', () => {
  const budget = createRetryBudget();
  let hedged = 0;
  for (let call = 0; call < 10_000; call += 1) {
    if (budget.mayHedge()) hedged += 1;
    budget.succeeded();
  }
  expect(hedged / 10_000).toBeCloseTo(0.2, 1);
  expect(hedged / 10_000).toBeLessThan(0.21);
  for (let call = 0; call < 100; call += 1) budget.failed();
  expect(budget.mayHedge()).toBe(false);
});

describe('what the caller sees', () => {
  it('of a fallback that won', async () => {
    const on = stage([ok('late', { delayMs: 60_000 })], [ok('from the fallback', { delayMs: 1_000 })]);
    const call = watch(generateText({ model: router(on, { hedge: { afterMs: 5_000 } }), prompt: 'Hi' }));
    await advance(on, 6_000);
    expect(call.value?.text).toBe('from the fallback');
    expect(call.value?.providerMetadata?.['failover']).toMatchObject({
      hedged: true,
      attempts: [{ rule: 'hedge:silent', category: 'timeout', ms: 6_000 }],
    });
    expect(on.events).toMatchObject([{ type: 'hedge-start', afterMs: 5_000 }]);
  });

  it('of a primary that answered after all: its own result', async () => {
    const on = stage([ok('late', { delayMs: 6_000 })], [ok('never', { delayMs: 60_000 })]);
    const call = watch(generateText({ model: router(on, { hedge: { afterMs: 5_000 } }), prompt: 'Hi' }));
    await advance(on, 6_000);
    expect(call.value?.text).toBe('late');
    expect(call.value?.providerMetadata).not.toHaveProperty('failover');
    expect(on.openai.requests[0]?.isCancelled).toBe(true);
  });
});

it('a stream that is released before `afterMs` is not hedged', async () => {
  const on = stage([slowFirstToken(30_000, 'late')], [ok('not asked')]);
  const model = router(on, { hedge: { afterMs: 5_000 }, holdBackMs: 4_000 });
  const call = watch(streamText({ model, prompt: 'Hi' }).text);
  await advance(on, 4_000);
  await advance(on, 26_000);
  expect([call.value, counts(on)]).toEqual(['late', [1, 0]]);
});

it('`afterMs` below the usual time opens the breaker of a primary that is well', async () => {
  const on = stage([ok('well', { delayMs: 8_000 })], [ok('from the fallback', { delayMs: 1_000 })]);
  const model = router(on, { hedge: { afterMs: 5_000 } });
  for (let call = 0; call < 5; call += 1) {
    const asked = watch(generateText({ model, prompt: 'Hi' }));
    await advance(on, 6_000);
    expect(asked.value?.text).toBe('from the fallback');
  }
  expect(on.events.at(-1)).toMatchObject({ type: 'breaker', state: 'open' });
});

it("with `generateVia: 'stream'` a slow answer is not asked twice", async () => {
  const on = stage([ok('one two three four', { delayMs: 1_000, betweenPartsMs: 3_000 })], [ok('not asked')]);
  const model = router(on, { hedge: { afterMs: 5_000 }, generateVia: 'stream' });
  const call = watch(generateText({ model, prompt: 'Hi' }));
  for (let second = 0; second < 10; second += 1) await advance(on, 1_000);
  expect([call.value?.text, counts(on)]).toEqual(['one two three four', [1, 0]]);
});
