/** When a silent leg is joined by the next one: the user's options and their checks. */
import type { Operation } from '../core/attempt.ts';
import { checkKeys, checkNumber, optionError } from '../core/check-options.ts';

/** When the next leg is asked beside one that shows nothing. */
export interface HedgeSettings {
  /**
   * Milliseconds without content (generate: without an answer) after which the next leg starts, too. `'p95'` learns it
   * from the last hundred first contents of the leg; until there are twenty, the default holds.
   *
   * @default 90_000
   */
  afterMs?: number | 'p95' | undefined;
  /** Most legs that are asked beside the first at a time; one that failed makes room for the next. @default 1 */
  max?: number | undefined;
  /** Hedges only calls of this kind. @default both */
  only?: Operation | undefined;
  /** A prompt that is estimated to be longer, in tokens, is never sent twice at a time. @default off */
  maxInputTokens?: number | undefined;
}

export interface ResolvedHedge {
  afterMs: number | 'p95';
  max: number;
  only: Operation | undefined;
  maxInputTokens: number;
  /** Whether the user chose the time, and did not just get the default. */
  isChosen: boolean;
}

/** @throws {TypeError} naming the option, what it got and what it takes */
export function resolveHedge(
  owner: string,
  hedge: HedgeSettings | false,
  defaultAfterMs: number,
): ResolvedHedge | undefined {
  if (hedge === false) return undefined;
  checkKeys(owner, 'hedge', hedge, ['afterMs', 'max', 'only', 'maxInputTokens']);
  const { afterMs = defaultAfterMs, max = 1, only, maxInputTokens } = hedge;
  if (typeof afterMs === 'string' ? afterMs !== 'p95' : !(Number.isFinite(afterMs) && afterMs >= 0)) {
    throw optionError(owner, 'hedge.afterMs', afterMs, "a number of milliseconds from 0 or 'p95'");
  }
  checkNumber(owner, 'hedge.max', max, { min: 1, integer: true });
  if (only !== undefined && only !== 'generate' && only !== 'stream') {
    throw optionError(owner, 'hedge.only', only, "'generate' or 'stream'");
  }
  checkNumber(owner, 'hedge.maxInputTokens', maxInputTokens, { min: 1, unit: 'tokens' });
  return { afterMs, max, only, maxInputTokens: maxInputTokens ?? Infinity, isChosen: hedge.afterMs !== undefined };
}
