/** Embedding models that stand in the place of a leg's own: one is listened to, one answers as that did, or shows a fault. */
import { askedDimensions } from '../../legs/asked-dimensions.ts';
import type { MonotonicClock } from '../../runtime/clock.ts';
import { SPECIFICATION } from '../../sdk-specification.ts';
import type { EmbeddingModel, EmbeddingOptions, EmbeddingResult } from '../../sdk-types.ts';
import type { Behaviour, ChainLeg } from '../family.ts';
import { FAULT_AFTER_MS } from '../faults.ts';
import type { Recording } from '../recording.ts';
import type { VirtualClock } from '../virtual-clock.ts';

/** By all that is read of a model it is the leg's own. */
export function withAnswer({ model }: ChainLeg, doEmbed: EmbeddingModel['doEmbed']): EmbeddingModel {
  const { provider, modelId, maxEmbeddingsPerCall, supportsParallelCalls } = model as EmbeddingModel;
  return {
    specificationVersion: SPECIFICATION,
    provider,
    modelId,
    maxEmbeddingsPerCall,
    supportsParallelCalls,
    doEmbed,
  };
}

export const recordedVectors = (leg: ChainLeg, into: Recording, clock: MonotonicClock): EmbeddingModel =>
  withAnswer(leg, async params => {
    into.wasAsked = true;
    const begin = clock.monotonic();
    try {
      const vectors = await (leg.model as EmbeddingModel).doEmbed(params);
      Object.assign(into, { vectors, endMs: clock.monotonic() - begin });
      return vectors;
    } catch (error) {
      Object.assign(into, { error, endMs: clock.monotonic() - begin });
      throw error;
    }
  });

/** What a leg is taken to answer that was not asked: vectors of the length that is declared or asked for. */
function canned(leg: ChainLeg, params: EmbeddingOptions): EmbeddingResult {
  const length = leg.dimensions ?? askedDimensions(params, leg)[0] ?? 1;
  return { embeddings: params.values.map(() => Array.from({ length }, () => 1)), warnings: [] };
}

export const playedVectors = (
  leg: ChainLeg,
  { vectors, error, hangs, endMs, wasAsked }: Recording,
  behaviour: Behaviour | undefined,
  clock: VirtualClock,
): EmbeddingModel =>
  withAnswer(leg, async params => {
    const isSilent = behaviour ? behaviour.kind === 'silent' : hangs;
    const isCut = behaviour?.kind === 'breaks' || behaviour?.kind === 'unreadable';
    const takesMs = behaviour && !isCut ? FAULT_AFTER_MS : endMs;
    await clock.wait(isSilent ? Infinity : takesMs, params.abortSignal);
    if (behaviour && behaviour.kind !== 'silent') throw behaviour.error();
    if (error !== undefined) throw error;
    // Also what is none: the router has to find it.
    return wasAsked ? vectors! : canned(leg, params);
  });
