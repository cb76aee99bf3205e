/** docs/budget.md, held to the code. */
import { generateText, type LanguageModel } from 'ai';
import { describe, expect, it } from 'vitest';
import { status } from '../../mocks/index.ts';
import { createRetryBudget, type createFailover } from '../../src/index.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { blockWith, run } from './blocks.ts';
import { advance, counts, RETRY_MS, stage, watch } from './stage.ts';
import { plain, readTable } from './tables.ts';

const page = 'docs/budget.md';

it('the table has the defaults', async () => {
  const clock = createManualClock();
  const budget = createRetryBudget({ clock });
  const { tokens, capacity } = budget.snapshot();
  expect(tokens).toBe(capacity);
  budget.failed();
  const failureCost = capacity - budget.snapshot().tokens;
  budget.succeeded();
  const successGain = Math.round((budget.snapshot().tokens - capacity + failureCost) * 1_000) / 1_000;
  while (!budget.isLow()) budget.failed();
  let retries = 0;
  for (let ms = 0; ms < 10_000; ms += 100) {
    if (budget.mayRetry()) retries += 1;
    await clock.advance(100);
  }
  const found = { capacity, failureCost, successGain, minRetriesPerSecond: retries / 10 };
  const shown = readTable(page, 'option').map(row => [plain(row['option']), plain(row['default'])]);
  expect(shown).toEqual(Object.entries(found).map(([name, value]) => [name, String(value)]));
});

describe('the numbers of the page', () => {
  it('half is spent after fifty failed tries', () => {
    const budget = createRetryBudget();
    for (let failed = 1; failed < 50; failed += 1) budget.failed();
    expect(budget.isLow()).toBe(false);
    budget.failed();
    expect(budget.isLow()).toBe(true);
  });

  it.each([
    [5, true],
    [7, false],
  ])('with one failure in %i tries it is low in the long run: %s', (every, isLow) => {
    const budget = createRetryBudget();
    for (let number = 1; number <= 10_000; number += 1) {
      if (number % every === 0) budget.failed();
      else budget.succeeded();
    }
    expect(budget.isLow()).toBe(isLow);
  });
});

it('in an outage each leg is asked once, and the error is not retryable only when all legs are known to be ill', async () => {
  const on = stage([status(503)], [status(503)]);
  const {
    anthropic,
    openai,
    createFailover: create,
  } = on.names as {
    anthropic: (id: string) => LanguageModel;
    openai: (id: string) => LanguageModel;
    createFailover: typeof createFailover;
  };
  const budget = createRetryBudget({ clock: on.clock });
  const model = create({ models: [anthropic('claude-sonnet-4-5'), openai('gpt-5')] as never, budget });
  const ask = async () => {
    const before = counts(on);
    const call = watch(generateText({ model, prompt: 'Hi', maxRetries: 0 }));
    await advance(on, 0);
    return {
      asked: counts(on).map((count, leg) => count! - before[leg]!),
      isRetryable: (call.error as { isRetryable: boolean }).isRetryable,
    };
  };
  while (!budget.isLow()) budget.failed();
  budget.mayRetry(); // the one of this second
  for (let call = 1; call <= 4; call += 1) expect(await ask()).toEqual({ asked: [1, 1], isRetryable: true });
  expect(on.events.filter(({ type }) => type === 'budget')).toHaveLength(4);
  expect(await ask()).toEqual({ asked: [1, 1], isRetryable: false });
});

it('the example shares one budget', async () => {
  const on = stage([status(503)], [status(503)]);
  const { chat, summaries, budget } = (await run(
    blockWith(page, 'summaries'),
    on.names,
    'chat',
    'summaries',
    'budget',
  )) as {
    chat: LanguageModel;
    summaries: LanguageModel;
    budget: ReturnType<typeof createRetryBudget>;
  };
  for (const model of [chat, summaries]) {
    const call = watch(generateText({ model, prompt: 'Hi', maxRetries: 0 }));
    await advance(on, RETRY_MS);
    expect(call.isOver).toBe(true);
  }
  // Two tries of each primary and one of each fallback.
  expect(budget.snapshot().tokens).toBe(100 - 6);
});
