/** How chains of embedding models are drilled: of vectors nothing is seen before all of them are there. */
import { embeddingSettingsOf, type EmbeddingChainSettings } from '../../sdk/chain-settings.ts';
import { createEmbeddingFailover } from '../../sdk/create-embedding-failover.ts';
import { parseEmbeddingLeg } from '../../legs/embedding-leg.ts';
import type { EmbeddingModel, EmbeddingOptions } from '../../sdk-types.ts';
import type { DrillFamily, Seen } from '../family.ts';
import { failureOfError } from '../recording.ts';
import { playedVectors, recordedVectors, withAnswer } from './vectors.ts';

const nobody = (): never => {
  throw new Error('Only one leg is asked at a time.');
};

export const embeddings: DrillFamily = {
  operationsOf: () => ['embed'],
  settingsOf: embeddingSettingsOf,
  parse: (option, input) => parseEmbeddingLeg('drill', option, input),
  safe: model => model,
  make: settings => createEmbeddingFailover(settings as EmbeddingChainSettings),
  async paramsOf(_, { prompt, values, headers = {}, providerOptions }) {
    const texts = values ?? (typeof prompt === 'string' ? [prompt] : ['pong']);
    const set = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return { values: [...texts], headers: Object.fromEntries(set), ...(providerOptions && { providerOptions }) };
  },
  oneTry: askMs => ({
    options: {
      timeouts: { firstContentMs: false, attemptMs: askMs },
    },
    declared: { retries: 0, timeouts: undefined, concurrency: undefined },
  }),
  recorded: (leg, into, clock) => recordedVectors(leg, into, clock),
  unasked: leg => withAnswer(leg, nobody),
  async ask(model, params) {
    try {
      await (model as EmbeddingModel).doEmbed(params as EmbeddingOptions);
      return undefined;
    } catch (error) {
      return failureOfError(error);
    }
  },
  played: playedVectors,
  async call(model, _, params, clock): Promise<Seen> {
    try {
      await (model as EmbeddingModel).doEmbed(params as EmbeddingOptions);
      return { hasContent: true, firstContentMs: clock.elapsed() };
    } catch (error) {
      return { hasContent: false, failure: failureOfError(error) };
    }
  },
};
