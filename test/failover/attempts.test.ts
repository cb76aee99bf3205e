import { generateText, streamText } from 'ai';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { scenario, status } from '../../mocks/index.ts';
import { createFailover, FailoverError, type CreateFailoverOptions } from '../../src/index.ts';
import { unwrapped } from '../support/ask.ts';
import { openaiLeg } from '../support/failover-legs.ts';
import { skipBackoff } from '../support/skip-backoff.ts';

beforeEach(() => void skipBackoff());
afterEach(() => void vi.restoreAllMocks());

interface Setup {
  legs: number;
  perLeg?: number | undefined;
  /** `leg.retries`, by place. */
  own?: Record<number, number>;
  maxAttempts?: number;
  exhausted?: 'final';
  statusCode?: number;
}

function chain({ legs, perLeg, own = {}, maxAttempts, exhausted, statusCode = 503 }: Setup) {
  const order: string[] = [];
  const upstreams = Array.from({ length: legs }, (_, index) => {
    const upstream = scenario([status(statusCode)]);
    const fetch: typeof globalThis.fetch = (input, init) => {
      order.push(`leg-${index}`);
      return upstream.fetch(input, init);
    };
    return { ...upstream, fetch };
  });
  const options: CreateFailoverOptions = {
    random: () => 0,
    // Dead legs are counted in full.
    health: false,
    budget: false,
    models: upstreams.map((upstream, index) => ({
      model: openaiLeg(upstream),
      name: `leg-${index}`,
      ...(own[index] !== undefined && { retries: own[index] }),
    })),
    ...(perLeg !== undefined && { retries: { perLeg } }),
    ...(maxAttempts !== undefined && { maxAttempts }),
    ...(exhausted && { exhausted }),
  };
  return { model: createFailover(options), order };
}

const triesOf = ({ legs, perLeg, own = {} }: Setup, index: number) =>
  1 + (own[index] ?? perLeg ?? (index === 0 && legs > 1 ? 1 : 0));

/** What a round costs, by hand: each leg with its own further tries; bounded, second tries give way to untried legs. */
function roundOf(setup: Setup): string[] {
  const order: string[] = [];
  const most = setup.maxAttempts ?? Infinity;
  for (let index = 0; index < setup.legs; index += 1) {
    for (let tries = 0; tries < triesOf(setup, index); tries += 1) {
      const untried = setup.legs - index - 1;
      const isFirst = tries === 0;
      if (order.length >= most || (!isFirst && order.length + 1 + untried > most)) break;
      order.push(`leg-${index}`);
    }
  }
  return order;
}

const rounds = (setup: Setup, count: number): string[] => Array.from({ length: count }, () => roundOf(setup)).flat();

const LEGS = [1, 2, 3, 4, 5];
const PER_LEG = [undefined, 0, 1, 2];
const MAX_RETRIES = [0, 1, 2, 3];

const grid = LEGS.flatMap(legs =>
  PER_LEG.flatMap(perLeg => MAX_RETRIES.map(maxRetries => ({ legs, perLeg, maxRetries }))),
);

/** What streams add to the grid is `streamRetries`. */
const streamGrid = grid.filter(({ legs, maxRetries }) => legs <= 3 && maxRetries !== 1);

describe('how often a dead chain is asked', () => {
  it.each(grid)(
    'generateText: $legs legs, perLeg $perLeg, maxRetries $maxRetries',
    async ({ legs, perLeg, maxRetries }) => {
      const { model, order } = chain({ legs, perLeg });
      const error = await generateText({ model, prompt: 'Hi', maxRetries }).catch((thrown: unknown) => thrown);
      expect(unwrapped(error)).toMatchObject({ statusCode: 503, isRetryable: true });
      expect(order).toEqual(rounds({ legs, perLeg }, maxRetries + 1));
    },
  );

  it.each(streamGrid.flatMap(row => [undefined, 0, 2].map(streamRetries => ({ ...row, streamRetries }))))(
    'streamText: $legs legs, perLeg $perLeg, maxRetries $maxRetries, streamRetries $streamRetries',
    async ({ legs, perLeg, maxRetries, streamRetries }) => {
      const { model, order } = chain({ legs, perLeg });
      const told: unknown[] = [];
      const result = streamText({
        model,
        prompt: 'Hi',
        maxRetries,
        ...(streamRetries !== undefined && { streamRetries }),
        onError: ({ error }) => void told.push(error),
      });
      await result.consumeStream();
      // The failure comes before the stream, so that `streamRetries` has nothing to count.
      expect(order).toEqual(rounds({ legs, perLeg }, maxRetries + 1));
      expect(told).toHaveLength(1);
    },
  );

  it.each(grid.filter(({ maxRetries }) => maxRetries === 2))(
    'exhausted: final, $legs legs, perLeg $perLeg',
    async ({ legs, perLeg, maxRetries }) => {
      const { model, order } = chain({ legs, perLeg, exhausted: 'final' });
      const error = unwrapped(
        await generateText({ model, prompt: 'Hi', maxRetries }).catch((thrown: unknown) => thrown),
      );
      expect(order).toEqual(roundOf({ legs, perLeg }));
      expect(FailoverError.isInstance(error) && !error.isRetryable).toBe(true);
    },
  );

  it.each(LEGS.flatMap(legs => [1, 2, 3, 4, 6, 9].map(maxAttempts => ({ legs, maxAttempts }))))(
    'maxAttempts $maxAttempts over $legs legs with two further tries each',
    async ({ legs, maxAttempts }) => {
      const setup = { legs, maxAttempts, perLeg: 2 };
      const { model, order } = chain(setup);
      await generateText({ model, prompt: 'Hi', maxRetries: 0 }).catch(() => {});
      expect(order).toEqual(roundOf(setup));
      expect(order).toHaveLength(Math.min(maxAttempts, legs * 3));
      expect(new Set(order).size).toBe(Math.min(legs, maxAttempts));
    },
  );

  it('tries an untried leg before the same one again', async () => {
    const { model, order } = chain({ legs: 3, maxAttempts: 3 });
    await generateText({ model, prompt: 'Hi', maxRetries: 0 }).catch(() => {});
    expect(order).toEqual(['leg-0', 'leg-1', 'leg-2']);
  });

  it.each<[Record<number, number>, number[]]>([
    [{ 0: 0 }, [0, 1, 2]],
    [{ 2: 2 }, [0, 0, 1, 2, 2, 2]],
    [{ 0: 2, 1: 1 }, [0, 0, 0, 1, 1, 2]],
  ])('lets a leg set its own retries: %j', async (own, expected) => {
    const { model, order } = chain({ legs: 3, own });
    await generateText({ model, prompt: 'Hi', maxRetries: 0 }).catch(() => {});
    expect(order).toEqual(expected.map(index => `leg-${index}`));
    expect(order).toEqual(roundOf({ legs: 3, own }));
  });

  it.each(LEGS)('asks %i legs with a bad key once each, in one round', async legs => {
    const { model, order } = chain({ legs, perLeg: 2, statusCode: 401 });
    const error = await generateText({ model, prompt: 'Hi', maxRetries: 3 }).catch((thrown: unknown) => thrown);
    expect(order).toEqual(Array.from({ length: legs }, (_, index) => `leg-${index}`));
    expect(error).toMatchObject({ statusCode: 401, isRetryable: false });
  });
});
