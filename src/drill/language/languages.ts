/** How chains of language models are drilled. */
import { UnsupportedFunctionalityError } from 'ai';
import { toSafe } from '../../legs/lazy-model.ts';
import { parseLeg } from '../../legs/leg-input.ts';
import { settingsOf, wrappedSettingsOf, type ChainSettings } from '../../sdk/chain-settings.ts';
import { createFailover } from '../../sdk/create-failover.ts';
import { createProgress, note } from '../../stream/progress.ts';
import type { CallOptions, LanguageModel, LegModel } from '../../sdk-types.ts';
import { paramsOf } from '../call-params.ts';
import type { DrillFamily, DrillParams, Seen } from '../family.ts';
import { failureOfError } from '../recording.ts';
import type { DrillFailure, DrillOperation } from '../report.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { playedModel } from './played-model.ts';
import { recorded } from './recorded.ts';
import { standIn } from './stand-in.ts';

const nobody = (): never => {
  throw new Error('Only one leg is asked at a time.');
};

async function askWhole(model: LanguageModel, params: CallOptions): Promise<DrillFailure | undefined> {
  try {
    await model.doGenerate(params);
    return undefined;
  } catch (error) {
    return failureOfError(error);
  }
}

/** A stream shows when the first content comes; a model that has none is asked for the whole answer. */
async function askStream(model: LanguageModel, params: CallOptions): Promise<DrillFailure | undefined> {
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

async function call(
  given: LegModel,
  operation: DrillOperation,
  params: DrillParams,
  clock: VirtualClock,
): Promise<Seen> {
  const model = given as LanguageModel;
  const seen: Seen = { hasContent: false };
  try {
    if (operation === 'generate') {
      await model.doGenerate(params as CallOptions);
      return { hasContent: true };
    }
    const progress = createProgress();
    const { stream } = await model.doStream(params as CallOptions);
    for await (const part of stream) {
      if (note(progress, part)) seen.firstContentMs ??= clock.elapsed();
      if (part.type === 'error') seen.failure ??= failureOfError(part.error);
    }
    return { ...seen, hasContent: progress.hasContent };
  } catch (error) {
    return { ...seen, failure: seen.failure ?? failureOfError(error) };
  }
}

export const languages: DrillFamily = {
  operationsOf: asked => asked,
  settingsOf: model => settingsOf(model) ?? wrappedSettingsOf(model),
  parse: (option, input) => parseLeg('drill', option, input),
  safe: model => toSafe(model),
  make: settings => createFailover(settings as ChainSettings),
  paramsOf: (chain, request) => paramsOf(chain as LanguageModel, request),
  oneTry: askMs => ({
    options: {
      generateVia: 'generate',
      afterContent: 'error',
      timeouts: { attemptMs: askMs, idleMs: false },
    },
    declared: { retries: 0, timeouts: undefined, generateVia: undefined, concurrency: undefined },
  }),
  recorded: ({ model }, into, clock) => recorded(model as LanguageModel, into, clock),
  unasked: leg => standIn(leg, { doGenerate: nobody, doStream: nobody }),
  ask(model, params, operations) {
    const asked = [model as LanguageModel, params as CallOptions] as const;
    return operations.includes('stream') ? askStream(...asked) : askWhole(...asked);
  },
  played: playedModel,
  call,
};
