/** A model id as a model: resolved at first use, when the SDK's default provider has been set up. */
import { isGatewayModel } from '../cloudflare/gateway-model.ts';
import { isolateGatewayModel } from '../cloudflare/isolate-gateway-model.ts';
import { lazily } from '../references/supported-urls.ts';
import { embeddingModelOfId, modelOfId, SPECIFICATION } from '../sdk-specification.ts';
import type { EmbeddingModel, LanguageModel, LegModel } from '../sdk-types.ts';

const resolvers = new WeakMap<LegModel, () => LegModel>();

/** A model that calls which overlap cannot mix up. */
export const toSafe = <Model extends LegModel>(model: Model): Model =>
  // Calls that start in one tick would take each other's answers on the shared original.
  isGatewayModel(model) ? isolateGatewayModel(model) : model;

export function lazyModel(id: string): LanguageModel {
  let resolved: LanguageModel | undefined;
  const resolve = () => (resolved ??= toSafe(modelOfId(id)));
  const model: LanguageModel = {
    specificationVersion: SPECIFICATION,
    // A constant, whatever the default provider calls itself.
    provider: 'gateway',
    modelId: id,
    supportedUrls: lazily(() => resolve().supportedUrls),
    doGenerate: options => resolve().doGenerate(options),
    doStream: options => resolve().doStream(options),
  };
  resolvers.set(model, resolve);
  return model;
}

export function lazyEmbeddingModel(id: string): EmbeddingModel {
  let resolved: EmbeddingModel | undefined;
  const resolve = () => (resolved ??= embeddingModelOfId(id));
  const model: EmbeddingModel = {
    specificationVersion: SPECIFICATION,
    provider: 'gateway',
    modelId: id,
    maxEmbeddingsPerCall: lazily(() => resolve().maxEmbeddingsPerCall),
    supportsParallelCalls: lazily(() => resolve().supportsParallelCalls),
    doEmbed: options => resolve().doEmbed(options),
  };
  resolvers.set(model, resolve);
  return model;
}

/** The model that answers: behind a model id stands one of another name, and prompts are judged by that. */
export function answering(model: LegModel): LegModel {
  try {
    return resolvers.get(model)?.() ?? model;
  } catch {
    // The call itself will say what is wrong with the id.
    return model;
  }
}
