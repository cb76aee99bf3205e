/** The error of a call whose every eligible leg failed. */
import { APICallError, type LanguageModelMiddleware } from 'ai';
import { originalError, remember } from './api-call-error.ts';
import type { Failure } from '../failure.ts';

type Usage = Awaited<ReturnType<NonNullable<LanguageModelMiddleware['wrapGenerate']>>>['usage'];

/** One try that failed. */
export interface AttemptRecord {
  /** The leg's name. */
  leg: string;
  provider: string;
  modelId: string;
  failure: Failure;
  /** The classified error of this try; `originalError()` has the untouched one. */
  error: unknown;
  /** Milliseconds since the epoch. */
  startedAt: number;
  durationMs: number;
  /** Milliseconds to the first content; absent if there was none. */
  firstContentMs?: number;
  /** The tokens that it used; absent if the provider did not say. */
  usage?: Usage;
  /** Whether tools that the provider runs may have run; absent if the request had none. */
  toolsMayHaveRun?: boolean;
}

const marker = Symbol.for('ai-gateway-failover.error.FailoverError');

/** What a `FailoverError` is made of. */
interface FailoverErrorOptions {
  /** The failure that stands for the call: the primary's. */
  failure: Failure;
  /** The primary's error. */
  error: unknown;
  attempts: readonly AttemptRecord[];
  /** The legs that were not tried, in words. */
  skipped: readonly string[];
  /** Whether another round has a chance. */
  isRetryable: boolean;
  /** Milliseconds until the first leg may be tried again, if any asked for a wait. */
  retryAfterMs: number | undefined;
}

/** The last thing that happened on each leg, in the order in which they were first tried. */
function summary(attempts: readonly AttemptRecord[]): string {
  const legs = new Map<string, AttemptRecord[]>();
  for (const attempt of attempts) legs.set(attempt.leg, [...(legs.get(attempt.leg) ?? []), attempt]);
  return [...legs]
    .map(([leg, tries]) => {
      const { error, failure } = tries.at(-1)!;
      const message = error instanceof Error ? error.message : failure.rule;
      return `${leg}${tries.length > 1 ? ` (${tries.length} tries)` : ''}: ${message.trim()}`;
    })
    .join(' | ');
}

function messageOf({ attempts, skipped, failure }: FailoverErrorOptions): string {
  const legs = new Set(attempts.map(attempt => attempt.leg)).size;
  const notTried = skipped.length > 0 ? ` Not tried: ${skipped.join(', ')}.` : '';
  if (attempts.length === 0) {
    const when = failure.retryAfterMs === undefined ? '' : ` before ${failure.retryAfterMs} ms have passed`;
    return `No leg may be tried${when}.${notTried}`;
  }
  const counts = `${legs} ${legs === 1 ? 'leg' : 'legs'} failed in ${attempts.length} ${attempts.length === 1 ? 'try' : 'tries'}`;
  return `${counts}. ${summary(attempts)}${notTried}`;
}

/**
 * Every eligible leg failed. `statusCode`, `url`, `responseBody` and `data` are the primary's; `attempts` has each try
 * with its own error.
 *
 * `isRetryable` is true if some leg has a chance soon: then the SDK's `maxRetries` starts another round, after the
 * wait in `responseHeaders['retry-after-ms']` if a leg asked for one.
 */
export class FailoverError extends APICallError {
  readonly failure: Failure;
  readonly attempts: readonly AttemptRecord[];

  /** @internal */
  constructor(options: FailoverErrorOptions) {
    const { failure, error, attempts, isRetryable, retryAfterMs } = options;
    const primary = APICallError.isInstance(error) ? error : undefined;
    const { 'retry-after': _, 'retry-after-ms': __, ...headers } = primary?.responseHeaders ?? {};
    super({
      message: messageOf(options),
      url: primary?.url ?? '',
      requestBodyValues: primary?.requestBodyValues,
      ...(failure.statusCode !== undefined && { statusCode: failure.statusCode }),
      ...(primary?.responseBody !== undefined && { responseBody: primary.responseBody }),
      responseHeaders:
        retryAfterMs === undefined ? headers : { ...headers, 'retry-after-ms': String(Math.ceil(retryAfterMs)) },
      cause: error,
      isRetryable,
      data: { ...(primary?.data as object | undefined), failure },
    });
    this.name = 'FailoverError';
    Object.defineProperty(this, marker, { value: true });
    this.failure = failure;
    this.attempts = attempts;
    remember(this, failure, originalError(error));
  }

  /** Whether an error is a `FailoverError`, of any copy of this package. */
  static override isInstance(error: unknown): error is FailoverError {
    return typeof error === 'object' && error !== null && marker in error && error[marker] === true;
  }
}
