/** Where refusals to stream are remembered: with the health that a user shares, as the rest of what is known of legs. */
import type { MonotonicClock } from '../core/clock.ts';
import type { Health } from '../layers/health.ts';
import { createStreamingRefusals, type StreamingRefusals } from '../layers/streaming-refusals.ts';

const shared = new WeakMap<Health, StreamingRefusals>();

export function refusalsOf(health: Health | undefined, clock: MonotonicClock): StreamingRefusals {
  const known = (health && shared.get(health)) ?? createStreamingRefusals(() => clock.monotonic());
  if (health) shared.set(health, known);
  return known;
}
