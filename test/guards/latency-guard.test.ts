import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/engine/call.ts';
import { attemptAnswered, legFailed } from '../../src/engine/entry.ts';
import { latencyGuard } from '../../src/guards/latency-guard.ts';
import { createLatencies } from '../../src/health/latencies.ts';
import { SILENT } from '../../src/own-failures.ts';
import { failure, leg } from '../support/legs.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { attemptOn } from './guarded-call.ts';

/** What is learned under a key when twenty attempts, since less says nothing, end so after 300 ms. */
async function learned(end: (attempt: Attempt) => void, silenceKey: string | undefined = 'key') {
  const clock = createManualClock();
  const latencies = createLatencies();
  const guard = latencyGuard(latencies, clock.monotonic);
  for (let time = 0; time < 20; time += 1) {
    const attempt = attemptOn(guard, leg('a', 0), clock);
    attempt.silenceKey = silenceKey;
    await clock.advance(300);
    end(attempt);
  }
  return latencies.p95('key');
}

const answer = (attempt: Attempt) => attemptAnswered(attempt.entry, attempt);

describe('how long a leg shows nothing', () => {
  it('is the time to its first content', async () => {
    const end = (attempt: Attempt) => {
      attempt.firstContentMs = 120;
      answer(attempt);
    };
    expect(await learned(end)).toBe(120);
  });

  it('is the time to its answer, if nothing was seen of it before', async () => {
    expect(await learned(answer)).toBe(300);
  });

  it('is not learned from answers of a cache', async () => {
    const end = (attempt: Attempt) => {
      attempt.proves = false;
      answer(attempt);
    };
    expect(await learned(end)).toBeUndefined();
  });

  it('is learned from a leg that lost in its silence', async () => {
    expect(await learned(attempt => legFailed(attempt.entry, SILENT, attempt, false))).toBe(300);
  });

  it('is not learned from other failures', async () => {
    expect(await learned(attempt => legFailed(attempt.entry, failure('timeout'), attempt, false))).toBeUndefined();
  });

  it('is learned under the key of the attempt alone', async () => {
    expect(await learned(answer, 'another key')).toBeUndefined();
    const none = (attempt: Attempt) => {
      attempt.silenceKey = undefined;
      answer(attempt);
    };
    expect(await learned(none)).toBeUndefined();
  });
});
