/** A language model in the place of a leg's own. */
import { isGatewayModel } from '../../cloudflare/gateway-model.ts';
import { ownData } from '../../cloudflare/own-data.ts';
import { SPECIFICATION } from '../../sdk-specification.ts';
import type { LanguageModel } from '../../sdk-types.ts';
import type { ChainLeg } from '../family.ts';

/**
 * By all that is read of a model it is the same, and it answers otherwise. What the original keeps is only referred to,
 * so that prompts are cleaned for the same provider.
 */
export function standIn(leg: ChainLeg, calls: Pick<LanguageModel, 'doGenerate' | 'doStream'>): LanguageModel {
  const model = leg.model as LanguageModel;
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
