/** The attempts of a call that did not serve, as the answer's metadata and the error list them. */
import type { Attempt, FailedAttempt } from '../engine/call.ts';
import { isSilent } from '../engine/settle.ts';
import type { AttemptFacts } from '../errors/attempt-record.ts';
import { SILENT } from '../own-failures.ts';
import type { ModelAttempt } from '../call/model-call.ts';
import { redactorOf } from './report.ts';
import { marksOf, seenIn, seenInFailed, type Seen } from './response-marks.ts';

/** An attempt of another leg that was under way when one had the answer. */
export interface Beaten {
  readonly attempt: ModelAttempt;
  readonly ms: number;
  readonly isSilent: boolean;
}

/** Every attempt of a model's call is one at a model. */
const atModel = (attempt: Attempt): ModelAttempt => attempt as ModelAttempt;

/** The attempts that this one wins against. */
export const beatenBy = ({ call, leg }: ModelAttempt): readonly Beaten[] =>
  call.running
    .filter(other => other.leg !== leg)
    .map(other => ({
      attempt: atModel(other),
      ms: call.engine.clock.monotonic() - other.startedAt,
      isSilent: isSilent(other),
    }));

/** Headers come from outside, and may repeat what the call brought along. */
function cleaned(attempt: ModelAttempt, seen: Seen): Seen {
  // Made only where there is something to clean.
  return { ...seen, ...marksOf(seen, mark => redactorOf(attempt).redact(mark)) };
}

export function failedFacts({ attempt, failure, error, durationMs }: FailedAttempt): AttemptFacts {
  const { category, rule, statusCode } = failure;
  const seen = seenInFailed(atModel(attempt), failure, error);
  return {
    leg: attempt.leg.name,
    attempt: attempt.number,
    category,
    rule,
    ...(Number.isFinite(statusCode) && { statusCode: statusCode! }),
    ms: Math.round(durationMs),
    ...cleaned(atModel(attempt), seen),
  };
}

export const beatenFacts = ({ attempt, ms, isSilent: wasSilent }: Beaten): AttemptFacts => ({
  leg: attempt.leg.name,
  attempt: attempt.number,
  category: wasSilent ? 'timeout' : 'aborted',
  rule: wasSilent ? SILENT.rule : 'hedge:lost',
  ms: Math.round(ms),
  ...cleaned(attempt, seenIn(attempt)),
});
