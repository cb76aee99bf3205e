/** Routers over real provider packages, whose scripted upstreams live by the same manual clock. */
import { wrapLanguageModel } from 'ai';
import { scenario, type Scenario, type ScenarioOptions, type Script, type Step } from '../../mocks/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import {
  createFailover,
  failoverMiddleware,
  gatewayErrorMiddleware,
  type Clock,
  type FailoverEvent,
  type GatewayErrorOptions,
  type LegDeclaration,
  type RouterOptions,
} from '../../src/index.ts';
import { anthropicLeg, chatLeg, googleLeg, openaiLeg } from '../support/failover-legs.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { notableIn } from '../support/notable.ts';

/** The router's own options, and what is set up besides. */
export interface Setting extends Omit<RouterOptions, 'clock'> {
  /** Through which of its factories the router is made. @default 'createFailover' */
  by?: 'createFailover' | 'failoverMiddleware';
  /** What is declared about the legs, which are named a, b, c and d. */
  legs?: readonly LegDeclaration[];
  /** In place of the primary's model. */
  primary?: LanguageModel;
  byKey?: ScenarioOptions['byKey'];
  clock?: ManualClock;
}

/** An upstream that remembers the signal of each of its requests. */
export interface Upstream extends Scenario {
  readonly signals: (AbortSignal | undefined)[];
}

/** Both ways to make a router, for `describe.each`. */
export const FACTORIES = ['createFailover', 'failoverMiddleware'] as const;

const CONNECT = [anthropicLeg, openaiLeg, chatLeg, googleLeg];
const NAMES = ['a', 'b', 'c', 'd'];

/** Lets an upstream's own delays pass by the clock, and forgets them when the request is aborted. */
const delayBy =
  (clock: Clock) =>
  (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = clock.setTimeout(resolve, ms);
      const stop = () => {
        clock.clearTimeout(timer);
        reject(signal.reason);
      };
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });

export function upstreamOf(script: Script, clock: Clock, byKey?: ScenarioOptions['byKey']): Upstream {
  const upstream = scenario(script, { delay: delayBy(clock), ...(byKey && { byKey }) });
  const signals: Upstream['signals'] = [];
  // A request of Node's that is garbage hears of no abort any more.
  const kept: Request[] = [];
  return Object.defineProperties({} as Upstream, {
    ...Object.getOwnPropertyDescriptors(upstream),
    signals: { value: signals },
    fetch: {
      value: (input: RequestInfo, init?: RequestInit) => {
        signals.push(init?.signal ?? undefined);
        const request = new Request(input, init);
        kept.push(request);
        return upstream.respond(request);
      },
    },
  });
}

/** A router with one leg for each script. */
export function setUp(
  scripts: readonly (Script | Step)[],
  { by = 'createFailover', legs = [], primary, byKey, clock = createManualClock(), ...options }: Setting = {},
) {
  const upstreams = scripts.map(script =>
    upstreamOf(typeof script === 'object' && 'kind' in script ? [script] : script, clock, byKey),
  );
  const events: FailoverEvent[] = [];
  const models = upstreams.map((upstream, index) => (index === 0 && primary) || CONNECT[index]!(upstream));
  const declarations = models.map((_, index) => ({ name: NAMES[index]!, ...legs[index] }));
  const inputs = models.map((model, index) => ({ model, ...declarations[index]! }));
  const shared = {
    clock,
    random: () => 0.5,
    // By these the upstreams tell the callers apart.
    forwardHeaders: ['x-caller', 'x-tenant'],
    onEvent: notableIn(events),
    ...options,
  };
  const failover = by === 'createFailover' ? createFailover({ models: inputs, ...shared }) : undefined;
  const model: LanguageModel =
    failover ??
    wrapLanguageModel({
      model: models[0]!,
      middleware: failoverMiddleware({ to: inputs.slice(1), primary: declarations[0]!, ...shared }),
    });
  return {
    model,
    health: failover?.health,
    clock,
    upstreams,
    events,
    /** How many requests each leg got. */
    counts: () => upstreams.map(({ count }) => count),
    /** The events of these types, in order. */
    told: <Type extends FailoverEvent['type']>(...types: Type[]) =>
      events.filter((event): event is Extract<FailoverEvent, { type: Type }> => types.includes(event.type as Type)),
  };
}

/** One model with the middleware that does not route. */
export function setUpHonest(script: Script | Step, options: GatewayErrorOptions = {}) {
  const clock = createManualClock();
  const upstream = upstreamOf('kind' in script ? [script] : script, clock);
  const events: FailoverEvent[] = [];
  const onEvent = notableIn(events);
  const middleware = gatewayErrorMiddleware({ clock, onEvent, ...options });
  return { model: wrapLanguageModel({ model: anthropicLeg(upstream), middleware }), clock, upstream, events };
}
