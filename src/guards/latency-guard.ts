/** Learns how long legs show nothing, for hedges that wait for longer than that. */
import type { Latencies } from '../health/latencies.ts';
import { SILENT } from '../own-failures.ts';
import type { Guard, GuardedAttempt } from '../engine/guard.ts';

export function latencyGuard(latencies: Latencies, now: () => number): Guard {
  function note({ silenceKey, firstContentMs, startedAt, proves }: GuardedAttempt): void {
    if (proves && silenceKey !== undefined) latencies.note(silenceKey, firstContentMs ?? now() - startedAt);
  }
  return {
    ticket: {
      answered: note,
      failed({ rule }, attempt) {
        // One that was ended early by another leg's answer would have been silent for longer.
        if (rule === SILENT.rule) note(attempt);
      },
    },
  };
}
