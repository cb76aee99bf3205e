/** When a silent leg is joined by the next one: the user's options and their checks. */
import { isOptions } from '../runtime/show.ts';
import { takes } from '../runtime/check-options.ts';
import {
  table,
  checkRows,
  filled,
  number,
  oneOf,
  option,
  withDefault,
  type Check,
  type Rows,
} from '../runtime/option-rows.ts';

/** When the next leg is asked beside a silent one. */
export interface HedgeSettings {
  /**
   * Milliseconds without content (generate: without an answer) until the next leg is asked, too.
   *
   * - `'auto'` is a safety net of 90_000. Where content can be seen before the answer is whole (streams, and generate
   *   calls over a stream) it becomes four times the 95th percentile of the leg's last hundred first contents, within
   *   30_000 and 90_000, once there were twenty; counted apart by operation and reasoning setting.
   * - `'p95'` is that percentile itself, also of whole answers; until there were twenty, 90_000.
   *
   * @default 'auto'
   */
  afterMs?: number | 'auto' | 'p95' | undefined;
  /** Most legs that run beside the first at the same time; a failed one makes room for another. @default 1 */
  max?: number | undefined;
  /** Hedges only calls of this kind. @default both */
  only?: 'generate' | 'stream' | undefined;
  /** A prompt that is estimated to be longer, in tokens, is never sent to two legs at the same time. @default off */
  maxInputTokens?: number | undefined;
}

export interface ResolvedHedge {
  afterMs: number | 'auto' | 'p95';
  max: number;
  only: 'generate' | 'stream' | undefined;
  maxInputTokens: number;
  /** Whether the user chose the time, and did not just get the default. */
  isChosen: boolean;
}

/** What a learned time is made of, in milliseconds: the safety net, and what four times the usual is kept within. */
export const LEARNED = { untilMs: 90_000, factor: 4, leastMs: 30_000, mostMs: 90_000 } as const;

const checkAfterMs: Check = takes(
  "a number of milliseconds from 0, 'auto' or 'p95'",
  value => value === 'auto' || value === 'p95' || (typeof value === 'number' && Number.isFinite(value) && value >= 0),
);

export const HEDGE: Rows<HedgeSettings, 'afterMs' | 'max' | 'maxInputTokens'> = /* @__PURE__ */ table(() => ({
  afterMs: withDefault('auto', checkAfterMs),
  max: withDefault(1, number({ min: 1, integer: true })),
  only: option(oneOf('generate', 'stream')),
  maxInputTokens: withDefault(Infinity, number({ min: 1, unit: 'tokens' })),
}));

const checkHedgeObject = takes(
  'an object like { afterMs: 8_000 }, or false; with two legs or more it is on by default',
  isOptions,
);

export const checkHedge: Check = (owner, name, value) => {
  if (value === undefined || value === false) return;
  checkHedgeObject(owner, name, value);
  checkRows(owner, name, value, HEDGE);
};

/** @param hedge checked */
export function resolveHedge(hedge: HedgeSettings | false): ResolvedHedge | undefined {
  if (hedge === false) return undefined;
  const set = filled(hedge, HEDGE);
  return { ...set, isChosen: set.afterMs !== 'auto' };
}
