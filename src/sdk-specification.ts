/**
 * The specification that the SDK beside this package speaks: `v3` in AI SDK 6, `v4` in AI SDK 7. Whatever is made here
 * says that one, and a model of an older one is adapted as the SDK itself does it. All else is the same in both.
 */
import { customProvider, gateway, type LanguageModel as LanguageModelInput } from 'ai';
import { abandonPromise } from './runtime/hook-result.ts';
import type { EmbeddingModel, EmbeddingModelInput, LanguageModel } from './sdk-types.ts';

type Specification = LanguageModel['specificationVersion'];
type Provider = NonNullable<Parameters<typeof customProvider>[0]['fallbackProvider']>;

/** What the SDK calls what it makes itself: no version number has to be known. */
export const SPECIFICATION: Specification = /* @__PURE__ */ (() => customProvider({}).specificationVersion)();

const numberOf = (specification: unknown): number => Number(/^v(\d+)$/.exec(String(specification))?.[1]);

/**
 * AI SDK 6 refuses a model of AI SDK 7 that is passed to a call, but wraps it without a word, and would send it prompts
 * that it cannot read.
 *
 * @throws {TypeError} for a model of a later specification than the SDK asks
 */
export function checkSpecification(owner: string, option: string, model: { specificationVersion?: unknown }): void {
  const { specificationVersion: own } = model;
  if (!(numberOf(own) > numberOf(SPECIFICATION))) return;
  throw new TypeError(
    `${owner}: \`${option}\` is a model of specification ${String(own)}, and the installed \`ai\` asks models up to ` +
      `${SPECIFICATION}. Install the major version of its provider that belongs to this \`ai\`.`,
  );
}

/**
 * The SDK adapts models of what it takes for an older provider; `wrapLanguageModel` of AI SDK 6 adapts none. A provider
 * of the first specification says none.
 */
const adapting = (provider: object) => customProvider({ fallbackProvider: provider as Provider });

const isCurrent = (model: { specificationVersion: string }) => model.specificationVersion === SPECIFICATION;

/** A model of an older specification, adapted as the SDK does it. */
export const toCurrent = (model: Exclude<LanguageModelInput, string>): LanguageModel =>
  isCurrent(model)
    ? (model as LanguageModel)
    : adapting({ languageModel: () => model }).languageModel('model' as never);

/** An embedding model of an older specification, adapted as the SDK does it. */
export const toCurrentEmbedding = (model: Exclude<EmbeddingModelInput, string>): EmbeddingModel =>
  isCurrent(model)
    ? (model as EmbeddingModel)
    : adapting({ textEmbeddingModel: () => model }).embeddingModel('model' as never);

const defaultProvider = () => globalThis.AI_SDK_DEFAULT_PROVIDER ?? gateway;

/** The SDK's own default provider for model ids: what `generateText({ model: 'openai/gpt-5' })` uses. */
export function modelOfId(id: string): LanguageModel {
  const model = defaultProvider().languageModel(id);
  // No provider may answer with a promise; one that does fails its call, and must not end the process besides.
  abandonPromise(model);
  return toCurrent(model);
}

/** The same for embeddings: what `embed({ model: 'openai/text-embedding-3-small' })` uses. */
export function embeddingModelOfId(id: string): EmbeddingModel {
  const provider = defaultProvider();
  const model = 'embeddingModel' in provider ? provider.embeddingModel(id) : provider.textEmbeddingModel(id);
  abandonPromise(model);
  return toCurrentEmbedding(model);
}
