/** Asks each leg once, for real: the same request, by the way that a call takes, with the drill's own limit. */
import { TOO_LONG } from '../own-failures.ts';
import type { MonotonicClock } from '../runtime/clock.ts';
import { ownParams } from './call-params.ts';
import { rebuild, type Chain } from './chain.ts';
import type { ChainLeg, DrillParams } from './family.ts';
import type { ResolvedDrill } from './options.ts';
import { assumed, emptyRecording, type Recording } from './recording.ts';
import type { DrillLeg } from './report.ts';

/** A leg with what it answered. */
export interface AskedLeg {
  leg: ChainLeg;
  recording: Recording;
  told: DrillLeg;
}

function namesOf({ name, provider, modelId, gateway, account }: ChainLeg): Omit<DrillLeg, 'ok' | 'ms'> {
  return {
    leg: name,
    provider,
    modelId,
    ...(gateway !== undefined && { gateway }),
    ...(account !== undefined && { account }),
  };
}

export const assumeLeg = (leg: ChainLeg): AskedLeg => ({
  leg,
  recording: assumed(),
  told: { ...namesOf(leg), ok: true, ms: 0 },
});

/** One try and no other leg. */
const ONE_TRY = {
  hedge: false,
  health: false,
  budget: false,
  retries: undefined,
  maxAttempts: 1,
  maxWaitMs: 0,
} as const;

/** Asks one leg, as the chain would ask it. */
export async function askLeg(
  chain: Chain,
  leg: ChainLeg,
  params: DrillParams,
  { askMs, operations, abortSignal }: ResolvedDrill,
  clock: MonotonicClock,
): Promise<AskedLeg> {
  const recording = emptyRecording();
  const seen: { firstContentMs?: number } = {};
  const { family } = chain;
  const models = chain.legs.map(other =>
    other === leg ? family.recorded(leg, recording, clock) : family.unasked(other),
  );
  // The limits of the chain come later, when it is known how long an answer takes.
  const { options, declared } = family.oneTry(askMs);
  const alone = rebuild(
    chain,
    models,
    {
      ...ONE_TRY,
      ...options,
      clock,
      route: () => [leg.name],
      onEvent(event) {
        if (event.type === 'committed') seen.firstContentMs = event.ms;
      },
    },
    declared,
  );
  const call = { ...ownParams(params), ...(abortSignal && { abortSignal }) };
  const begin = clock.monotonic();
  const failure = await family.ask(alone, call, operations);
  abortSignal?.throwIfAborted();
  const ms = clock.monotonic() - begin;
  // Whoever answers after it was given up writes to what nobody reads any more.
  const kept = { ...recording, parts: [...recording.parts], hangs: failure?.rule === TOO_LONG };
  return { leg, recording: kept, told: { ...namesOf(leg), ok: !failure, ms, ...seen, ...(failure && { failure }) } };
}
