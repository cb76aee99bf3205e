/** What routers remember of legs between calls, besides their health. */
import type { LegUse } from '../guards/usage-guard.ts';
import { ANNOUNCE_AGAIN_MS } from '../guards/configuration-guard.ts';
import type { Canaries } from '../health/canaries.ts';
import type { Health } from '../health/health.ts';
import { createLatencies, type Latencies } from '../health/latencies.ts';
import { createRoutes, type Routes } from '../health/never-succeeded.ts';
import { createNotBefore, type NotBefore } from '../health/not-before.ts';
import { sharedWaitsOf } from '../health/shared-waits.ts';
import { createStreamingRefusals, type StreamingRefusals } from '../call/streaming-refusals.ts';
import { createBoundedMap, type BoundedMap } from '../runtime/bounded-map.ts';
import type { MonotonicClock } from '../runtime/clock.ts';

/** What is known of legs besides their health; routers that share their health share it, too. */
export interface Known {
  notBefore: NotBefore;
  latencies: Latencies;
  refusals: StreamingRefusals;
  /** Which legs have ever answered: on Workers a chain lives for one request, and its health for many. */
  routes: Routes;
  /** When a failure that may be one user's was last announced as configuration, by leg. */
  announcedAt: BoundedMap<number>;
  /** When legs were asked last, where somebody listens. */
  uses: BoundedMap<LegUse>;
  /** Made with the first router that sends canaries. */
  canaries: Canaries | undefined;
}

/** Legs that are kept for either. */
const MAX_LEGS = 1_000;

const shared = new WeakMap<Health, Known>();

function createKnown(now: () => number, health: Health | undefined): Known {
  const isOver = (at: number) => now() - at >= ANNOUNCE_AGAIN_MS;
  return {
    notBefore: createNotBefore(now, health && sharedWaitsOf(health)),
    latencies: createLatencies(),
    refusals: createStreamingRefusals(now),
    routes: createRoutes(now),
    announcedAt: createBoundedMap({ max: MAX_LEGS, now, isOver, mayDrop: isOver }),
    uses: createBoundedMap({ max: MAX_LEGS, now }),
    canaries: undefined,
  };
}

export function knownOf(health: Health | undefined, clock: MonotonicClock): Known {
  const known = (health && shared.get(health)) ?? createKnown(() => clock.monotonic(), health);
  if (health) shared.set(health, known);
  return known;
}
