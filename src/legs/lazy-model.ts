/** A model id as a model: resolved at first use, when the SDK's default provider has been set up. */
import {
  gateway,
  wrapEmbeddingModel,
  wrapLanguageModel,
  type EmbeddingModel as EmbeddingModelInput,
  type LanguageModel as LanguageModelInput,
} from 'ai';
import { isGatewayModel } from '../cloudflare/gateway-model.ts';
import { abandonPromise } from '../runtime/hook-result.ts';
import { isolateGatewayModel } from '../cloudflare/isolate-gateway-model.ts';
import type { EmbeddingModel, LanguageModel, LegModel } from '../sdk-types.ts';
import { lazily } from '../references/supported-urls.ts';

const resolvers = new WeakMap<LegModel, () => LegModel>();

/** A model of an older specification, adapted as the SDK does it. */
export function toCurrent(model: Exclude<LanguageModelInput, string>): LanguageModel {
  return model.specificationVersion === 'v4' ? model : wrapLanguageModel({ model, middleware: [] });
}

/** A model that calls which overlap cannot mix up. */
export const toSafe = <Model extends LegModel>(model: Model): Model =>
  // Calls that start in one tick would take each other's answers on the shared original.
  isGatewayModel(model) ? isolateGatewayModel(model) : model;

/** The SDK's own default provider for model ids: what `generateText({ model: 'openai/gpt-5' })` uses. */
function resolveModelId(id: string): LanguageModel {
  const model = (globalThis.AI_SDK_DEFAULT_PROVIDER ?? gateway).languageModel(id);
  // No provider may answer with a promise; one that does fails its call, and must not end the process besides.
  abandonPromise(model);
  return toSafe(toCurrent(model));
}

export function lazyModel(id: string): LanguageModel {
  let resolved: LanguageModel | undefined;
  const resolve = () => (resolved ??= resolveModelId(id));
  const model: LanguageModel = {
    specificationVersion: 'v4',
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

/** An embedding model of an older specification, adapted as the SDK does it. */
export const toCurrentEmbedding = (model: Exclude<EmbeddingModelInput, string>): EmbeddingModel =>
  model.specificationVersion === 'v4'
    ? model
    : // The function takes the second specification, too; only its type does not say so.
      wrapEmbeddingModel({ model: model as Exclude<typeof model, { specificationVersion: 'v2' }>, middleware: [] });

/** The same for embeddings: what `embed({ model: 'openai/text-embedding-3-small' })` uses. */
export function lazyEmbeddingModel(id: string): EmbeddingModel {
  let resolved: EmbeddingModel | undefined;
  const resolve = () => {
    if (resolved) return resolved;
    const provider = globalThis.AI_SDK_DEFAULT_PROVIDER ?? gateway;
    const made = 'embeddingModel' in provider ? provider.embeddingModel(id) : provider.textEmbeddingModel(id);
    abandonPromise(made);
    return (resolved = toCurrentEmbedding(made));
  };
  const model: EmbeddingModel = {
    specificationVersion: 'v4',
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
