/** One call in virtual time: a copy of the chain, a leg that is broken, and others that answer as they did. */
import type { FailoverEvent } from '../events.ts';
import { createProgress, note } from '../stream/progress.ts';
import type { FailoverModel } from '../sdk/create-failover.ts';
import type { CallOptions } from '../sdk-types.ts';
import type { AskedLeg } from './ask-legs.ts';
import { ownParams } from './call-params.ts';
import { rebuild, type Chain, type ChainLeg } from './chain.ts';
import { FAULTS, hitBy } from './faults.ts';
import { playedModel } from './played-model.ts';
import { failureOfError } from './recording.ts';
import type { DrillFailure, DrillFaultName, DrillOperation, DrillPlay } from './report.ts';
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

/** What the caller saw. */
interface Seen {
  hasContent: boolean;
  firstContentMs?: number;
  failure?: DrillFailure;
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

async function call(model: FailoverModel, scene: Scene, params: CallOptions, clock: VirtualClock): Promise<Seen> {
  const seen: Seen = { hasContent: false };
  try {
    if (scene.operation === 'generate') {
      await model.doGenerate(params);
      return { hasContent: true };
    }
    const progress = createProgress();
    const { stream } = await model.doStream(params);
    for await (const part of stream) {
      if (note(progress, part)) seen.firstContentMs ??= clock.elapsed();
      if (part.type === 'error') seen.failure ??= failureOfError(part.error);
    }
    return { ...seen, hasContent: progress.hasContent };
  } catch (error) {
    return { ...seen, failure: seen.failure ?? failureOfError(error) };
  }
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
  params: CallOptions,
  abortSignal?: AbortSignal,
): Promise<Played> {
  const { fault, broken, operation } = scene;
  const kind = fault === 'none' ? undefined : FAULTS[fault];
  const hits = kind && broken ? hitBy(kind, broken, chain.legs) : [];
  const clock = createVirtualClock();
  const events: FailoverEvent[] = [];
  const begin = clock.now();
  const { health, budget } = chain.settings;
  const models = asked.map(one =>
    playedModel(one, hits.includes(one.leg) ? kind?.behaviour(one.leg) : undefined, clock),
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
  const called = call(model, scene, ownParams(params), clock).then(result => void (seen = result));
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
