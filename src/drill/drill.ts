/** Plays every outage of every leg, and says whether calls are still answered: by whom, and how late. */
import type { LanguageModel } from 'ai';
import { resolveClock } from '../runtime/clock.ts';
import { askLeg, assumeLeg } from './ask-legs.ts';
import { chainOf, type Chain } from './chain.ts';
import { FAULTS } from './faults.ts';
import { judge } from './findings.ts';
import { resolveDrill, type DrillOptions, type ResolvedDrill } from './options.ts';
import { playScene, type Scene } from './play.ts';
import type { EmbeddingModelInput } from '../sdk-types.ts';
import type { DrillReport } from './report.ts';

/** Calls as the legs are, then each leg with each fault that can befall it. */
function scenesOf({ legs, family }: Chain, { operations, faults }: ResolvedDrill): Scene[] {
  const broken = legs.flatMap(leg =>
    faults.filter(fault => !FAULTS[fault].needsGateway || leg.gateway !== undefined).map(fault => ({ fault, leg })),
  );
  return family
    .operationsOf(operations)
    .flatMap(operation => [
      { fault: 'none' as const, broken: undefined, operation },
      ...broken.map(({ fault, leg }) => ({ fault, broken: leg, operation })),
    ]);
}

/**
 * A fire drill. Each leg is asked once for real, with the request of your calls. Then every fault of every leg is played
 * in virtual time on a copy of the chain: same options, fresh health and budget; the broken leg shows the fault, the
 * others answer as they did, as fast as they did. It costs one request a leg and takes seconds.
 *
 * @example
 * ```ts
 * const report = await drill(model, { request: { prompt: 'Hello', tools } });
 * expect(report.findings.filter(({ level }) => level === 'error')).toEqual([]);
 * ```
 *
 * @param chain what `createFailover()` or `createEmbeddingFailover()` returns; any other model is a chain of one leg
 * @throws {TypeError} for an option or a chain that it does not take; what the SDK throws for a request that it does
 *   not take. A leg that fails is no error: the report says so.
 */
export async function drill(
  chain: LanguageModel | EmbeddingModelInput,
  options: DrillOptions = {},
): Promise<DrillReport> {
  const resolved = resolveDrill(options);
  const { abortSignal, asks, onProgress, request, withinMs } = resolved;
  const known = chainOf(chain);
  abortSignal?.throwIfAborted();
  const params = await known.family.paramsOf(known.model, request);

  const counter = (stage: 'ask' | 'play', total: number) => {
    let done = 0;
    onProgress?.({ stage, done, total });
    return <Value>(value: Value): Value => {
      onProgress?.({ stage, done: ++done, total });
      return value;
    };
  };

  const clock = resolveClock('drill', known.settings.clock);
  const noteLeg = counter('ask', known.legs.length);
  const asked = await Promise.all(
    known.legs.map(async leg => noteLeg(asks ? await askLeg(known, leg, params, resolved, clock) : assumeLeg(leg))),
  );

  const scenes = scenesOf(known, resolved);
  const notePlay = counter('play', scenes.length);
  const played = await Promise.all(
    scenes.map(async scene => notePlay(await playScene(known, asked, scene, params, abortSignal))),
  );
  abortSignal?.throwIfAborted();

  const plays = played.map(({ play }) => play);
  const findings = judge(known, asked, plays, played[0]?.warnings ?? [], withinMs);
  return {
    ok: findings.every(({ level }) => level !== 'error'),
    asked: asks,
    legs: asked.map(({ told }) => told),
    plays,
    findings,
  };
}
