/**
 * One attempt at a stream: opened, held back until its first content, then released. Before the release a failure
 * throws, so that the SDK's `maxRetries` sees it; after it the failure is told in the stream.
 */
import { abortedStream } from './aborted-stream.ts';
import { lowerCaseHeaders } from './disguised-end.ts';
import { holdBack } from './hold-back.ts';
import type { Continue } from './continue-with.ts';
import { releaseStream } from './release-stream.ts';
import { reportFailure } from './report-failure.ts';
import type { Phase, Report, ResponseFacts } from './report.ts';
import type { CallOptions, StreamPart, StreamResult } from './sdk-model.ts';
import type { StreamDecorator } from './serve.ts';
import type { AttemptOptions } from './limited-attempt.ts';
import { startStreamAttempt } from './stream-attempt.ts';
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
 * @returns the stream; of a call that its caller aborts while an open stream is held, the held parts and then the reason
 * @throws what `report` makes of a failure before the first content; the caller's reason if no stream was open yet
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
  const held: StreamPart[] = [];
  const startedAt = options.clock.monotonic();
  const onFirstContent = () => {
    progress.firstContentMs = options.clock.monotonic() - startedAt;
    onContent?.(progress.firstContentMs);
    report.succeeded();
  };
  let phase: Phase = 'request';
  let facts: ResponseFacts = {};
  let opened: StreamResult | undefined;
  try {
    // A copy: the model's own result is never written to.
    opened = { ...(await attempt.open(start)) };
    phase = 'stream';
    const headers = lowerCaseHeaders(opened.response?.headers);
    facts = { url: opened.request?.url, headers };
    if (options.holdBackMs > 0)
      await holdBack(attempt, progress, held, { ...options, failOnRefusal: options.failOnRefusal ?? false, headers });
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
    opened.stream = stream;
    return opened;
  } catch (error) {
    const reported = reportFailure(report, error, phase, facts);
    attempt.abandon(reported);
    const { abortSignal } = params;
    // The SDK takes a call that rejects for a failure, also if its own caller aborted it.
    if (opened && abortSignal?.aborted && reported === abortSignal.reason)
      return { ...opened, stream: abortedStream(held, reported) };
    throw reported;
  }
}
