/** Asks each leg once, for real: the same request, by the way that a call takes, with the drill's own limit. */
import { UnsupportedFunctionalityError } from 'ai';
import type { LegDeclaration } from '../legs/leg-input.ts';
import { TOO_LONG } from '../own-failures.ts';
import type { MonotonicClock } from '../runtime/clock.ts';
import type { CreateFailoverOptions, FailoverModel } from '../sdk/create-failover.ts';
import type { CallOptions } from '../sdk-types.ts';
import { ownParams } from './call-params.ts';
import { rebuild, standIn, type Chain, type ChainLeg } from './chain.ts';
import type { ResolvedDrill } from './options.ts';
import { assumed, emptyRecording, failureOfError, recorded, type Recording } from './recording.ts';
import type { DrillFailure, DrillLeg } from './report.ts';

/** A leg with what it answered. */
export interface AskedLeg {
  leg: ChainLeg;
  recording: Recording;
  told: DrillLeg;
}

const nobody = (): never => {
  throw new Error('Only one leg is asked at a time.');
};

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

/** One try and no other leg; the limits of the chain come later, when it is known how long an answer takes. */
const ONE_TRY: Omit<CreateFailoverOptions, 'models'> = {
  hedge: false,
  health: false,
  budget: false,
  retries: undefined,
  maxAttempts: 1,
  maxWaitMs: 0,
  generateVia: 'generate',
  afterContent: 'error',
};
const NO_LIMITS: Partial<LegDeclaration> = {
  retries: 0,
  timeouts: undefined,
  generateVia: undefined,
  concurrency: undefined,
};

/** Asks one leg, as the chain would ask it. */
export async function askLeg(
  chain: Chain,
  leg: ChainLeg,
  params: CallOptions,
  { askMs, operations, abortSignal }: ResolvedDrill,
  clock: MonotonicClock,
): Promise<AskedLeg> {
  const recording = emptyRecording();
  const seen: { firstContentMs?: number } = {};
  const models = chain.legs.map(other =>
    other === leg ? recorded(leg, recording, clock) : standIn(other, { doGenerate: nobody, doStream: nobody }),
  );
  const alone = rebuild(
    chain,
    models,
    {
      ...ONE_TRY,
      clock,
      route: () => [leg.name],
      timeouts: { attemptMs: askMs, idleMs: false },
      onEvent(event) {
        if (event.type === 'committed') seen.firstContentMs = event.ms;
      },
    },
    NO_LIMITS,
  );
  const call = { ...ownParams(params), ...(abortSignal && { abortSignal }) };
  const begin = clock.monotonic();
  const failure = await (operations.includes('stream') ? askStream(alone, call) : askWhole(alone, call));
  abortSignal?.throwIfAborted();
  const ms = clock.monotonic() - begin;
  recording.hangs = failure?.rule === TOO_LONG;
  return { leg, recording, told: { ...namesOf(leg), ok: !failure, ms, ...seen, ...(failure && { failure }) } };
}

async function askWhole(model: FailoverModel, params: CallOptions): Promise<DrillFailure | undefined> {
  try {
    await model.doGenerate(params);
    return undefined;
  } catch (error) {
    return failureOfError(error);
  }
}

/** A stream shows when the first content comes; a model that has none is asked for the whole answer. */
async function askStream(model: FailoverModel, params: CallOptions): Promise<DrillFailure | undefined> {
  let failure: DrillFailure | undefined;
  try {
    const { stream } = await model.doStream(params);
    for await (const part of stream) if (part.type === 'error') failure ??= failureOfError(part.error);
    return failure;
  } catch (error) {
    if (UnsupportedFunctionalityError.isInstance(error)) return askWhole(model, params);
    return failure ?? failureOfError(error);
  }
}
