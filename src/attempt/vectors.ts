/** Whether an answer holds the vectors that its call asked for. */
import { askedDimensions } from '../legs/asked-dimensions.ts';
import type { EmbeddingLeg } from '../legs/embedding-leg.ts';
import { NO_VECTORS, wrongCount, wrongLength, type Finding } from '../own-failures.ts';
import type { EmbeddingOptions, EmbeddingResult } from '../sdk-types.ts';

/** By index: a hole is no number, and `every` would pass over it. */
function isVector(vector: unknown): vector is number[] {
  if (!Array.isArray(vector) || vector.length === 0) return false;
  for (let index = 0; index < vector.length; index += 1) if (!Number.isFinite(vector[index])) return false;
  return true;
}

/** The vectors of a result; `undefined` if it has none that can be read. */
function vectorsOf(result: EmbeddingResult | null | undefined): readonly number[][] | undefined {
  try {
    const vectors: unknown = result?.embeddings;
    return Array.isArray(vectors) && Array.from(vectors).every(isVector) ? vectors : undefined;
  } catch {
    // A getter that throws, a revoked proxy.
    return undefined;
  }
}

/**
 * What is wrong with an answer; `undefined` for one that may be returned. Only what was declared or asked for counts:
 * nothing is learned from other answers.
 *
 * @param params the call's options as this leg gets them
 */
export function wrongVectors(
  result: EmbeddingResult | null | undefined,
  params: EmbeddingOptions,
  { facts, declaration }: EmbeddingLeg,
): Finding | undefined {
  const vectors = vectorsOf(result);
  if (!vectors) return NO_VECTORS;
  const { length: values } = params.values;
  if (vectors.length !== values) return wrongCount(vectors.length, values);
  const { dimensions } = declaration;
  const asked = askedDimensions(params, facts);
  for (const { length } of vectors) {
    if (dimensions !== undefined && length !== dimensions) return wrongLength(length, dimensions);
    if (asked.length > 0 && !asked.includes(length)) return wrongLength(length, asked[0]!);
  }
  return undefined;
}
