/**
 * One generate call made over a stream, for the limits that only a stream can keep. Where streaming itself is refused
 * before any content, the same attempt asks `doGenerate`, which has no such limits.
 */
import { redactCall } from '../redact-call.ts';
import type { StreamingRefusals } from '../layers/streaming-refusals.ts';
import { collectStream } from './collect-stream.ts';
import { carriesCredentials } from './own-credentials.ts';
import type { Report } from './report.ts';
import type { CallOptions, GenerateResult, StreamResult } from './sdk-model.ts';
import { FoundError } from './stream-attempt.ts';
import { refusalToStream, wholeBodyInstead, type Refusal } from './streaming-refused.ts';

/** What is needed for it. */
export interface OverStream {
  params: CallOptions;
  report: Report;
  refusals: StreamingRefusals;
  /** Under which a refusal is remembered. */
  key: string;
  /** What the model is called in a warning. */
  name: string;
  /** The signal that ends the attempt, as it is now. */
  signal(): AbortSignal | undefined;
  /** Opens the guarded stream. */
  openStream(report: Report, onFirstContent: () => void): Promise<StreamResult>;
  /** The stream was refused, and its request is about to be ended: what follows needs a signal of its own. */
  onRefused(): void;
  /** Asks the model's own `doGenerate`, with what is left of the attempt's limits. */
  askDirectly(): Promise<GenerateResult>;
  warn(message: string): void;
}

/** Takes the place of a refusal on its way out of the stream's guard; never leaves this file. */
class StreamingRefusedError extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super('Streaming was refused');
    this.refusal = refusal;
  }
}

export const hasTools = ({ tools }: CallOptions): boolean => tools !== undefined && tools.length > 0;

/** @throws what `report` makes of a failure; the signal's reason when it aborted */
export async function generateOverStream(call: OverStream): Promise<GenerateResult> {
  const { params, report, refusals, key } = call;
  const withTools = hasTools(params);
  const reported = new Set<unknown>();
  let hasContent = false;
  let refusedError: StreamingRefusedError | undefined;

  function note(error: unknown): unknown {
    reported.add(error);
    return error;
  }

  function refused(refusal: Refusal): unknown {
    // Once: what comes up while the refused stream is closed must not end what is asked instead.
    if (!refusedError) call.onRefused();
    return (refusedError ??= new StreamingRefusedError(refusal));
  }

  const mayBeRefused = () => !hasContent && !report.isAborted() && call.signal()?.aborted !== true;

  // A refusal is no failure: it raises no `failure` event and does not count against the route.
  const watched: Report = {
    ...report,
    thrown(error, phase, response) {
      const refusal = mayBeRefused()
        ? (refusalToStream(error, text => redactCall(params).mask(text)) ??
          (phase === 'stream' ? wholeBodyInstead(response?.headers) : undefined))
        : undefined;
      return refusal ? refused(refusal) : note(report.thrown(error, phase, response));
    },
    found(finding, phase, response) {
      // A limit that ran out says nothing of what the body is.
      const isEnd = phase === 'stream' && finding.verdict.category !== 'timeout';
      const refusal = isEnd && mayBeRefused() ? wholeBodyInstead(response?.headers) : undefined;
      return refusal ? refused(refusal) : note(report.found(finding, phase, response));
    },
  };

  async function askInstead({ isSaid, isLasting }: Refusal): Promise<GenerateResult> {
    const warnOnce = () => {
      if (!refusals.isNews(key, withTools)) return;
      const calls = withTools ? 'a call with tools' : 'a call';
      call.warn(
        `${call.name} refused to stream ${calls}; doGenerate is asked instead, and \`firstContentMs\` and ` +
          "`idleMs` do not hold for it. Set `generateVia: 'generate'` and `attemptMs` for this model",
      );
    };
    if (isSaid) warnOnce();
    const signal = call.signal();
    if (signal?.aborted) throw signal.reason;
    const result = await call.askDirectly();
    // Only now it is certain that the request itself was good. What one account may not do says nothing of another's.
    if (isLasting && !carriesCredentials(params.headers)) refusals.remember(key, withTools);
    warnOnce();
    return result;
  }

  try {
    return await collectStream(await call.openStream(watched, () => (hasContent = true)), params, watched);
  } catch (error) {
    if (error instanceof StreamingRefusedError) return askInstead(error.refusal);
    if (reported.has(error) || call.signal()?.aborted) throw error;
    // What collecting itself made of an odd stream.
    throw error instanceof FoundError ? report.found(error.finding, 'stream') : report.thrown(error, 'stream');
  }
}
