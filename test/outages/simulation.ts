/** A router over upstreams in simulated time, and all that it tells while it runs. */
import { createFailover, type FailoverEvent } from '../../src/index.ts';
import type { RouterOptions } from '../../src/options/router-options.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { seeded } from '../support/concurrently.ts';
import type { Call } from './callers.ts';
import { createSimulatedClock, type SimulatedClock } from './simulated-clock.ts';
import { createUpstream, type Fate, type Request, type Upstream } from './upstream.ts';

export type FateOf = (request: Request) => Fate;

export interface Simulation {
  clock: SimulatedClock;
  model: LanguageModel;
  /** The first is the primary, `a`. */
  legs: Upstream[];
  /** What the router told, and when. */
  told: { at: number; event: FailoverEvent }[];
}

/** Numbers from 0 to below 1 that are the same in every run, far apart for seeds that are near. */
export function randomOf(seed: number): () => number {
  const random = seeded(Math.imul(seed + 1, 2_654_435_761) >>> 0);
  random();
  random();
  return random;
}

export function simulate(
  fates: readonly FateOf[],
  { random = randomOf(1), ...options }: Omit<RouterOptions, 'clock' | 'onEvent'> = {},
): Simulation {
  const clock = createSimulatedClock();
  const legs = fates.map((fateOf, index) => createUpstream('abc'[index]!, clock, fateOf));
  const told: Simulation['told'] = [];
  const model = createFailover({
    models: legs.map((leg, index) => ({ name: 'abc'[index]!, model: leg.model })),
    ...options,
    clock,
    random,
    onEvent: event => void told.push({ at: clock.elapsed(), event }),
  });
  return { clock, model, legs, told };
}

const SECOND = 1_000;

/** How many began in each second of a time. */
export function perSecond(begun: readonly { at: number }[], fromMs: number, untilMs: number): number[] {
  const counts = Array.from({ length: Math.ceil((untilMs - fromMs) / SECOND) }, () => 0);
  for (const { at } of begun) if (at >= fromMs && at < untilMs) counts[Math.floor((at - fromMs) / SECOND)]! += 1;
  return counts;
}

export const allRequests = ({ legs }: Simulation): Request[] => legs.flatMap(leg => leg.requests);

/** When something was told, of one leg or of all. */
export const timesOf = (
  { told }: Simulation,
  type: FailoverEvent['type'],
  isMeant: (event: FailoverEvent) => boolean = () => true,
): number[] => told.filter(({ event }) => event.type === type && isMeant(event)).map(({ at }) => at);

/** Which leg's breaker opened when. */
export const openingsOf = (simulation: Simulation, leg: string): number[] =>
  timesOf(simulation, 'breaker', event => event.type === 'breaker' && event.state === 'open' && event.leg === leg);

/** By nearest rank. */
export const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.ceil(share * values.length) - 1]!;

export const isAnswered = ({ text }: Call): boolean => text !== undefined;
export const isAnsweredBy =
  (leg: string) =>
  ({ id, text }: Call): boolean =>
    text === `${leg} to ${id}`;
