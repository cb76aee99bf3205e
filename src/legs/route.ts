/** The legs of one call, as the user's `route` orders them. */
import type { LegFacts, Operation } from '../engine/attempt.ts';
import { hookResultError } from '../runtime/hook-result.ts';
import { LATE, waitFor, type WaitLimits } from '../runtime/wait-for.ts';
import type { LegInfo } from '../options/router-hooks.ts';
import type { RouterOptions } from '../options/router-options.ts';
import type { Leg } from './leg.ts';
import type { CallOptions } from '../sdk-types.ts';

/** A leg, as hooks see it. */
export const infoOf = ({ name, provider, modelId }: LegFacts): LegInfo => ({ name, provider, modelId });

/** Names in the order that was asked for, each once. */
function legsNamed(names: unknown, legs: readonly Leg[]): readonly Leg[] {
  const known = legs.map(({ facts }) => `\`${facts.name}\``).join(', ');
  if (!Array.isArray(names) || names.length === 0) {
    throw hookResultError('route', names, `at least one name of a leg (${known}) or undefined`);
  }
  return [...new Set<unknown>(names)].map(name => {
    const leg = legs.find(candidate => candidate.facts.name === name);
    if (!leg) throw hookResultError('route', name, `names of legs (${known})`);
    return leg;
  });
}

/**
 * All legs in their order if the time is over before `route` has answered: then none of them is tried.
 *
 * @throws {TypeError} for a leg that does not exist, or if no leg is left
 * @throws what `route` throws, and the caller's own reason when it aborts
 */
export async function routedLegs(
  route: NonNullable<RouterOptions['route']>,
  operation: Operation,
  legs: readonly Leg[],
  params: CallOptions,
  limits: WaitLimits,
): Promise<readonly Leg[]> {
  const infos = legs.map(leg => infoOf(leg.facts));
  const answer = route({ operation, legs: infos, providerOptions: params.providerOptions });
  const names = await waitFor(answer, limits);
  return names === undefined || names === LATE ? legs : legsNamed(names, legs);
}
