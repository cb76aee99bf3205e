/**
 * One round: the legs in order, each with its own further tries, until one answers. A leg that is silent for long is
 * joined by the next one; then the first answer wins. Decides what to try next; never looks at a prompt, an answer or a
 * raw error.
 */
import type { Attempt, LegFacts, Outcome } from '../core/attempt.ts';
import type { Timer } from '../core/clock.ts';
import type { LegPlan } from '../core/leg-plan.ts';
import type { HedgeOptions, RoundOptions, RoundResult, Try } from '../core/round.ts';
import { guardedBy } from '../core/guarded.ts';
import { sleep } from '../core/sleep.ts';
import type { Failure } from '../failure.ts';

/** How long until it is tried again to hedge, if no leg was free: the hedge's own time within these. */
const LOOK_AGAIN = { leastMs: 50, mostMs: 1_000 };

export function runRound<Value>(plan: LegPlan, options: RoundOptions<Value>): Promise<RoundResult<Value>> {
  const { clock, signal, hedge } = options;
  const settled = Promise.withResolvers<RoundResult<Value>>();
  const running = new Set<Try<Value>>();
  let workers = 0;
  let number = 0;
  let hedgeTimer: { timer: Timer | undefined; of: Attempt } | undefined;
  let last: { leg: LegFacts; failure: Failure; outcome: Outcome<Value> } | undefined;
  let told: LegFacts | undefined;
  let isFinal = false;
  let isOver = false;
  let aborted: Outcome<Value> | undefined;

  function end(winner: Attempt | undefined): void {
    isOver = true;
    clearHedge();
    // What the end of a loser throws changes nothing for the others, nor for the call.
    const letGo = guardedBy(() => {})((attempt: Attempt) => options.onLost(attempt, winner));
    for (const { attempt } of running) letGo(attempt);
    options.onEnd();
  }

  function settle(outcome: Outcome<Value> | undefined, by?: Attempt): void {
    if (isOver) return;
    end(outcome?.type === 'answered' ? by : undefined);
    settled.resolve({ outcome, isFinal });
  }

  /** A hook of the user's threw: the call is over, whatever else is thrown on the way out. */
  function fail(error: unknown): void {
    settled.reject(error);
    if (!isOver) guardedBy(() => {})(end)(undefined);
  }

  /** Whether the next try is under way already. */
  const isOpened = () => number === 0 && options.opening !== undefined;

  /** Ends the call when every try has ended: one of them may have an open answer, which says so as the bare model would. */
  function abort(outcome: Outcome<Value> = { type: 'aborted', reason: signal?.reason }): void {
    aborted ??= outcome;
    clearHedge();
    if (workers === 0 || 'value' in outcome) settle(outcome);
  }

  function clearHedge(): void {
    if (hedgeTimer?.timer !== undefined) clock.clearTimeout(hedgeTimer.timer);
    hedgeTimer = undefined;
  }

  /** Lets the next leg start beside this try if it stays silent. */
  function armHedge(attempt: Attempt): void {
    attempt.onContent = clearHedge;
    const hasContent = [...running].some(one => one.attempt.firstContentMs !== undefined);
    if (!hedge || running.size > hedge.max || hasContent || aborted) return;
    clearHedge();
    hedgeAfter(attempt.startedAt + hedge.afterMs - clock.monotonic(), attempt, hedge);
  }

  function hedgeAfter(ms: number, attempt: Attempt, by: HedgeOptions): void {
    if (ms <= 0) return startHedge(attempt, by);
    const start = guardedBy(fail)(() => startHedge(attempt, by));
    hedgeTimer = { of: attempt, timer: clock.setTimeout(() => start(undefined), ms) };
  }

  function startHedge(attempt: Attempt, by: HedgeOptions): void {
    hedgeTimer = undefined;
    if (isFinal) return;
    const { afterMs, mayHedge } = by;
    const { leg: from } = attempt;
    const next = plan.next();
    if (next && next.waitMs > 0) plan.putBack(next.leg);
    if (!next || next.waitMs > 0) {
      // No leg is free now; a silent call would hang on if nobody looked again.
      if (plan.mayHaveMore())
        hedgeAfter(Math.max(LOOK_AGAIN.leastMs, Math.min(afterMs, LOOK_AGAIN.mostMs)), attempt, by);
      return;
    }
    if (!mayHedge(from)) return plan.putBack(next.leg);
    told = next.leg;
    options.onStep({ type: 'hedge', from, to: next.leg, afterMs });
    void work(next);
  }

  /** Waits at least so long, and longer if another call has been told in the meantime to leave the leg alone. */
  async function pause(leg: LegFacts, ms: number): Promise<'ready' | 'busy' | 'aborted'> {
    let rest: number | undefined = ms;
    do {
      if (rest > 0 && !(await sleep(clock, rest, signal))) return 'aborted';
      rest = plan.waitMs(leg);
    } while (rest !== undefined && rest > 0);
    return rest === undefined ? 'busy' : 'ready';
  }

  /** Makes one try; its failure, or `undefined` when there is nothing left to do. */
  async function tryOnce(leg: LegFacts): Promise<{ failure: Failure; silentMs: number; isAlone: boolean } | undefined> {
    plan.started();
    number += 1;
    const current = (number === 1 && options.opening) || options.begin(leg, number);
    const { attempt } = current;
    running.add(current);
    armHedge(attempt);
    const outcome = await current.outcome;
    running.delete(current);
    if (isOver) {
      if ('value' in outcome) options.discard(outcome.value);
      return undefined;
    }
    if (outcome.type !== 'failed') {
      if (outcome.type === 'aborted') abort(outcome);
      else {
        try {
          options.onAnswered(attempt);
        } catch (error) {
          options.discard(outcome.value);
          throw error;
        }
        settle(outcome, attempt);
      }
      return undefined;
    }
    const { failure, error } = outcome;
    const failedAt = clock.monotonic();
    const durationMs = failedAt - attempt.startedAt;
    if (!isFinal) last = { leg, failure, outcome };
    options.onFailed({ leg, failure, error, startedAt: clock.now() - durationMs, durationMs, failedAt });
    if (hedgeTimer?.of === attempt) clearHedge();
    // Said at once: of tries that end in one tick only the last one is alone.
    return { failure, silentMs: attempt.firstContentMs ?? durationMs, isAlone: running.size === 0 };
  }

  /** Tries one leg until it is better left. */
  async function tryLeg(leg: LegFacts): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      if (signal?.aborted && !isOpened()) return abort();
      const failed = await tryOnce(leg);
      if (!failed || isOver || aborted) return;
      const { failure, silentMs, isAlone } = failed;
      const mayLeave = options.mayFailOver(failure, leg);
      // While another leg is being asked, this one has had its turn.
      const mayRetry = isAlone && !isFinal && plan.hasRoomFor(leg, tries, failure);
      const delayMs = mayRetry ? options.retryDelayMs(failure, tries, silentMs, leg) : undefined;
      let paused: Awaited<ReturnType<typeof pause>> = 'busy';
      if (delayMs !== undefined && plan.fits(delayMs)) {
        options.onStep({ type: 'retry', leg, failure, waitMs: delayMs });
        paused = await pause(leg, delayMs);
      }
      if (paused === 'aborted') return abort();
      if (paused === 'ready') continue;
      options.onLeft(leg, failure);
      if (mayLeave) plan.failed(leg, failure);
      else isFinal = true;
      for (const other of running) if (!hedgeTimer) armHedge(other.attempt);
      return;
    }
  }

  /** Tries legs until one answers, none is left, or another worker is at it. */
  async function work(first?: ReturnType<LegPlan['next']>): Promise<void> {
    workers += 1;
    const mayGoOn = () => !isOver && !isFinal && !aborted && workers === 1;
    try {
      for (let next = first ?? plan.next(); next; next = mayGoOn() ? plan.next() : undefined) {
        const { leg, waitMs } = next;
        if (last && leg !== told)
          options.onStep({ type: 'failover', from: last.leg, to: leg, failure: last.failure, waitMs });
        told = leg;
        if (waitMs === 0) await tryLeg(leg);
        else if (!(await sleep(clock, waitMs, signal))) abort();
        // The plan is asked again: another call may have been told in the meantime to leave this leg alone for longer.
        else plan.putBack(leg);
      }
      workers -= 1;
      if (workers === 0) settle(aborted ?? last?.outcome);
    } catch (error) {
      fail(error);
    }
  }

  if (signal?.aborted && !isOpened()) abort();
  else void work();
  return settled.promise;
}
