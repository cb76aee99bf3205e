/** The error of a call whose every eligible leg failed. */
import { APICallError } from 'ai';
import type { TokenCounts } from '../events.ts';
import type { Failure } from '../failure.ts';
import { originalError, remember } from './api-call-error.ts';
import type { AttemptRecord } from './attempt-record.ts';
import { LoggableError } from './loggable-error.ts';
import { oneLine, shortened, type LogFacts } from './log-text.ts';

const marker = Symbol.for('ai-gateway-failover.error.FailoverError');

/** What a `FailoverError` is made of. */
interface FailoverErrorOptions {
  callId: string;
  /** The failure that stands for the call: the primary's. */
  failure: Failure;
  /** The primary's error. */
  error: unknown;
  attempts: readonly AttemptRecord[];
  /** The tokens of all attempts, as far as providers said. */
  wasted: TokenCounts | undefined;
  /** The legs that were not tried, in words. */
  skipped: readonly string[];
  /** Whether another round has a chance. */
  isRetryable: boolean;
  /** Milliseconds until the first leg may be asked again, if any asked for a wait. */
  retryAfterMs: number | undefined;
}

/** The attempts of each leg, in the order in which the legs were first asked. */
function byLeg(attempts: readonly AttemptRecord[]): [leg: string, attempts: AttemptRecord[]][] {
  const legs = new Map<string, AttemptRecord[]>();
  for (const attempt of attempts) legs.set(attempt.leg, [...(legs.get(attempt.leg) ?? []), attempt]);
  return [...legs];
}

/** The last thing that happened on each leg; what two legs say in the same words is said once. */
function sentences(attempts: readonly AttemptRecord[]): string {
  const saidBy = new Map<string, string>();
  return byLeg(attempts)
    .map(([leg, ofLeg]) => {
      const { error, failure } = ofLeg.at(-1)!;
      const message = (error instanceof Error ? error.message : failure.rule).trim();
      const first = saidBy.get(message);
      if (first === undefined) saidBy.set(message, leg);
      return `${leg}${ofLeg.length > 1 ? ` (${ofLeg.length} attempts)` : ''}: ${first === undefined ? message : `the same as ${first}`}`;
    })
    .join(' | ');
}

function messageOf({ attempts, skipped, failure }: FailoverErrorOptions): string {
  const legs = new Set(attempts.map(attempt => attempt.leg)).size;
  const skips = skipped.length > 0 ? ` Skipped: ${skipped.join(', ')}.` : '';
  if (attempts.length === 0) {
    const when = !failure.retryAfterMs ? '' : ` before ${failure.retryAfterMs} ms have passed`;
    return `No leg may be asked${when}.${skips}`;
  }
  const counts = `${legs} ${legs === 1 ? 'leg' : 'legs'} failed in ${attempts.length} ${attempts.length === 1 ? 'attempt' : 'attempts'}`;
  return `${counts}. ${sentences(attempts)}${skips}`;
}

const MAX_SUMMARY = 300;
const MAX_LEG = 60;
/** Most attempts that a console shows. */
const MAX_LISTED = 8;

const unique = (values: readonly (string | undefined)[]): string[] => [
  ...new Set(values.filter(value => value !== undefined)),
];

/** An attempt in a few words: `anthropic 529 overloaded`. */
const brief = ({ leg, statusCode, category }: AttemptRecord): string =>
  [shortened(oneLine(leg), MAX_LEG), ...(statusCode === undefined ? [] : [String(statusCode)]), category].join(' ');

const withLogId = (text: string, logId: string | undefined): string =>
  logId === undefined ? text : `${text} (log id ${oneLine(logId)})`;

/** The legs in one line: with log ids where there is room, as many legs as there is room for. */
function summaryOf(attempts: readonly AttemptRecord[]): string {
  const legs = byLeg(attempts).map(([, ofLeg]) => ofLeg.at(-1)!);
  const head = `${legs.length} ${legs.length === 1 ? 'leg' : 'legs'} failed: `;
  const whole = head + legs.map(last => withLogId(brief(last), last.logId)).join(' | ');
  if (whole.length <= MAX_SUMMARY) return whole;
  const short = legs.map(brief);
  for (let shown = short.length; shown > 1; shown -= 1) {
    const more = legs.length - shown;
    const line = head + short.slice(0, shown).join(' | ') + (more > 0 ? ` | and ${more} more` : '');
    if (line.length <= MAX_SUMMARY) return line;
  }
  return shortened(head + short[0], MAX_SUMMARY);
}

/**
 * Every eligible leg failed. `statusCode`, `url`, `responseBody` and `data` are the primary's; `attempts` has each one
 * with its own error.
 *
 * `isRetryable` is true if some leg has a chance soon: then the SDK's `maxRetries` starts another round, after the
 * wait in `responseHeaders['retry-after-ms']` if a leg asked for one.
 *
 * Its JSON and what consoles print are short; `attempts`, `failure`, `data` and `cause` are there for code that asks.
 */
export class FailoverError extends LoggableError {
  /** The call, as its events name it. */
  readonly callId: string;
  readonly failure: Failure;
  readonly attempts: readonly AttemptRecord[];
  /** The tokens of all attempts in total; absent if no provider said any. */
  declare readonly wasted?: TokenCounts;
  /** Milliseconds until the first leg may be asked again; absent if none asked for a wait. */
  declare readonly retryAfterMs?: number;

  /** @internal */
  constructor(options: FailoverErrorOptions) {
    const { callId, failure, error, attempts, wasted, isRetryable, retryAfterMs } = options;
    const primary = APICallError.isInstance(error) ? error : undefined;
    const { 'retry-after': _, 'retry-after-ms': __, ...headers } = primary?.responseHeaders ?? {};
    const waitMs = retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs);
    super({
      message: messageOf(options),
      url: primary?.url ?? '',
      requestBodyValues: primary?.requestBodyValues,
      ...(failure.statusCode !== undefined && { statusCode: failure.statusCode }),
      ...(primary?.responseBody !== undefined && { responseBody: primary.responseBody }),
      responseHeaders: waitMs === undefined ? headers : { ...headers, 'retry-after-ms': String(waitMs) },
      cause: error,
      isRetryable,
      data: { ...(primary?.data as object | undefined), failure },
    });
    this.name = 'FailoverError';
    Object.defineProperty(this, marker, { value: true });
    this.callId = callId;
    this.failure = failure;
    this.attempts = attempts;
    if (wasted) this.wasted = wasted;
    if (waitMs !== undefined) this.retryAfterMs = waitMs;
    this.hide(['failure', 'attempts']);
    remember(this, failure, originalError(error));
  }

  override get summary(): string {
    return this.attempts.length === 0 ? shortened(oneLine(this.message), MAX_SUMMARY) : summaryOf(this.attempts);
  }

  /** @internal */
  override logFacts(): LogFacts {
    const { attempts, callId, statusCode, isRetryable, retryAfterMs } = this;
    return {
      callId,
      statusCode,
      isRetryable,
      retryAfterMs,
      attempts: attempts.length,
      legs: unique(attempts.map(({ leg }) => leg)),
      categories: unique(attempts.map(({ category }) => category)),
      rules: unique(attempts.map(({ rule }) => rule)),
      logIds: unique(attempts.map(({ logId }) => logId)),
    };
  }

  /** @internal */
  override details(): readonly string[] {
    const { attempts } = this;
    const listed = attempts
      .slice(0, MAX_LISTED)
      .map(attempt => `${attempt.attempt}. ${withLogId(`${brief(attempt)} in ${attempt.ms} ms`, attempt.logId)}`);
    const more = attempts.length - listed.length;
    return more > 0 ? [...listed, `and ${more} more in error.attempts`] : listed;
  }

  /** Whether an error is a `FailoverError`, of any copy of this package. */
  static override isInstance(error: unknown): error is FailoverError {
    return typeof error === 'object' && error !== null && marker in error && error[marker] === true;
  }
}
