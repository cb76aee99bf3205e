/** The limits that a user may set, what they become for each leg, and their checks. */
import { checkBoolean, checkKeys, checkNumber, optionError } from '../runtime/check-options.ts';
import type { AttemptLimits } from '../engine/attempt.ts';

/** Limits that a leg may set for itself. */
export interface LegTimeouts {
  /**
   * Longest wait in milliseconds from dispatch to the first content of a stream; headers, preamble, pings and empty
   * deltas are none. `false` switches it off.
   *
   * @default off; in a router 120_000 on every leg but the last one that can be tried
   */
  firstContentMs?: number | false | undefined;
  /**
   * Longest wait in milliseconds between contents, reasoning and tool input included; stands still while the consumer
   * does not read. `false` switches it off.
   *
   * @default 90_000
   */
  idleMs?: number | false | undefined;
  /**
   * Longest attempt in milliseconds, from dispatch to the end of the answer, however much of it was shown. `false`
   * switches it off.
   *
   * @default off; in a router 300_000 for `doGenerate` on every leg but the last one that can be tried
   */
  attemptMs?: number | false | undefined;
}

/**
 * Limits on an attempt, and on the call. The end of one is an `APICallError` 504 of the category `timeout`. The SDK's
 * `firstChunkMs` cannot run while a stream is held back; these do.
 */
export interface Timeouts extends LegTimeouts {
  /**
   * Longest call in milliseconds, from its start to the end of the answer: one call into the middleware, with all legs
   * and waits. What it ends is not retryable: there is no time left. Set the SDK's own `timeout` above it.
   *
   * @default off
   */
  totalMs?: number | false | undefined;
  /**
   * Only report, as `timeout` events, what would have been cut.
   *
   * @default false
   */
  observe?: boolean | undefined;
}

/** Limits of a router. */
export interface RouterTimeouts extends Timeouts {
  /** With less of the total left, in milliseconds, no leg is started. @default 250 */
  minAttemptMs?: number | undefined;
}

/** A limit of zero would cut everything. */
const LIMIT = { unit: 'milliseconds', min: 1, orFalse: true };

const LEG_KEYS = ['firstContentMs', 'idleMs', 'attemptMs'] as const;

/** @throws {TypeError} naming the option, what it got and what it takes */
export function checkLegTimeouts(owner: string, path: string, timeouts: LegTimeouts | undefined): void {
  if (timeouts !== undefined) checkLimits(owner, path, timeouts, LEG_KEYS);
}

function checkLimits(owner: string, path: string, timeouts: object, keys: readonly string[]): void {
  checkKeys(owner, path, timeouts, keys);
  for (const [key, value] of Object.entries(timeouts)) {
    const name = `${path}.${key}`;
    if (key === 'observe') checkBoolean(owner, name, value);
    else if (key === 'minAttemptMs') checkNumber(owner, name, value, { unit: LIMIT.unit });
    else checkNumber(owner, name, value, LIMIT);
  }
}

/** @throws {TypeError} naming the option, what it got and what it takes */
export function checkTimeouts(owner: string, timeouts: Timeouts = {}): void {
  checkLimits(owner, 'timeouts', timeouts, [...LEG_KEYS, 'totalMs', 'observe']);
}

/** @throws {TypeError} naming the option, what it got and what it takes */
export function checkRouterTimeouts(owner: string, timeouts: RouterTimeouts = {}, defaultMinMs: number): void {
  checkLimits(owner, 'timeouts', timeouts, [...LEG_KEYS, 'totalMs', 'minAttemptMs', 'observe']);
  const { totalMs, minAttemptMs = defaultMinMs } = timeouts;
  if (typeof totalMs === 'number' && totalMs < minAttemptMs) {
    throw optionError(owner, 'timeouts.totalMs', totalMs, `at least \`timeouts.minAttemptMs\` (${minAttemptMs})`);
  }
}

/** An option's value as a limit: what is switched off is absent. */
export const limitOf = (value: number | false | undefined): number | undefined => (value === false ? undefined : value);

export interface LimitDefaults {
  firstContentMs: number;
  attemptMs: number;
}

/** The limits of an answer that is whole, and of one that is streamed. */
export type LimitsByForm = Record<'generate' | 'stream', AttemptLimits>;

/** What the limits are for each form of an answer. Those that the user set hold on every leg; the defaults spare the last. */
export function limitsOfLeg(
  timeouts: Timeouts,
  own: LegTimeouts | undefined,
  defaults: LimitDefaults | undefined,
): LimitsByForm {
  const firstContentMs = own?.firstContentMs ?? timeouts.firstContentMs;
  const attemptMs = own?.attemptMs ?? timeouts.attemptMs;
  return {
    stream: {
      firstContentMs: limitOf(firstContentMs ?? defaults?.firstContentMs),
      idleMs: limitOf(own?.idleMs ?? timeouts.idleMs),
      attemptMs: limitOf(attemptMs),
      ...(firstContentMs === undefined && { spares: 'firstContentMs' }),
    },
    generate: {
      attemptMs: limitOf(attemptMs ?? defaults?.attemptMs),
      ...(attemptMs === undefined && { spares: 'attemptMs' }),
    },
  };
}
