/**
 * The semantics of a round as a simulation, written from their description (`docs/routing.md`) and not from the code.
 * It imports nothing of the router.
 */
import {
  BASE_DELAY_MS,
  JITTER,
  MAX_DELAY_MS,
  type Call,
  type Dispatch,
  type Leg,
  type Observation,
  type Scenario,
  type Trouble,
  type Try,
} from './scenario.ts';

/** A leg without content for this long is silent and not asked twice. */
const SILENT_MS = 10_000;
/** The SDK would retry earlier than asked from here on. */
const SDK_LIMIT_MS = 60_000;

const INTERRUPTED: Trouble = { category: 'stream-interrupted', scope: 'provider', retryable: true, fallback: true };

/** Until when each leg asked to be left alone; shared by the calls. */
type NotBefore = number[];

interface Failed {
  leg: number;
  trouble: Trouble;
}

/** A simulated call: yields the time at which it goes on. */
type Process = Generator<number, Omit<Observation, 'dispatches'>, number>;

/** Which legs share what broke: those that this call skips, and those that all calls leave alone for the time asked. */
function sharing(legs: Leg[], leg: number, { category, scope }: Trouble): { skipped: number[]; benched: number[] } {
  const all = (shared: 'gateway' | 'account', applies: boolean) => {
    const value = legs[leg]![shared];
    return legs.flatMap((other, index) => (applies && value !== undefined && other[shared] === value ? [index] : []));
  };
  const inGateway = all('gateway', scope === 'gateway');
  const isOfAccount = scope !== 'gateway' && (category === 'auth' || category === 'billing');
  return {
    skipped: [...inGateway, ...all('account', scope === 'account' || isOfAccount)],
    // What speaks of one request benches nothing for the others.
    benched: scope === 'request' ? [] : [leg, ...inGateway, ...all('account', scope === 'account')],
  };
}

function retriesOf(scenario: Scenario, index: number): number {
  const byPlace = scenario.legs.length > 1 && index === 0 ? 1 : 0;
  return scenario.legs[index]!.retries ?? scenario.perLeg ?? byPlace;
}

function* tryLeg(operation: Call['operation'], script: Try): Generator<number, Trouble | 'answer' | 'broken', number> {
  yield script.delayMs;
  if (script.type === 'failure') return script.trouble;
  if (operation === 'stream' && script.type === 'empty') return INTERRUPTED;
  if (operation === 'stream' && script.type === 'broken') {
    yield script.laterMs;
    return 'broken';
  }
  return 'answer';
}

/** The wait before the same leg is asked again; `undefined` if it is not. */
function waitBeforeRetry(scenario: Scenario, script: Try, trouble: Trouble, nth: number, tookMs: number) {
  if (!trouble.retryable || tookMs >= SILENT_MS) return undefined;
  if (trouble.retryAfterMs !== undefined) {
    return trouble.retryAfterMs <= scenario.maxWaitMs ? trouble.retryAfterMs : undefined;
  }
  // A connection that died before any byte is asked again at once, but only the first time.
  const diedEarly = trouble.category === 'network' && script.type === 'failure' && script.as === 'rejection';
  if (diedEarly && nth === 0) return 0;
  return Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** nth) * JITTER;
}

/**
 * The error of a spent round. Another has a chance if some leg failed with what passes, or was passed over only for a
 * while.
 *
 * @param reached no leg from here on was looked at
 */
function spent(
  { legs, exhausted }: Scenario,
  { failed, untried, reached }: { failed: Failed[]; untried: Set<number>; reached: number },
  waits: readonly number[],
): Observation['end'] {
  const passes = (leg: number) => failed.findLast(one => one.leg === leg)?.trouble.retryable ?? false;
  const hasChance = waits.some((wait, leg) => passes(leg) || (untried.has(leg) && wait > 0 && leg < reached));
  const chances = waits.map((_, leg) => leg).filter(leg => passes(leg) || untried.has(leg));
  const wait = Math.min(...chances.map(leg => waits[leg]!));
  // A leg that asked for no wait at all may be asked at once; one that said nothing gets the SDK's own backoff.
  const first = chances.find(leg => waits[leg] === wait);
  const isAsked = wait > 0 || failed.findLast(one => one.leg === first)?.trouble.retryAfterMs !== undefined;
  return {
    type: 'failover-error',
    failedTries: failed.map(({ leg }) => legs[leg]!.name),
    isRetryable: exhausted === 'retryable' && hasChance && wait < SDK_LIMIT_MS,
    retryAfterMs: isAsked && wait < Infinity ? wait : undefined,
  };
}

const plain = ({ category, retryable, retryAfterMs = 0 }: Trouble): Observation['end'] => ({
  type: 'error',
  category,
  isRetryable: retryable && retryAfterMs < SDK_LIMIT_MS,
});

function* round(scenario: Scenario, call: Call, notBefore: NotBefore, dispatches: Dispatch[], start: number): Process {
  const { legs, maxWaitMs } = scenario;
  const all = legs.map((_, index) => index);
  const most = scenario.maxAttempts ?? all.reduce((sum, leg) => sum + 1 + retriesOf(scenario, leg), 0);
  const onlyClassifies = legs.length === 1 && retriesOf(scenario, 0) === 0 && scenario.exhausted === 'retryable';
  const failed: Failed[] = [];
  const untried = new Set(all);
  let now = start;
  const end = (how: Observation['end']) => ({ endedMs: now, end: how });
  /** Until when this call itself was asked to leave a leg alone, last of all. */
  const asked = legs.map(() => 0);
  function bench(leg: number, trouble: Trouble): void {
    const until = now + (trouble.retryAfterMs ?? 0);
    asked[leg] = until;
    for (const other of sharing(legs, leg, trouble).benched) notBefore[other] = Math.max(notBefore[other]!, until);
  }
  const spentEnd = (reached: number) =>
    end(
      spent(
        scenario,
        { failed, untried, reached },
        notBefore.map((until, leg) => Math.max(0, until - now, asked[leg]! - now)),
      ),
    );

  while (failed.length < most) {
    const candidates = all.filter(leg => untried.has(leg));
    const free = candidates.find(candidate => notBefore[candidate]! <= now);
    const leg = free ?? candidates.toSorted((a, b) => notBefore[a]! - notBefore[b]!)[0];
    if (leg === undefined || notBefore[leg]! - now > maxWaitMs) break;
    if (free === undefined) {
      // Afterwards all is asked anew: others may have been told to wait longer in the meantime.
      now = yield notBefore[leg]! - now;
      continue;
    }
    untried.delete(leg);
    const by = legs[leg]!.name;
    let trouble: Trouble;
    for (let tries = 0; ; tries++) {
      const script = call.scripts[leg]![tries] ?? { type: 'answer', delayMs: 0 };
      dispatches.push({ leg: by, atMs: now });
      const began = now;
      const attempt = tryLeg(call.operation, script);
      let step = attempt.next(0);
      while (!step.done) {
        now = yield step.value;
        step = attempt.next(now);
      }
      if (step.value === 'broken') {
        // What breaks after content is told in the stream, but its wait is remembered all the same.
        if (script.type === 'broken' && script.as !== 'end') bench(leg, script.trouble);
        return end({ type: 'broken', by });
      }
      if (step.value === 'answer') {
        const failedTries = failed.map(one => legs[one.leg]!.name);
        const isFallback = leg !== 0;
        const told = isFallback || failedTries.length > 0;
        return end({ type: 'answered', by, failedTries, warned: isFallback, told });
      }
      trouble = step.value;
      failed.push({ leg, trouble });
      bench(leg, trouble);
      const { skipped } = sharing(legs, leg, trouble);
      if (onlyClassifies) return end(plain(trouble));
      // A further try never takes the place of a leg that is still to come.
      const toCome = [...untried].filter(other => !skipped.includes(other)).length;
      const mayRetry = tries < retriesOf(scenario, leg) && failed.length + toCome < most;
      const wait = mayRetry ? waitBeforeRetry(scenario, script, trouble, tries, now - began) : undefined;
      if (wait === undefined) break;
      if (wait > 0) now = yield wait;
      // Another call may have been told in the meantime to leave this leg alone.
      while (notBefore[leg]! > now && notBefore[leg]! - now <= maxWaitMs) now = yield notBefore[leg]! - now;
      if (notBefore[leg]! > now) break;
    }
    const isRefusal = trouble.category === 'content-policy' && !scenario.contentPolicy;
    if (!trouble.fallback || isRefusal) {
      return leg === 0 ? end(plain(trouble)) : spentEnd(Math.max(...failed.map(one => one.leg)));
    }
    for (const other of sharing(legs, leg, trouble).skipped) untried.delete(other);
  }
  return spentEnd(legs.length);
}

/**
 * Lets the calls run against each other.
 *
 * @returns what each call looks like from outside; `undefined` if two calls do something in the same instant, for then
 *   the documentation promises no order
 */
export function simulate(scenario: Scenario): Observation[] | undefined {
  const notBefore = scenario.legs.map(() => 0);
  const running = scenario.calls.map(call => {
    const dispatches: Dispatch[] = [];
    const process = round(scenario, call, notBefore, dispatches, call.startMs);
    return { call, dispatches, process, wakes: call.startMs, abort: call.startMs + (call.abortMs ?? Infinity) };
  });
  const ended = new Map<Call, Observation>();
  let last = { at: -1, call: undefined as Call | undefined };
  for (;;) {
    const next = running
      .filter(({ call }) => !ended.has(call))
      .toSorted((a, b) => Math.min(a.wakes, a.abort) - Math.min(b.wakes, b.abort))[0];
    if (!next) return scenario.calls.map(call => ended.get(call)!);
    const { call, dispatches, process, wakes, abort } = next;
    const at = Math.min(wakes, abort);
    if (wakes === abort || (last.at === at && last.call !== call)) return undefined;
    last = { at, call };
    if (abort < wakes) {
      ended.set(call, { dispatches, endedMs: abort, end: { type: 'aborted' } });
      continue;
    }
    const step = process.next(at);
    if (step.done) ended.set(call, { dispatches, ...step.value });
    else next.wakes = at + step.value;
  }
}
