/** How an attempt at a leg's model begins: its options, its limits, its own signal. */
import type { LegFacts, Purpose } from '../engine/attempt.ts';
import { attemptBegan, enterLeg } from '../engine/entry.ts';
import type { Entry } from '../engine/guard.ts';
import { failThrown } from './attempt-end.ts';
import type { Leg } from '../legs/leg.ts';
import type { AttemptForm, ModelAttempt, ModelCall } from '../call/model-call.ts';
import { silenceKey } from './silence.ts';

/** Begins an attempt at a leg's model. */
export function beginAttempt(call: ModelCall, leg: LegFacts, purpose: Purpose, tries: number): ModelAttempt {
  const { engine, all, family, hedge, plan } = call;
  const to = all[leg.index]!;
  const via = family.via(call, to);
  const limits = to.limits[via];
  const given = purpose === 'continue' && call.prefilled ? call.prefilled : call.params;
  // Before the leg is entered: what throws here must not keep a probe's lease.
  const { params, warnings } = engine.paramsForLeg(given, to, all[0]!, call, { number: call.attempts + 1, via });
  const entry = entryOf(call, leg, plan?.lastResort === leg);
  const { firstContentMs, attemptMs } = limits;
  // Before the headers only an abort closes the request; afterwards cancelling the stream does.
  const isLimited = firstContentMs !== undefined || attemptMs !== undefined || call.totalAt < Infinity;
  const controller = hedge !== undefined || isLimited ? new AbortController() : undefined;
  const startedAt = startOf(call);
  call.attempts += 1;
  if (plan) plan.attempts += 1;
  const attempt: ModelAttempt = {
    call,
    leg,
    to,
    entry,
    params: controller ? { ...params, abortSignal: controller.signal } : params,
    warnings,
    number: call.attempts,
    tries,
    purpose,
    startedAt,
    controller,
    isStream: family.isStream,
    firstContentMs: undefined,
    isOver: false,
    firstContentAt: firstContentMs === undefined ? Infinity : startedAt + firstContentMs,
    attemptAt: attemptMs === undefined ? Infinity : startedAt + attemptMs,
    idleAt: Infinity,
    totalAt: call.totalAt > startedAt ? call.totalAt : Infinity,
    releaseAt: Infinity,
    limits,
    silenceKey: silenceKey(engine.options.hedge, leg, family.operation, call.params, showsContent(to, via)),
    proves: true,
    isOverStream: via === 'stream',
    refusal: undefined,
    usage: undefined,
    stream: undefined,
    result: undefined,
    facts: NO_FACTS,
    examined: undefined,
    redactor: undefined,
    named: undefined,
    upstream: undefined,
    stopReason: undefined,
  };
  attemptBegan(entry, attempt);
  try {
    family.ask(attempt);
  } catch (error) {
    // Later, like every other end: the loop does not know the attempt yet.
    void Promise.resolve().then(() => failThrown(attempt, error));
  }
  return attempt;
}

const NO_FACTS = {};

/** One that no loop begins, and no route came before, begins with its call: one reading of the clock less. */
const startOf = ({ isLooping, engine, startedAt }: ModelCall): number =>
  isLooping || engine.options.route ? engine.clock.monotonic() : startedAt;

/** Whether its silence ends before its answer does. */
const showsContent = ({ declaration }: Leg, via: AttemptForm['via']): boolean =>
  via === 'stream' && declaration.buffered !== true;

function entryOf(call: ModelCall, leg: LegFacts, isLastResort: boolean): Entry {
  for (const known of call.entries) if (known.leg === leg) return known;
  const entry = enterLeg(call, leg, isLastResort);
  call.entries = call.entries.length === 0 ? [entry] : [...call.entries, entry];
  return entry;
}
