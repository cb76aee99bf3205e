/**
 * Asks the gateway's log, after a 2005, what the provider really said. No call waits for it, and whatever becomes of it
 * changes no call: the gateway does not document when an entry is there.
 *
 * On Workers a promise belongs to the request that made it, and is never settled once that is gone. So nothing here waits for
 * another call's question, and a question that is not answered gives its place back by the clock alone.
 */
import type { Failure } from '../failure.ts';
import { NEVER_SUCCEEDED, PROVIDER_FAILED } from '../own-failures.ts';
import type { Clock, MonotonicClock } from '../runtime/clock.ts';
import { abandonPromise } from '../runtime/hook-result.ts';
import type { Filled } from '../runtime/option-rows.ts';
import { LATE, waitFor } from '../runtime/wait-for.ts';
import type { ExplainOptions, GatewayLog } from './gateway-options.ts';
import { readLog, type LoggedAnswer } from './read-log.ts';

/** The options with their defaults. */
type Settings = Filled<ExplainOptions, 'afterMs' | 'timeoutMs' | 'maxOpen'>;

/**
 * Asks, if a failure is one to ask about.
 *
 * @param call which one; the same object for all of its attempts
 * @param note takes what the log says, at any time
 */
export type Explainer = (
  call: object,
  failure: Failure,
  clock: MonotonicClock,
  note: (logId: string, found: LoggedAnswer) => void,
) => void;

/** A question that is open. */
interface Question {
  readonly overAt: number;
}

/** Ids of log entries: UUIDs, or what went before them. A server may send anything. */
const LOG_ID = /^[\w-]{8,100}$/;

/** A process that is done does not live on for a question: where timers hold it, this one does not. */
const sleep = (ms: number, clock: Clock) =>
  new Promise<void>(resolve => {
    const timer = clock.setTimeout(() => resolve(), ms) as { unref?: () => void } | undefined;
    if (typeof timer?.unref === 'function') timer.unref();
  });

export function createExplainer(gateway: GatewayLog, { afterMs, timeoutMs, maxOpen, waitUntil }: Settings): Explainer {
  const asked = new WeakSet<object>();
  const open = new Set<Question>();

  async function ask(logId: string, clock: Clock): Promise<LoggedAnswer | undefined> {
    if (afterMs > 0) await sleep(afterMs, clock);
    const log = await waitFor(gateway.getLog(logId), { clock, ms: timeoutMs });
    return log === LATE ? undefined : readLog(log, logId);
  }

  /** Whether there is room for one more; those that are over by now are forgotten. */
  function hasRoom(now: number): boolean {
    for (const question of open) if (question.overAt <= now) open.delete(question);
    return open.size < maxOpen;
  }

  return (call, { rule, logId }, clock, note) => {
    if (rule !== PROVIDER_FAILED && rule !== NEVER_SUCCEEDED) return;
    if (logId === undefined || !LOG_ID.test(logId) || asked.has(call) || !hasRoom(clock.monotonic())) return;
    asked.add(call);
    const question = { overAt: clock.monotonic() + afterMs + timeoutMs };
    open.add(question);
    const answered = ask(logId, clock)
      .then(found => found && note(logId, found))
      // No such entry yet, or no log: then nothing more is known than before.
      .catch(() => {})
      .finally(() => open.delete(question));
    try {
      abandonPromise(waitUntil?.(answered));
    } catch {
      // The request may be over; the question then ends with it.
    }
  };
}
