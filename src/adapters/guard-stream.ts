/**
 * One attempt at a stream: opened, held back until its first content, then released. Before the release a failure
 * throws, so that the SDK's `maxRetries` sees it; after it the failure is told in the stream.
 */
import { lowerCaseHeaders } from './disguised-end.ts';
import { holdBack } from './hold-back.ts';
import type { Continue } from './continue-with.ts';
import { releaseStream } from './release-stream.ts';
import type { Phase, Report, ResponseFacts } from './report.ts';
import type { CallOptions, StreamResult } from './sdk-model.ts';
import type { StreamDecorator } from './serve.ts';
import { expiredFinding, StoppedError, type AttemptOptions } from './limited-attempt.ts';
import { FoundError, startStreamAttempt } from './stream-attempt.ts';
import type { StreamEnd } from './stream-ending.ts';
import { createProgress } from './stream-progress.ts';

/** How a stream is held back and timed. */
export interface GuardOptions extends AttemptOptions {
  /** Longest hold in milliseconds, from the moment the stream exists; 0 holds nothing, `Infinity` has no limit. */
  holdBackMs: number;
  /** Most parts that are held. */
  maxHeldParts: number;
  /** Whether a refusal without content is a failure. @default false */
  failOnRefusal?: boolean | undefined;
}

/** What a stream says of its service, and who takes it over. */
export interface StreamTelling {
  decorator?: StreamDecorator | undefined;
  continueWith?: Continue | undefined;
  /** Hears of the first content, with the milliseconds since dispatch. */
  onFirstContent?: ((ms: number) => void) | undefined;
  /** Hears how the stream ended, once it was released. */
  onOver?: ((end: StreamEnd) => void) | undefined;
}

/**
 * @param start opens the model's stream, with a signal of its own where a limit may have to abort it
 * @throws what `report` makes of a failure before the first content; the caller's own reason when it aborted
 */
export async function guardStream(
  start: (signal: AbortSignal | undefined) => PromiseLike<StreamResult>,
  params: CallOptions,
  report: Report,
  options: GuardOptions,
  { decorator, continueWith, onFirstContent: onContent, onOver }: StreamTelling = {},
): Promise<StreamResult> {
  const attempt = startStreamAttempt(params.abortSignal, options);
  const progress = createProgress();
  const startedAt = options.clock.monotonic();
  const onFirstContent = () => {
    progress.firstContentMs = options.clock.monotonic() - startedAt;
    onContent?.(progress.firstContentMs);
    report.succeeded();
  };
  let phase: Phase = 'request';
  let facts: ResponseFacts = {};
  try {
    const result = await attempt.open(start);
    phase = 'stream';
    const headers = lowerCaseHeaders(result.response?.headers);
    facts = { url: result.request?.url, headers };
    const held =
      options.holdBackMs > 0
        ? await holdBack(attempt, progress, { ...options, failOnRefusal: options.failOnRefusal ?? false, headers })
        : [];
    if (progress.hasContent) onFirstContent();
    else if (progress.hasFinish) report.succeeded();
    const stream = releaseStream({
      attempt,
      progress,
      held: decorator?.preamble(held) ?? held,
      report,
      facts,
      onFirstContent,
      rewrite: decorator?.part,
      continueWith,
      onOver,
    });
    return { ...result, stream };
  } catch (error) {
    const reported = reportOf(error);
    attempt.abandon(reported);
    throw reported;
  }

  function reportOf(error: unknown): unknown {
    if (error instanceof FoundError) return report.found(error.finding, phase, facts);
    if (!(error instanceof StoppedError)) return report.thrown(error, phase, facts);
    const { stop } = error;
    return stop.type === 'aborted' ? stop.reason : report.found(expiredFinding(stop.expiry), phase, facts);
  }
}
