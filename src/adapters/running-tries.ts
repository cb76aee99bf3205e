/** The tries of one call that are under way. */
import type { Attempt, LegFacts } from '../core/attempt.ts';
import type { MonotonicClock } from '../core/clock.ts';
import type { HedgeOptions, Try } from '../core/round.ts';
import type { SoFar } from './serve.ts';

export interface RunningTries {
  watch(one: Try<unknown>): void;
  /** How many there are. */
  count(): number;
  /** Whether it has shown nothing for so long that another leg may be asked beside it. */
  isSilent(attempt: Attempt): boolean;
  /** What is under way on other legs. */
  besides(leg: LegFacts): SoFar['beaten'];
}

export function createRunningTries(clock: MonotonicClock, hedge: HedgeOptions | undefined): RunningTries {
  const running = new Set<Attempt>();
  const msOf = ({ startedAt }: Attempt) => clock.monotonic() - startedAt;
  const isSilent = (attempt: Attempt) =>
    hedge !== undefined && attempt.firstContentMs === undefined && msOf(attempt) >= hedge.afterMs;
  return {
    isSilent,
    watch({ attempt, outcome }) {
      running.add(attempt);
      outcome.finally(() => running.delete(attempt)).catch(() => {});
    },
    count: () => running.size,
    besides: leg =>
      [...running]
        .filter(attempt => attempt.leg !== leg)
        .map(attempt => ({ leg: attempt.leg, ms: msOf(attempt), isSilent: isSilent(attempt) })),
  };
}
