/** The chain that is drilled: its options, its legs, and copies of it whose legs answer as the drill says. */
import { hostOf } from '../cloudflare/gateway-of.ts';
import { isGatewayModel } from '../cloudflare/gateway-model.ts';
import { ownData } from '../cloudflare/own-data.ts';
import { parseLeg, type LegDeclaration } from '../legs/leg-input.ts';
import { toSafe } from '../legs/lazy-model.ts';
import { settingsOf, type ChainSettings } from '../sdk/chain-settings.ts';
import { createFailover, type CreateFailoverOptions, type FailoverModel } from '../sdk/create-failover.ts';
import type { LanguageModel } from '../sdk-types.ts';
import { optionError } from '../runtime/check-options.ts';
import { SPECIFICATION } from '../sdk-specification.ts';

/** A leg, before anything is asked. */
export interface ChainLeg {
  name: string;
  provider: string;
  modelId: string;
  gateway: string | undefined;
  account: string | undefined;
  /** Where its requests go, for errors that tell their address. */
  host: string | undefined;
  declaration: LegDeclaration;
  model: LanguageModel;
}

export interface Chain {
  settings: ChainSettings;
  legs: readonly ChainLeg[];
  /** As it was handed in, or one leg around it. */
  model: FailoverModel;
}

const isChain = (model: object, settings: ChainSettings | undefined): model is FailoverModel =>
  settings !== undefined && typeof (model as Partial<FailoverModel>).describe === 'function';

/** @throws {TypeError} for what is no model */
export function chainOf(input: unknown): Chain {
  if (typeof input !== 'string' && (typeof input !== 'object' || input === null))
    throw optionError('drill', 'chain', input, 'what `createFailover()` returns, or a language model');
  const known = typeof input === 'string' ? undefined : settingsOf(input);
  const settings = known ?? { models: [parseLeg('drill', 'chain', input).model] };
  const model = typeof input !== 'string' && isChain(input, known) ? input : createFailover(settings);
  const described = model.describe().legs;
  const legs = settings.models.map((leg, index): ChainLeg => {
    const { model: own, declaration } = parseLeg('drill', `models[${index}]`, leg);
    const { name, provider, modelId, gateway, account } = described[index]!;
    return { name, provider, modelId, gateway, account, host: hostOf(own), declaration, model: toSafe(own) };
  });
  return { settings, legs, model };
}

/**
 * A model in the place of a leg's own: by all that is read of a model it is the same, and it answers otherwise. What the
 * original keeps is only referred to, so that prompts are cleaned for the same provider.
 */
export function standIn({ model }: ChainLeg, calls: Pick<LanguageModel, 'doGenerate' | 'doStream'>): LanguageModel {
  // With the settings of Cloudflare's package it would be taken for one of its models, and asked behind this one's back.
  const holds = isGatewayModel(model) ? {} : { config: ownData(model, 'config'), settings: ownData(model, 'settings') };
  return {
    specificationVersion: SPECIFICATION,
    provider: model.provider,
    modelId: model.modelId,
    supportedUrls: model.supportedUrls,
    ...holds,
    ...calls,
  };
}

/** The same chain with other models, and other options where they are given. */
export function rebuild(
  { settings, legs }: Chain,
  models: readonly LanguageModel[],
  options: Omit<CreateFailoverOptions, 'models'>,
  declared: Partial<LegDeclaration> = {},
): FailoverModel {
  const inputs = legs.map(({ declaration, name, gateway }, index) => ({
    ...declaration,
    // Read from the original, or a name that the original had by its place.
    name,
    ...(gateway !== undefined && { gateway }),
    ...declared,
    model: models[index]!,
  }));
  // Each play is of one way through the chain.
  return createFailover({ ...settings, canary: undefined, subrequests: undefined, ...options, models: inputs });
}

/** The vendor's part of a provider's name. */
export const vendorOf = ({ provider, gateway }: Pick<ChainLeg, 'provider' | 'gateway'>): string =>
  `${provider.split('.')[0]} ${gateway ?? ''}`;
