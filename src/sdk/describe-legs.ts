/** What a router says of its legs. */
import type { Leg } from '../legs/leg.ts';

/** A leg, as `describe()` tells it. */
export interface LegDescription {
  name: string;
  provider: string;
  modelId: string;
  gateway: string | undefined;
  account: string | undefined;
  /** Further attempts on this leg. */
  retries: number;
}

/** The legs in order, and the most attempts of one round. */
export interface RouterDescription {
  legs: LegDescription[];
  maxAttempts: number;
}

/** @param maxAttempts as the user set it */
export function describeLegs(legs: readonly Leg[], maxAttempts: number | undefined): RouterDescription {
  const described = legs.map(({ facts: { name, provider, modelId, gateway, account, retries } }) => ({
    name,
    provider,
    modelId,
    gateway,
    account,
    retries,
  }));
  const tries = described.reduce((sum, { retries }) => sum + 1 + retries, 0);
  return { legs: described, maxAttempts: maxAttempts ?? tries };
}
