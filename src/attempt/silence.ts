/**
 * What the silence of an attempt is comparable with. Kept apart by leg, operation and reasoning setting: a model that
 * is told to think is silent for longer.
 */
import type { LegFacts, Operation } from '../engine/attempt.ts';
import type { ResolvedHedge } from '../options/hedge-options.ts';
import type { CallOptions } from '../sdk-types.ts';

/** Provider options that make a model think, whatever their provider calls them. */
const REASONING = /think|reason|effort/i;
/** Values that are told apart; of any other it only counts that there is one. */
const EFFORTS: ReadonlySet<unknown> = new Set(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']);

/** The reasoning that a call asks for, as far as calls are told apart by it. */
export function reasoningOf({ reasoning = 'provider-default', providerOptions }: CallOptions): string {
  let setting: string = reasoning;
  if (providerOptions === undefined) return setting;
  for (const options of Object.values(providerOptions)) {
    for (const [name, value] of Object.entries(options ?? {})) {
      if (REASONING.test(name) && value != null) setting += ` ${name}=${EFFORTS.has(value) ? String(value) : 'set'}`;
    }
  }
  return setting;
}

/** Under what the silence of an attempt over a stream, or else of a whole answer, is learned. */
export function silenceKey(
  hedge: ResolvedHedge | undefined,
  leg: LegFacts,
  operation: Operation,
  params: CallOptions,
  isOverStream: boolean,
): string | undefined {
  const afterMs = hedge?.afterMs;
  if (afterMs !== 'auto' && afterMs !== 'p95') return undefined;
  // The length of a whole answer says nothing of silence; who asks for its percentile by name gets it all the same.
  if (!isOverStream && afterMs === 'auto') return undefined;
  return `${operation} ${isOverStream ? 'content' : 'answer'} ${reasoningOf(params)} ${leg.key}`;
}
