/** The request of a drill as models get it: made by the SDK itself, which converts prompts, tools and schemas. */
import { generateText, type ToolSet } from 'ai';
import type { CallOptions, LanguageModel } from '../sdk-types.ts';
import type { DrillRequest } from './options.ts';
import { SPECIFICATION } from '../sdk-specification.ts';

/** A tool as far as a model hears of it: what would run is left out. */
function declared(tools: ToolSet): ToolSet {
  const withoutCode = Object.entries(tools).map(([name, tool]) => [
    name,
    { ...tool, execute: undefined, onInputStart: undefined, onInputDelta: undefined, onInputAvailable: undefined },
  ]);
  return Object.fromEntries(withoutCode) as ToolSet;
}

/**
 * @param chain whose model it is for: files are downloaded where it cannot take their address
 * @throws what the SDK throws for a request that it does not take
 */
export async function paramsOf(chain: LanguageModel, request: DrillRequest): Promise<CallOptions> {
  let params: CallOptions | undefined;
  const seen = new Error('seen');
  const model: LanguageModel = {
    specificationVersion: SPECIFICATION,
    provider: chain.provider,
    modelId: chain.modelId,
    supportedUrls: chain.supportedUrls,
    doGenerate(options) {
      params = options;
      throw seen;
    },
    doStream() {
      throw seen;
    },
  };
  const { tools, ...rest } = request;
  const settings = { ...rest, ...(tools && { tools: declared(tools) }) } as { prompt: string };
  try {
    await generateText({ ...settings, model, maxRetries: 0 });
  } catch (error) {
    if (params === undefined) throw error;
  }
  const { abortSignal: _, ...asked } = params!;
  return asked;
}

function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copied(item)]));
}

/** The same request for another call: a model may write to the one that it gets. */
export const ownParams = <Params>(params: Params): Params => copied(params) as Params;
