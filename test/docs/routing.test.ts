/** docs/routing.md, held to the router. */
import { generateText } from 'ai';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { ROUTER } from '../../src/options/router-options.ts';
import type { SkipReason } from '../../src/engine/attempt.ts';
import { makeFailure, type FailureCategory, type FailureScope } from '../../src/failure.ts';
import { createFailover, FailoverError, type CreateFailoverOptions } from '../../src/index.ts';
import { usage } from '../support/part-source.ts';
import { plain, readTable } from './tables.ts';

const page = 'docs/routing.md';

/** A model in memory that notes who was asked. */
const model = (name: string, asked: string[], isDead: () => boolean): LanguageModel => ({
  specificationVersion: SPECIFICATION,
  provider: 'memory',
  modelId: name,
  supportedUrls: {},
  async doGenerate() {
    asked.push(name);
    if (isDead()) throw new Error(name);
    return {
      content: [{ type: 'text', text: name }],
      finishReason: { unified: 'stop', raw: 'stop' },
      usage,
      warnings: [],
    };
  },
  doStream: () => Promise.reject(new Error('not used')),
});

describe('which leg follows', () => {
  const shares = { gateway: { gateway: 'g' }, account: { account: 'a' } };

  /** Who is asked in a call whose primary fails so, and in the one after it. */
  async function asked(scope: FailureScope, category: FailureCategory, shared: keyof typeof shares) {
    const order: string[] = [];
    let isDown = true;
    const router = createFailover({
      models: [
        { model: model('primary', order, () => isDown), name: 'primary', ...shares[shared] },
        { model: model('sharing', order, () => false), name: 'sharing', ...shares[shared] },
        { model: model('other', order, () => false), name: 'other' },
      ],
      classify: () => ({
        ...makeFailure('test', { category, scope, retryable: false, fallback: true }),
        retryAfterMs: 60_000,
      }),
    });
    const ask = async () => {
      order.length = 0;
      await generateText({ model: router, prompt: 'Hi' });
      return order.at(-1);
    };
    const first = await ask();
    isDown = false;
    return { first, next: await ask() };
  }

  it.each(readTable(page, 'scope of the failure'))('$["scope of the failure"]', async row => {
    const [scope, category = 'unknown'] = plain(row['scope of the failure']).split(', with category ');
    for (const shared of ['gateway', 'account'] as const) {
      const result = await asked(scope as FailureScope, category as FailureCategory, shared);
      const isShared = (cell: string | undefined) => plain(cell) === `same ${shared}`;
      const leftAlone = plain(row['skipped by other calls for the `Retry-After`']);
      expect(result).toEqual({
        first: isShared(row['skipped in this call']) ? 'other' : 'sharing',
        next: leftAlone === 'none' ? 'primary' : isShared(leftAlone) ? 'other' : 'sharing',
      });
    }
  });

  it('has a row for every scope', () => {
    const scopes = new Set(
      readTable(page, 'scope of the failure').map(row => plain(row['scope of the failure']).split(',')[0]),
    );
    const all: Record<FailureScope, true> = {
      request: true,
      model: true,
      account: true,
      provider: true,
      gateway: true,
      network: true,
    };
    expect([...scopes].toSorted()).toEqual(Object.keys(all).toSorted());
  });
});

describe('retries, multiplied', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each(readTable(page, 'legs', 'attempts in a round'))(
    '$legs legs, maxRetries $["`maxRetries`"], gateway retries $["gateway retries"]',
    async row => {
      const order: string[] = [];
      const count = (column: string) => Number(row[column]);
      const router = createFailover({
        models: Array.from({ length: count('legs') }, (_, index) => model(`leg-${index}`, order, () => true)),
        classify: () => makeFailure('test', { category: 'overloaded' }),
      });
      expect(router.describe().maxAttempts).toBe(count('attempts in a round'));
      const failed = generateText({ model: router, prompt: 'Hi', maxRetries: count('`maxRetries`') }).catch(() => {});
      await vi.runAllTimersAsync();
      await failed;
      expect(order.length * count('gateway retries')).toBe(count('requests to providers, at most'));
    },
  );
});

it('leaves a leg that names a wait of more than maxWaitMs', async () => {
  const order: string[] = [];
  const ask = async (retryAfterMs: number, options: Partial<CreateFailoverOptions> = {}) => {
    order.length = 0;
    const router = createFailover({
      models: [model('primary', order, () => order.length < 2), model('fallback', order, () => false)],
      classify: () => ({ ...makeFailure('test', { category: 'rate-limit' }), retryAfterMs }),
      ...options,
    });
    await generateText({ model: router, prompt: 'Hi', maxRetries: 0 });
    return [...order];
  };
  expect(await ask(5, { maxWaitMs: 5 })).toEqual(['primary', 'primary']);
  expect(await ask(6, { maxWaitMs: 5 })).toEqual(['primary', 'fallback']);
  expect(await ask(ROUTER.maxWaitMs.default + 1)).toEqual(['primary', 'fallback']);
});

it('throws an error that lists each try as the page shows it', async () => {
  const order: string[] = [];
  const router = createFailover({
    models: [model('primary', order, () => true), model('fallback', order, () => true)],
    classify: () => makeFailure('test', { category: 'not-found' }),
  });
  const error = await generateText({ model: router, prompt: 'Hi' }).catch((thrown: unknown) => thrown);
  expect(FailoverError.isInstance(error) && error.attempts.map(({ leg, failure }) => [leg, failure.category])).toEqual([
    ['memory/primary', 'not-found'],
    ['memory/fallback', 'not-found'],
  ]);
});

it('lists every reason for which a leg is passed over', () => {
  const reasons: Record<SkipReason, true> = {
    gateway: true,
    account: true,
    'not-before': true,
    breaker: true,
    isolated: true,
    busy: true,
    'context-window': true,
    file: true,
    deadline: true,
    subrequests: true,
  };
  expect(readTable(page, 'reason').map(row => plain(row['reason']))).toEqual(Object.keys(reasons));
});

it('the table of headers names what travels', async () => {
  const [row] = readTable('docs/tenants.md', "a call's header");
  const names = row!["a call's header"]!.split(',').map(name => plain(name.trim()));
  const seen: Record<string, string | undefined>[] = [];
  const leg = (provider: string, isDead: boolean): LanguageModel => ({
    ...model(provider, [], () => isDead),
    provider,
    doGenerate(params) {
      seen.push(params.headers ?? {});
      return model(provider, [], () => isDead).doGenerate(params);
    },
  });
  const headers = Object.fromEntries([...names, 'baggage', 'authorization', 'x-plan'].map(name => [name, name]));
  const router = createFailover({
    models: [leg('one', true), leg('two', false)],
    retries: { perLeg: 0 },
    forwardHeaders: ['x-plan'],
  });
  await generateText({ model: router, prompt: 'Hi', headers });
  expect(Object.keys(seen[1]!).toSorted()).toEqual([...names, 'x-plan'].toSorted());
});
