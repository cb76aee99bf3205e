/** What one call of embedding legs may hold, so that every leg can take it: the SDK splits values by that. */
import type { Clock } from '../runtime/clock.ts';
import { abandonPromise } from '../runtime/hook-result.ts';
import { LATE, waitFor } from '../runtime/wait-for.ts';
import type { EmbeddingModel } from '../sdk-types.ts';
import { lazily } from '../references/supported-urls.ts';

/** Longest wait for what a model takes: the SDK asks before a call has begun, without a signal that could end it. */
const LONGEST_WAIT_MS = 10_000;

/**
 * What the SDK itself reads of a model besides its specification, under registered symbols: how many bytes a call may
 * have, and how options that go with single values are split.
 */
const MAX_BYTES: unique symbol = Symbol.for('vercel.ai.embeddingModel.maxInputBytesPerCall');
const SPLIT_OPTIONS: unique symbol = Symbol.for('vercel.ai.embeddingModel.providerOptionsTransformer');

interface Part {
  providerOptions: unknown;
}

interface WithSymbols {
  [MAX_BYTES]?: number | undefined;
  [SPLIT_OPTIONS]?: ((part: Part) => unknown) | undefined;
}

/** A wait for what legs say of themselves. */
export interface LimitWait {
  clock: Clock;
  /** Of a call, in milliseconds; no wait is longer. */
  totalMs: number | undefined;
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === 'function';

/** What a leg says; what a fallback's getter throws must not fail a call that the primary answers. */
function said(model: EmbeddingModel, key: keyof EmbeddingModel, isPrimary: boolean): unknown {
  try {
    return model[key];
  } catch (error) {
    if (isPrimary) throw error;
    return undefined;
  }
}

async function awaited(value: unknown, isPrimary: boolean, clock: Clock, ms: number): Promise<unknown> {
  try {
    return await waitFor(value, { clock, ms });
  } catch (error) {
    if (isPrimary) throw error;
    return undefined;
  }
}

/** What the legs say together; a promise only if one of them says it in one. */
function together<Value>(
  models: readonly EmbeddingModel[],
  key: keyof EmbeddingModel,
  combine: (values: readonly unknown[]) => Value,
  { clock, totalMs }: LimitWait,
): Value | PromiseLike<Value> {
  const values = models.map((model, index) => said(model, key, index === 0));
  if (!values.some(isThenable)) return combine(values);
  // A promise that is there already may reject before the SDK asks. One that starts on demand is left alone.
  for (const value of values) if (value instanceof Promise) abandonPromise(value);
  const longestMs = Math.min(totalMs ?? Infinity, LONGEST_WAIT_MS);
  /** Legs that were waited for in vain: one call has paid for that, and no other one does. */
  const late = new Set<number>();
  return lazily(async () => {
    const known = await Promise.all(
      values.map(async (value, index) => {
        const answer = await awaited(value, index === 0, clock, late.has(index) ? 0 : longestMs);
        if (answer === LATE) late.add(index);
        return answer === LATE ? undefined : answer;
      }),
    );
    return combine(known);
  });
}

/** The smallest of those that are limits. */
function smallest(values: readonly unknown[]): number | undefined {
  const limits = values.filter(value => Number.isFinite(value) && (value as number) >= 1) as number[];
  return limits.length === 0 ? undefined : Math.floor(Math.min(...limits));
}

/** Most values in one call that every leg takes; `undefined` for no limit. */
export const maxEmbeddingsOf = (
  models: readonly EmbeddingModel[],
  wait: LimitWait,
): EmbeddingModel['maxEmbeddingsPerCall'] => together(models, 'maxEmbeddingsPerCall', smallest, wait);

/** Whether every leg takes several calls at a time. */
export const supportsParallelOf = (
  models: readonly EmbeddingModel[],
  wait: LimitWait,
): EmbeddingModel['supportsParallelCalls'] =>
  together(models, 'supportsParallelCalls', values => values.every(value => value === true), wait);

/** What the SDK reads under symbols, of all legs together. */
export function splittingOf(models: readonly EmbeddingModel[]): WithSymbols {
  const all = models as readonly (EmbeddingModel & WithSymbols)[];
  const bytes = smallest(all.map(model => model[MAX_BYTES]));
  const splits = all.flatMap(model => model[SPLIT_OPTIONS] ?? []);
  return {
    ...(bytes !== undefined && { [MAX_BYTES]: bytes }),
    ...(splits.length > 0 && {
      [SPLIT_OPTIONS]: (part: Part) =>
        splits.reduce((providerOptions, split) => split({ ...part, providerOptions }), part.providerOptions),
    }),
  };
}
