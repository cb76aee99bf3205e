/**
 * What the silence of an attempt is comparable with. Kept apart by leg, operation and reasoning setting: a model that
 * is told to think is silent for longer.
 */
import type { Operation } from '../core/attempt.ts';
import type { StreamingRefusals } from '../layers/streaming-refusals.ts';
import { hasTools } from './generate-over-stream.ts';
import type { Leg } from './leg.ts';
import type { ResolvedRouter } from './resolve-router.ts';
import type { CallOptions } from './sdk-model.ts';

/** Provider options that make a model think, whatever their provider calls them. */
const REASONING = /think|reason|effort/i;
/** Values that are told apart; of any other it only counts that there is one. */
const EFFORTS: ReadonlySet<unknown> = new Set(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']);

/** The reasoning that a call asks for, as far as calls are told apart by it. */
export function reasoningOf({ reasoning = 'provider-default', providerOptions }: CallOptions): string {
  let setting: string = reasoning;
  for (const options of Object.values(providerOptions ?? {})) {
    for (const [name, value] of Object.entries(options ?? {})) {
      if (REASONING.test(name) && value != null) setting += ` ${name}=${EFFORTS.has(value) ? String(value) : 'set'}`;
    }
  }
  return setting;
}

/** Whether a generate call of this leg goes over a stream. */
export const isOverStream = ({ generatesVia, facts }: Leg, params: CallOptions, refusals: StreamingRefusals): boolean =>
  generatesVia === 'stream' && !refusals.isKnown(facts.key, hasTools(params));

/** Under what an attempt's silence is learned; `undefined` if nothing is learned from it. */
export type SilenceKey = (leg: Leg, operation: Operation, params: CallOptions) => string | undefined;

export function createSilenceKey({ hedge }: ResolvedRouter, refusals: StreamingRefusals): SilenceKey {
  const afterMs = hedge?.afterMs;
  if (afterMs !== 'auto' && afterMs !== 'p95') return () => undefined;
  return (leg, operation, params) => {
    const showsContent = operation === 'stream' || isOverStream(leg, params, refusals);
    // The length of a whole answer says nothing of silence; who asks for its percentile by name gets it all the same.
    if (!showsContent && afterMs === 'auto') return undefined;
    return `${operation} ${showsContent ? 'content' : 'answer'} ${reasoningOf(params)} ${leg.facts.key}`;
  };
}
