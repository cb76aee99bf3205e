/** How often the same leg is tried again, and which failures go to the next one. */
import { checkBoolean } from '../runtime/check-options.ts';
import { table, number, option, withDefault, type Rows } from '../runtime/option-rows.ts';

/** How often, and after which waits, the same leg is tried again. */
export interface RetryOptions {
  /**
   * Further attempts on each leg.
   *
   * @default 1 on the primary, 0 elsewhere; 0 with one leg: the SDK's `maxRetries` retries it
   */
  perLeg?: number | undefined;
  /** Ceiling of the first wait, in milliseconds; the wait is random below it and its ceiling doubles. @default 250 */
  baseDelayMs?: number | undefined;
  /** Ceiling of every wait, in milliseconds. @default 8_000 */
  maxDelayMs?: number | undefined;
}

export const RETRIES: Rows<RetryOptions, 'baseDelayMs' | 'maxDelayMs'> = /* @__PURE__ */ table(() => ({
  perLeg: option(number({ integer: true })),
  baseDelayMs: withDefault(250, number({ unit: 'milliseconds' })),
  maxDelayMs: withDefault(8_000, number({ unit: 'milliseconds' })),
}));

/** Failures that are surfaced unless they are named here. */
export interface FailoverOn {
  /** Whether a provider's refusal of content goes to the next leg. The owner's own guardrail never does. @default false */
  contentPolicy?: boolean | undefined;
}

export const FAILOVER_ON: Rows<FailoverOn, 'contentPolicy'> = /* @__PURE__ */ table(() => ({
  contentPolicy: withDefault(false, checkBoolean),
}));
