/**
 * Nothing answers: what the upstreams get is counted against the calls that begin, at a hundred a second. A call's second
 * and third round by the SDK's `maxRetries` are load that the router allows or forbids, so they count as its own.
 */
import { describe, expect, it } from 'vitest';
import { sized } from '../support/run-length.ts';
import { steadily, type CallerOptions } from './callers.ts';
import { allRequests, isAnswered, perSecond, simulate, timesOf, type FateOf, type Simulation } from './simulation.ts';
import { answer, hang, status, type Fate } from './upstream.ts';

const DOWN_AT = 1_000;
const RATE = 100;
/** A quarter more than is offered. */
const LIMIT = 1.25 * RATE;

interface Outage {
  fate: Fate;
  outageMs: number;
  /** How long a good answer takes. */
  answerMs?: number;
  legs?: number;
  maxRetries?: number;
}

type Options = NonNullable<Parameters<typeof simulate>[1]>;

async function suffer({ fate, outageMs, answerMs = 50, legs = 2, maxRetries = 2 }: Outage, options: Options = {}) {
  const upAt = DOWN_AT + outageMs;
  const fateOf: FateOf = ({ at }) => (at >= DOWN_AT && at < upAt ? fate : answer(answerMs));
  const simulation = simulate(
    Array.from({ length: legs }, () => fateOf),
    options,
  );
  const caller: CallerOptions = { ...simulation, maxRetries };
  const calls = steadily(caller, { everyMs: 1_000 / RATE, untilMs: upAt + 6_000 });
  await simulation.clock.runOut(upAt + 120_000);
  return { simulation, calls, upAt, load: perSecond(allRequests(simulation), DOWN_AT, upAt) };
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
const hedgesOf = (simulation: Simulation) => timesOf(simulation, 'hedge-start');

describe('two legs that are down', () => {
  it('get one request for each call, and answer the first call after their return', async () => {
    const seconds = sized({ usual: 12, bounded: 60, full: 60 });
    const { simulation, calls, upAt, load } = await suffer({ fate: status(503, 10), outageMs: seconds * 1_000 });
    expect(load.slice(0, 2).every(count => count <= LIMIT)).toBe(true);
    // Calls that failed before half of the budget was gone come back once, after the SDK's two seconds.
    expect(load[2]).toBeLessThanOrEqual(RATE + 50);
    expect(load.slice(3).every(count => count <= RATE)).toBe(true);
    expect(sum(load)).toBeLessThanOrEqual(seconds * RATE + 60);
    expect(hedgesOf(simulation)).toEqual([]);
    expect(calls.filter(call => call.at >= upAt && !isAnswered(call))).toEqual([]);
    expect(calls.filter(call => call.at >= upAt).every(({ tookMs }) => tookMs <= 100)).toBe(true);
  });

  it('get no more at any time with one round for each call', async () => {
    const { load } = await suffer({ fate: status(503, 10), outageMs: 5_000 }, { exhausted: 'final' });
    expect(load.every(count => count <= LIMIT)).toBe(true);
    expect(load.slice(1).every(count => count <= RATE)).toBe(true);
  });

  it('get one second of calls again while they still answer those from before', async () => {
    const { calls, upAt, load } = await suffer({ fate: status(503, 10), outageMs: 6_000, answerMs: 1_000 });
    expect(load[2]).toBeLessThanOrEqual(2 * RATE);
    expect([...load.slice(1, 2), ...load.slice(3)].every(count => count <= LIMIT)).toBe(true);
    expect(calls.filter(call => call.at >= upAt && !isAnswered(call))).toEqual([]);
  });
});

describe('two legs that are silent', () => {
  const timeouts = { attemptMs: 5_000 };

  it('get one request for each call once both have been seen to be, and answer the first call after their return', async () => {
    const { simulation, calls, upAt, load } = await suffer({ fate: hang, outageMs: 15_000 }, { timeouts });
    expect(load.slice(0, 5).every(count => count <= RATE)).toBe(true);
    // The calls of the first limit ask the second leg, beside those that begin.
    expect(load.slice(5, 10).every(count => count <= 2 * RATE)).toBe(true);
    expect(load.slice(10).every(count => count <= LIMIT)).toBe(true);
    expect(hedgesOf(simulation)).toEqual([]);
    expect(calls.filter(call => call.at >= upAt && !isAnswered(call))).toEqual([]);
  });

  it.each([
    { attemptMs: 5_000, afterMs: 1_000 },
    { attemptMs: 12_000, afterMs: 1_000 },
  ])('get a hedge for half of the budget and then none: $attemptMs ms, hedged after $afterMs ms', async limits => {
    const { simulation, calls, upAt, load } = await suffer(
      { fate: hang, outageMs: 16_000 },
      { timeouts: { attemptMs: limits.attemptMs }, hedge: { afterMs: limits.afterMs } },
    );
    const hedges = hedgesOf(simulation);
    expect(hedges).toHaveLength(50);
    expect(hedges.every(at => at < DOWN_AT + 2_000)).toBe(true);
    // Fifty more than were offered, in the second of the hedges and in that of their limits.
    expect(load.filter(count => count > LIMIT).length).toBeLessThanOrEqual(2);
    expect(Math.max(...load)).toBeLessThanOrEqual(RATE + 50);
    expect(sum(load)).toBeLessThanOrEqual(1.1 * 16 * RATE);
    expect(calls.filter(call => call.at >= upAt && !isAnswered(call))).toEqual([]);
  });
});

describe('the only leg, with further tries of its own', () => {
  const outage: Outage = { fate: status(503, 10), outageMs: 8_000, legs: 1 };
  const options: Options = { retries: { perLeg: 2 } };

  it('gets one request for each round and one a second besides: the rounds are the SDK’s', async () => {
    const { calls, upAt, load } = await suffer(outage, options);
    expect(load.slice(6).every(count => count <= 3 * RATE + 1)).toBe(true);
    expect(sum(load.slice(2))).toBeLessThanOrEqual(3 * 6 * RATE);
    expect(calls.filter(call => call.at >= upAt && !isAnswered(call))).toEqual([]);
  });

  it('gets a hundredth more than is offered with one round for each call', async () => {
    const { calls, upAt, load } = await suffer({ ...outage, maxRetries: 0 }, options);
    expect(load[0]).toBeLessThanOrEqual(RATE + 51);
    expect(load.slice(1).every(count => count <= RATE + 1)).toBe(true);
    expect(calls.filter(call => call.at >= upAt && !isAnswered(call))).toEqual([]);
  });
});
