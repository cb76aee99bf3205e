import type { CallOptions, LanguageModel } from '../src/sdk-types.ts';

/** Asks for a stream and reads it to its end. */
export async function readAll(model: LanguageModel, params: CallOptions): Promise<void> {
  const { stream } = await model.doStream(params);
  const reader = stream.getReader();
  while (!(await reader.read()).done);
}
