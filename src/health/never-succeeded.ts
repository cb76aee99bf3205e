/**
 * Tells an outage from a route that was never configured. Code 2005 is both: a provider that is down, and a custom
 * provider or a model id that the gateway cannot reach at all.
 *
 * @see https://github.com/cloudflare/cloudflare-docs/issues/29840
 */

import { createBoundedMap, type BoundedMap } from '../runtime/bounded-map.ts';

/** From when a route that has never succeeded is called misconfigured. */
export interface NeverSucceededLimits {
  /** Failed calls, at least. @default 10 */
  minCalls?: number | undefined;
  /** Milliseconds between the first of them and now, at least. @default 300_000 */
  minMs?: number | undefined;
}

interface Route {
  hasSucceeded: boolean;
  failedCalls: number;
  /** What the gateway's log said last of its provider. */
  said: string;
  firstFailureAt: number;
  /** The calls that were counted; a call may fail on several routes. */
  readonly counted: WeakSet<object>;
}

/** How many routes are remembered; per-request model ids must not grow the memory for ever. */
const MAX_ROUTES = 1_000;

/** What is known of routes, by the key of the leg: plain data, which routers that share their health share. */
export interface Routes {
  readonly known: BoundedMap<Route>;
  readonly now: () => number;
}

export const createRoutes = (now: () => number): Routes => ({
  known: createBoundedMap({ max: MAX_ROUTES, now }),
  now,
});

/** Notes, per route, whether it ever worked, and judges by the limits of one router. */
export interface NeverSucceeded {
  succeeded(route: string): void;
  /**
   * Counts a failed call.
   *
   * @param call identifies the call, so that the SDK's retries of one call count once
   * @returns whether the route looks misconfigured by now
   */
  failed(route: string, call: object): boolean;
  /** Keeps one sentence on why it fails; it decides nothing. */
  explain(route: string, said: string): void;
  /** That sentence, after a space; an empty text for none. */
  saidOf(route: string): string;
}

export function createNeverSucceeded(
  { minCalls = 10, minMs = 300_000 }: NeverSucceededLimits,
  { known: routes, now }: Routes,
): NeverSucceeded {
  function routeOf(name: string): Route {
    const known = routes.get(name);
    if (known) return known;
    const route = {
      hasSucceeded: false,
      failedCalls: 0,
      said: '',
      firstFailureAt: now(),
      counted: new WeakSet<object>(),
    };
    routes.set(name, route);
    return route;
  }

  return {
    succeeded(name) {
      const route = routeOf(name);
      if (!route.hasSucceeded) route.hasSucceeded = true;
    },
    failed(name, call) {
      const route = routeOf(name);
      if (route.hasSucceeded) return false;
      if (!route.counted.has(call)) {
        route.counted.add(call);
        if (route.failedCalls === 0) route.firstFailureAt = now();
        route.failedCalls += 1;
      }
      return route.failedCalls >= minCalls && now() - route.firstFailureAt >= minMs;
    },
    explain(name, said) {
      routeOf(name).said = ` ${said}`;
    },
    saidOf: name => routes.get(name)?.said ?? '',
  };
}
