/** One call in virtual time: a copy of the chain, a leg that is broken, and others that answer as they did. */
import type { FailoverEvent } from '../events.ts';
import type { AskedLeg } from './ask-legs.ts';
import { ownParams } from './call-params.ts';
import { rebuild, type Chain } from './chain.ts';
import type { ChainLeg, DrillParams, Seen } from './family.ts';
import { FAULTS, hitBy } from './faults.ts';
import type { DrillFaultName, DrillOperation, DrillPlay } from './report.ts';
import { attemptsOf, stepsOf, warningsOf } from './timeline.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

/** A call that has not ended by then never will, as far as anybody waits. */
const LONGEST_MS = 60 * 60_000;

/** What is played. */
export interface Scene {
  fault: DrillFaultName | 'none';
  /** Absent where none is broken. */
  broken: ChainLeg | undefined;
  operation: DrillOperation;
}

/** A play before it is judged, with the warnings of its chain. */
export interface Played {
  play: DrillPlay;
  warnings: string[];
}

/** The user's own `route` may ask somebody: time stands still for it. */
function heldRoute({ settings: { route } }: Chain, clock: VirtualClock): Chain['settings']['route'] {
  return (
    route &&
    (context => {
      const names = route(context);
      return names instanceof Promise ? (clock.hold(names) as typeof names) : names;
    })
  );
}

/**
 * Plays one scene. The same scene always plays alike.
 *
 * @throws the reason of the signal
 */
export async function playScene(
  chain: Chain,
  asked: readonly AskedLeg[],
  scene: Scene,
  params: DrillParams,
  abortSignal?: AbortSignal,
): Promise<Played> {
  const { fault, broken, operation } = scene;
  const kind = fault === 'none' ? undefined : FAULTS[fault];
  const hits = kind && broken ? hitBy(kind, broken, chain.legs) : [];
  const clock = createVirtualClock();
  const events: FailoverEvent[] = [];
  const begin = clock.now();
  const { health, budget } = chain.settings;
  const { family } = chain;
  const models = asked.map(({ leg, recording }) =>
    family.played(leg, recording, hits.includes(leg) ? kind?.behaviour(leg) : undefined, clock),
  );
  const model = rebuild(chain, models, {
    clock,
    random: () => 0.5,
    onEvent: event => void events.push(event),
    route: heldRoute(chain, clock),
    // Nothing is known from before.
    health: health === false ? false : undefined,
    budget: budget === false ? false : undefined,
  });
  let seen: Seen = { hasContent: false };
  const called = family.call(model, operation, ownParams(params), clock).then(result => void (seen = result));
  const hasEnded = await clock.run(called, LONGEST_MS, abortSignal);
  const attempts = attemptsOf(events, begin);
  const by = attempts.findLast(({ outcome }) => outcome === 'answered')?.leg;
  const answered = hasEnded && seen.failure === undefined;
  const play: DrillPlay = {
    fault,
    title: kind?.title ?? 'Nothing is broken by the drill',
    operation,
    ...(broken && { leg: broken.name }),
    hits: hits.map(({ name }) => name),
    verdict: answered ? 'answered' : !hasEnded ? 'never-ends' : seen.hasContent ? 'partial' : 'failed',
    answered,
    ...(answered && by !== undefined && { by }),
    ...(hasEnded && { ms: clock.elapsed() }),
    ...(seen.firstContentMs !== undefined && { firstContentMs: seen.firstContentMs }),
    attempts,
    timeline: stepsOf(events, begin),
    ...(seen.failure && { failure: seen.failure }),
  };
  return { play, warnings: warningsOf(events) };
}
