/** What a router's user may set of its engine. */
export interface EngineSettings {
  /** Most attempts of a round; by default 1 + retries of each leg. */
  readonly maxAttempts: number | undefined;
  readonly maxWaitMs: number;
  readonly minAttemptMs: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  readonly random: () => number;
  /** Limits are reported and cut nothing. */
  readonly observe: boolean;
}
