/** What a leg answered when it was asked for real, with the time that each part took. */
import { classify } from '../classify/classify.ts';
import { FailoverError } from '../errors/failover-error.ts';
import type { EmbeddingResult, GenerateResult, StreamPart, StreamResult } from '../sdk-types.ts';
import { redactText } from '../secrets/text.ts';
import type { DrillFailure } from './report.ts';
import { remedyOf } from '../report/remedies.ts';

/** Times count from the request. */
export interface Recording {
  parts: { atMs: number; part: StreamPart }[];
  /** A whole answer, where the leg was asked for one. */
  result?: GenerateResult;
  /** The vectors, of an embedding leg. */
  vectors?: EmbeddingResult;
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
