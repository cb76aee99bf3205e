/**
 * The AI SDK's own types, inferred from `ai`. It pins `@ai-sdk/provider` exactly; naming that package here would break
 * the types of users who have a second copy of it.
 */
import type { EmbeddingModelMiddleware, LanguageModelMiddleware } from 'ai';

type WrapGenerate = NonNullable<LanguageModelMiddleware['wrapGenerate']>;
type WrapStream = NonNullable<LanguageModelMiddleware['wrapStream']>;

/** What the SDK hands to a middleware for a stream. */
type StreamRequest = Parameters<WrapStream>[0];
export type CallOptions = StreamRequest['params'];
export type LanguageModel = StreamRequest['model'];
export type GenerateResult = Awaited<ReturnType<WrapGenerate>>;
export type StreamResult = Awaited<ReturnType<WrapStream>>;
export type StreamPart = StreamResult['stream'] extends ReadableStream<infer Part> ? Part : never;
export type FinishPart = Extract<StreamPart, { type: 'finish' }>;

export type { EmbeddingModel as EmbeddingModelInput } from 'ai';

/** What the SDK hands to a middleware for embeddings. */
type EmbedRequest = Parameters<NonNullable<EmbeddingModelMiddleware['wrapEmbed']>>[0];
export type EmbeddingModel = EmbedRequest['model'];
export type EmbeddingOptions = EmbedRequest['params'];
export type EmbeddingResult = Awaited<ReturnType<EmbedRequest['doEmbed']>>;

/** A model of any family that is routed. */
export type LegModel = LanguageModel | EmbeddingModel;
