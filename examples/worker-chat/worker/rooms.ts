/** Who shares what is known of the upstreams. */
import { createHealth, type EventListener, type Health } from 'ai-gateway-failover';
import { durableObjectStore } from 'ai-gateway-failover/durable-object';
import type { Scenario } from 'ai-gateway-failover/msw';
import type { LegState, State } from '../shared/chat-message.ts';
import type { Env } from './env.ts';
import type { Leg } from './models.ts';

export interface Room {
  readonly health: Health;
  /** Until when an upstream wants to be left alone, as events tell it. */
  readonly waits: Map<string, number>;
  /** The latest calls, for the counts of the page. */
  readonly scenarios: Scenario[];
}

/** In this isolate. A visitor who comes back after that many others finds the health in the Durable Object. */
const MAX_ROOMS = 200;
const MAX_SCENARIOS = 30;

const rooms = new Map<string, Room>();

/**
 * Benched after two failed calls rather than five, for fifteen seconds: a visitor should see it. With real upstreams
 * leave these two options out.
 */
const DEMO_LIMITS = { consecutiveFailures: 2, openMs: 15_000 };

/** @param id of the visitor, or `undefined` for the one room of all, with real upstreams */
export function roomOf(env: Env, id: string | undefined): Room {
  const key = id ?? '';
  let room = rooms.get(key);
  if (!room) {
    const store = durableObjectStore(env.FAILOVER_HEALTH, id === undefined ? {} : { name: `visitor ${id}` });
    const health = createHealth({ store, ...(id !== undefined && DEMO_LIMITS) });
    room = { health, waits: new Map(), scenarios: [] };
  }
  // Moved to the end: the first is the one that was away for longest.
  rooms.delete(key);
  rooms.set(key, room);
  const oldest = rooms.keys().next();
  if (rooms.size > MAX_ROOMS && !oldest.done) rooms.delete(oldest.value);
  return room;
}

export function remember({ scenarios }: Room, scenario: Scenario): void {
  scenarios.push(scenario);
  if (scenarios.length > MAX_SCENARIOS) scenarios.shift();
}

/** A listener that notes the waits which upstreams ask for: `snapshot()` has breakers alone. */
export const noteWaits =
  ({ waits }: Room): EventListener =>
  event => {
    if (event.type === 'skip' && event.reason === 'not-before' && event.until) waits.set(event.leg, event.until);
    if (event.type !== 'attempt-end' || event.failure?.retryAfterMs === undefined) return;
    waits.set(event.leg, event.at + event.failure.retryAfterMs);
  };

function legState({ health, waits }: Room, { name, model }: Leg): LegState {
  const leg = Object.values(health.snapshot()).find(known => known.name === name);
  const waitMs = (waits.get(name) ?? 0) - Date.now();
  const { modelId } = model;
  if (leg?.state === 'open') return { name, modelId, state: 'benched', pauseMs: leg.pauseMs ?? 0 };
  if (waitMs > 0) return { name, modelId, state: 'asked for a pause', pauseMs: waitMs };
  return { name, modelId, state: leg?.state === 'half-open' ? 'on trial' : 'in service', pauseMs: 0 };
}

export function stateOf(room: Room, legs: readonly Leg[], isPlayed: boolean): State {
  const requests = room.scenarios.flatMap(scenario => scenario.requests);
  const ended = requests.filter(({ isDone }) => isDone).length;
  const cancelled = requests.filter(({ isCancelled }) => isCancelled).length;
  return {
    isPlayed,
    legs: legs.map(leg => legState(room, leg)),
    requests: { ended, cancelled, open: requests.length - ended - cancelled },
  };
}
