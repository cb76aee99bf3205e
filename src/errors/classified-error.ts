/** The error of one attempt: an `APICallError` with the failure that it was found to be. */
import type { APICallError } from 'ai';
import type { Failure } from '../failure.ts';
import { LoggableError } from './loggable-error.ts';
import { oneLine, shortened, type LogFacts } from './log-text.ts';

const MAX_SUMMARY = 300;

export class ClassifiedError extends LoggableError {
  /** The call, as its events name it. */
  declare readonly callId?: string;
  readonly failure: Failure;

  /** @internal */
  constructor(options: ConstructorParameters<typeof APICallError>[0], failure: Failure, callId: string | undefined) {
    super(options);
    this.failure = failure;
    if (callId !== undefined) this.callId = callId;
    this.hide(['failure']);
  }

  override get summary(): string {
    return shortened(oneLine(this.message), MAX_SUMMARY);
  }

  /** @internal */
  override logFacts(): LogFacts {
    const { callId, statusCode, isRetryable, url } = this;
    const { category, rule, retryAfterMs, logId, wireStatus } = this.failure;
    return {
      ...(callId !== undefined && { callId }),
      statusCode,
      ...(wireStatus !== statusCode && { wireStatus }),
      isRetryable,
      retryAfterMs,
      category,
      rule,
      logId,
      ...(url !== '' && { url }),
    };
  }
}
