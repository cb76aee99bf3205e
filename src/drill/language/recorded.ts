/** A language model, listened to: what it answers is kept, with the time that each part took. */
import { replayParts } from '../../parts/replay-parts.ts';
import type { MonotonicClock } from '../../runtime/clock.ts';
import { SPECIFICATION } from '../../sdk-specification.ts';
import type { LanguageModel, StreamPart } from '../../sdk-types.ts';
import type { Recording } from '../recording.ts';

export function recorded(model: LanguageModel, into: Recording, clock: MonotonicClock): LanguageModel {
  let begin = 0;
  const since = () => clock.monotonic() - begin;
  const start = () => {
    into.wasAsked = true;
    begin = clock.monotonic();
  };
  const failed = (error: unknown) => {
    Object.assign(into, { error, endMs: since() });
    return error;
  };
  const calls: Pick<LanguageModel, 'doGenerate' | 'doStream'> = {
    async doGenerate(params) {
      start();
      try {
        const result = await model.doGenerate(params);
        const parts = replayParts(result).map(part => ({ atMs: since(), part }));
        Object.assign(into, { result, parts, endMs: since(), error: undefined });
        return result;
      } catch (error) {
        throw failed(error);
      }
    },
    async doStream(params) {
      start();
      try {
        const answer = await model.doStream(params);
        into.response = answer.response;
        return { ...answer, stream: listenTo(answer.stream, into, since, failed) };
      } catch (error) {
        throw failed(error);
      }
    },
  };
  return { ...calls, specificationVersion: SPECIFICATION, ...namesOf(model) };
}

const namesOf = ({ provider, modelId, supportedUrls }: LanguageModel) => ({ provider, modelId, supportedUrls });

function listenTo(
  stream: ReadableStream<StreamPart>,
  into: Recording,
  since: () => number,
  failed: (error: unknown) => unknown,
): ReadableStream<StreamPart> {
  const reader = stream.getReader();
  return new ReadableStream<StreamPart>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        into.endMs = since();
        if (done) return controller.close();
        into.parts.push({ atMs: since(), part: value });
        controller.enqueue(value);
      } catch (error) {
        controller.error(failed(error));
      }
    },
    cancel: reason => reader.cancel(reason),
  });
}
