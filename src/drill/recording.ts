/** What a leg answered when it was asked for real, with the time that each part took. */
import { classify } from '../classify/classify.ts';
import { FailoverError } from '../errors/failover-error.ts';
import type { GenerateResult, LanguageModel, StreamPart, StreamResult } from '../sdk-types.ts';
import { redactText } from '../secrets/text.ts';
import { replayParts } from '../parts/replay-parts.ts';
import type { MonotonicClock } from '../runtime/clock.ts';
import type { ChainLeg } from './chain.ts';
import type { DrillFailure } from './report.ts';
import { remedyOf } from '../report/remedies.ts';
import { SPECIFICATION } from '../sdk-specification.ts';

/** Times count from the request. */
export interface Recording {
  parts: { atMs: number; part: StreamPart }[];
  /** A whole answer, where the leg was asked for one. */
  result?: GenerateResult;
  /** What it threw, at once or in the middle. */
  error?: unknown;
  /** Whether nothing ended its silence but the drill's own limit. */
  hangs: boolean;
  /** Whether its model was asked at all. */
  wasAsked: boolean;
  endMs: number;
  response?: StreamResult['response'];
}

const noTokens = { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined };

/** What a leg is taken to answer that was not asked, or did not answer. */
const CANNED: readonly StreamPart[] = [
  { type: 'stream-start', warnings: [] },
  { type: 'text-start', id: '0' },
  { type: 'text-delta', id: '0', delta: 'The drill ' },
  { type: 'text-delta', id: '0', delta: 'is answered.' },
  { type: 'text-end', id: '0' },
  {
    type: 'finish',
    finishReason: { unified: 'stop', raw: 'stop' },
    usage: { inputTokens: noTokens, outputTokens: { total: undefined, text: undefined, reasoning: undefined } },
  },
];

export const assumed = (): Recording => ({
  parts: CANNED.map(part => ({ atMs: 0, part })),
  hangs: false,
  wasAsked: false,
  endMs: 0,
});

export const emptyRecording = (): Recording => ({ parts: [], hangs: false, wasAsked: false, endMs: 0 });

/** The leg's own model, listened to. */
export function recorded({ model }: ChainLeg, into: Recording, clock: MonotonicClock): LanguageModel {
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

/** What a report says of an error: nothing that the call brought along. */
export function failureOfError(thrown: unknown): DrillFailure {
  // The round's error tells of all legs; the first one's own says what happened.
  const error = FailoverError.isInstance(thrown) ? (thrown.attempts[0]?.error ?? thrown) : thrown;
  const failure = classify(error);
  const { category, scope, rule, statusCode, logId } = failure;
  const remedy = remedyOf(failure);
  const said = error instanceof Error && error.message !== '' ? error.message : 'It failed without a message.';
  return {
    category,
    scope,
    rule,
    ...(statusCode !== undefined && { statusCode }),
    remedy,
    ...(logId !== undefined && { logId }),
    // An error of ours ends with the remedy.
    message: redactText(said).replace(` ${remedy}`, ''),
  };
}
