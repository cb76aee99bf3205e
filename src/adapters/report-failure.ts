/** What to throw, or to show in a stream, for whatever ended an attempt; never throws itself. */
import { toAPICallError } from '../errors.ts';
import { makeFailure } from '../failure.ts';
import type { Finding } from './disguised-end.ts';
import { expiredFinding, StoppedError } from './limited-attempt.ts';
import type { Phase, Report, ResponseFacts } from './report.ts';
import { FoundError } from './stream-attempt.ts';

/** A failure that could not be reported: its error throws when it is looked at, or a hook returned what cannot be. */
const UNREPORTABLE: Finding = {
  rule: 'unknown:unreadable',
  verdict: { category: 'unknown' },
  message: 'The call failed with an error that cannot be read',
};

function reported(report: Report, error: unknown, phase: Phase, facts: ResponseFacts | undefined): unknown {
  if (error instanceof FoundError) return report.found(error.finding, phase, facts);
  if (!(error instanceof StoppedError)) return report.thrown(error, phase, facts);
  const { stop } = error;
  if (stop.type === 'aborted') return stop.reason;
  if (stop.type === 'failed') return report.thrown(stop.error, phase, facts);
  return report.found(expiredFinding(stop.expiry), phase, facts);
}

export function reportFailure(report: Report, error: unknown, phase: Phase, facts?: ResponseFacts): unknown {
  try {
    return reported(report, error, phase, facts);
  } catch {
    // The report of something known: neither the error nor the response is looked at again.
  }
  const { rule, verdict, message } = UNREPORTABLE;
  try {
    return report.found(UNREPORTABLE, phase);
  } catch {
    return toAPICallError({ error: undefined, failure: makeFailure(rule, verdict), message });
  }
}
