/** The chain that is drilled: its options, its legs, and copies of it whose legs answer as the drill says. */
import { hostOf } from '../cloudflare/gateway-of.ts';
import type { LegModel } from '../sdk-types.ts';
import { optionError } from '../runtime/check-options.ts';
import { embeddings } from './embedding/embeddings.ts';
import type { AnySettings, Changes, ChainLeg, DrillFamily, RoutedModel } from './family.ts';
import { languages } from './language/languages.ts';

export interface Chain {
  family: DrillFamily;
  settings: AnySettings;
  legs: readonly ChainLeg[];
  /** As it was handed in, or one leg around it. */
  model: RoutedModel;
}

const isChain = (model: object): model is RoutedModel => typeof (model as Partial<RoutedModel>).describe === 'function';

/** @throws {TypeError} for what is no model */
export function chainOf(input: unknown): Chain {
  if (typeof input !== 'string' && (typeof input !== 'object' || input === null))
    throw optionError('drill', 'chain', input, 'what `createFailover()` returns, or a language or embedding model');
  const isEmbedding = typeof input === 'object' && typeof (input as { doEmbed?: unknown }).doEmbed === 'function';
  const family = isEmbedding ? embeddings : languages;
  const known = typeof input === 'string' ? undefined : family.settingsOf(input);
  const settings = known ?? ({ models: [family.parse('chain', input).model] } as AnySettings);
  const model =
    typeof input !== 'string' && known && isChain(input) ? input : family.make({ ...settings, onEvent: undefined });
  const described = model.describe().legs;
  const parsed = settings.models.map((leg, index) => family.parse(`models[${index}]`, leg));
  const dimensions = parsed
    .map(({ declaration }) => (declaration as { dimensions?: number }).dimensions)
    .find(declared => declared !== undefined);
  const legs = parsed.map(({ model: own, declaration }, index): ChainLeg => {
    const { name, provider, modelId, gateway, account } = described[index]!;
    const names = { name, provider, modelId, gateway, account, host: hostOf(own) };
    return { ...names, declaration, dimensions, model: family.safe(own) };
  });
  return { family, settings, legs, model };
}

/** The same chain with other models, and other options where they are given. */
export function rebuild(
  { family, settings, legs }: Chain,
  models: readonly LegModel[],
  options: Changes,
  declared: object = {},
): RoutedModel {
  const inputs = legs.map(({ declaration, name, gateway }, index) => ({
    ...declaration,
    // Read from the original, or a name that the original had by its place.
    name,
    ...(gateway !== undefined && { gateway }),
    ...declared,
    model: models[index]!,
  }));
  // Each play is of one way through the chain: it spends no subrequest and asks no gateway's log of failures that never were.
  const live = { canary: undefined, gateway: undefined, subrequests: undefined };
  return family.make({ ...settings, ...live, ...options, models: inputs } as AnySettings);
}

/** The vendor's part of a provider's name. */
export const vendorOf = ({ provider, gateway }: Pick<ChainLeg, 'provider' | 'gateway'>): string =>
  `${provider.split('.')[0]} ${gateway ?? ''}`;
