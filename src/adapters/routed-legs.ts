/** The legs of one call, as the user's `route` orders them. */
import type { LegFacts, Operation } from '../core/attempt.ts';
import type { LegInfo, RouterOptions } from './failover-options.ts';
import type { Leg } from './leg.ts';
import type { CallOptions } from './sdk-model.ts';

/** A leg, as hooks see it. */
export const infoOf = ({ name, provider, modelId }: LegFacts): LegInfo => ({ name, provider, modelId });

/**
 * @throws {TypeError} for a leg that does not exist, or if no leg is left
 */
export async function routedLegs(
  route: NonNullable<RouterOptions['route']>,
  operation: Operation,
  legs: readonly Leg[],
  params: CallOptions,
): Promise<readonly Leg[]> {
  const infos = legs.map(leg => infoOf(leg.facts));
  const names = await route({ operation, legs: infos, providerOptions: params.providerOptions });
  if (names === undefined) return legs;
  const known = infos.map(({ name }) => `\`${name}\``).join(', ');
  if (!Array.isArray(names) || names.length === 0) {
    throw new TypeError(
      `option \`route\` returns at least one name of a leg (${known}) or undefined; got ${JSON.stringify(names)}.`,
    );
  }
  return [...new Set(names as readonly string[])].map(name => {
    const leg = legs.find(candidate => candidate.facts.name === name);
    if (!leg) throw new TypeError(`option \`route\` returns names of legs (${known}); got ${JSON.stringify(name)}.`);
    return leg;
  });
}
