/** Language models, asked for a stream. */
import { isCacheHit } from '../cloudflare/cache-hit.ts';
import { clearAlarm } from '../engine/hedge.ts';
import { streamBroken, streamOver } from '../engine/settle.ts';
import { tellOf } from '../engine/tell.ts';
import { armTimer } from '../engine/timer.ts';
import { lowerCaseHeaders } from '../parts/disguised-end.ts';
import { forward, startForwarding } from '../stream/forward.ts';
import type { ForwardEnd, StreamHost } from '../stream/forwarding.ts';
import type { LanguageLeg } from '../legs/leg.ts';
import type { CallOptions, StreamResult } from '../sdk-types.ts';
import { pushEvent } from '../engine/queue.ts';
import { attemptCommitted } from '../engine/entry.ts';
import { answer, endStream, failAttempt, failThrown, streamEndOf } from './attempt-end.ts';
import { FoundError } from '../parts/found-error.ts';
import { NO_STREAM } from '../own-failures.ts';
import type { Family, LanguageAttempt, ModelAttempt } from '../call/model-call.ts';
import { isReplayed, noteWholeBody, replayAnswer } from './replay.ts';
import { reportFound, reportSucceeded, reportThrown, reportUnknownReason } from '../report/report.ts';
import type { StreamSettings } from '../call/router-settings.ts';

export const stream: Family<LanguageLeg, CallOptions, StreamResult> = {
  operation: 'stream',
  isStream: true,
  via: () => 'stream',
  ask: attempt =>
    isReplayed(attempt) ? replayAnswer(attempt, openedWhole) : openStream(attempt, attempt.call.engine.streams),
  discard: (value, reason) => void value.stream.cancel(reason).catch(() => {}),
};

/** A source that opens too late would keep its connection. */
function discardLate(late: StreamResult, reason: unknown): void {
  try {
    late.stream.cancel(reason).catch(() => {});
  } catch {
    // It is no stream.
  }
}

/** @param onRejected what follows if no stream is opened */
export function openStream(
  attempt: LanguageAttempt,
  host: StreamHost<LanguageAttempt>,
  onRejected: (attempt: LanguageAttempt, error: unknown) => void = failThrown,
): void {
  Promise.resolve(attempt.to.model.doStream(attempt.params)).then(
    result => (attempt.isOver ? discardLate(result, attempt.stopReason) : opened(attempt, host, result)),
    error => {
      if (!attempt.isOver) onRejected(attempt, error);
    },
  );
}

/** A stream whose parts are those of a whole answer, which was judged. */
const openedWhole = (attempt: LanguageAttempt, result: StreamResult): void =>
  opened(attempt, attempt.call.engine.streams, result, true);

function opened(
  attempt: LanguageAttempt,
  host: StreamHost<LanguageAttempt>,
  result: StreamResult,
  isJudged: boolean = false,
): void {
  try {
    const { holdBackMs } = attempt.call.engine.options;
    if (typeof result !== 'object' || result === null) throw new FoundError(NO_STREAM);
    attempt.result = result;
    attempt.facts = { url: result.request?.url, headers: lowerCaseHeaders(result.response?.headers), isJudged };
    attempt.proves = !isCacheHit(attempt.facts.headers);
    if (holdBackMs > 0 && holdBackMs < Infinity) {
      const now = host.now();
      attempt.releaseAt = now + holdBackMs;
      armTimer(attempt.call, attempt.releaseAt, now);
    }
    attempt.stream = forward(result.stream, attempt, host, attempt.facts);
    startForwarding(attempt.stream, holdBackMs > 0);
  } catch (error) {
    failThrown(attempt, error);
  }
}

/** Why a stream is left: the caller aborted, another leg was better, or its reader cancelled it. */
const reasonOf = ({ stopReason }: ModelAttempt): unknown =>
  stopReason ?? new DOMException('The stream was cancelled by its reader', 'AbortError');

type Settings = Pick<StreamHost, 'now' | 'maxHeldParts' | 'failOnRefusal'>;

export const streamSettings = ({ clock, maxHeldParts, failOverOnContentPolicy }: StreamSettings): Settings => ({
  now: () => clock.monotonic(),
  maxHeldParts,
  failOnRefusal: failOverOnContentPolicy,
});

/** What the forwarder asks of attempts whose stream is handed out; the same functions for all routers. */
export const HANDED_OUT: Omit<StreamHost<LanguageAttempt>, keyof Settings> = {
  thrown: (attempt, thrown, facts) => reportThrown(attempt, thrown, 'stream', facts),
  found: (attempt, finding, facts) => reportFound(attempt, finding, 'stream', facts),
  unknownReason: reportUnknownReason,
  committed(attempt) {
    reportSucceeded(attempt);
    tellOf(attempt, { type: 'committed' });
    attemptCommitted(attempt.entry, attempt);
    if (attempt.call.isLooping) pushEvent(attempt.call, { type: 'committed', attempt });
    else clearAlarm(attempt.call);
  },
  decorator: attempt => attempt.call.engine.decorator(attempt),
  opened(attempt, forwarded) {
    attempt.releaseAt = Infinity;
    if (attempt.stream?.hasFinish && !attempt.stream.hasContent) reportSucceeded(attempt);
    answer(attempt, { ...attempt.result, stream: forwarded });
  },
  failed(attempt, error) {
    noteWholeBody(attempt);
    failAttempt(attempt, error);
  },
  armIdle(attempt, now) {
    if (attempt.idleAt < attempt.call.timerAt) armTimer(attempt.call, attempt.idleAt, now);
  },
  broken(attempt, error) {
    const end = streamEndOf(attempt, { type: 'broken', error });
    endStream(attempt, end, error);
    streamBroken(attempt, end);
  },
  over(attempt, forwardEnd: ForwardEnd) {
    // Not handed out: its call still waits for it, and gives what was held if the caller aborted.
    if (attempt.stream?.held) return;
    const end = streamEndOf(attempt, forwardEnd);
    endStream(attempt, end, end.type === 'broken' ? end.error : end.type === 'left' ? reasonOf(attempt) : undefined);
    streamOver(attempt, end);
  },
  continuation: attempt => attempt.call.engine.continuation(attempt),
};

export const streamHost = (settings: StreamSettings): StreamHost<LanguageAttempt> => ({
  ...HANDED_OUT,
  ...streamSettings(settings),
});
