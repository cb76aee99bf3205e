/**
 * Asks every leg one small question, each by itself: on the way of a call, with the leg's own headers, options and
 * limits, and without what a router does about failures. Nothing that calls remember of legs is read or changed.
 */
import { classify } from '../classify/classify.ts';
import { singleSettings } from '../call/router-settings.ts';
import type { Router } from '../call/model-call.ts';
import type { AttemptLimits } from '../engine/attempt.ts';
import { failureOf } from '../errors/api-call-error.ts';
import type { AttemptEnd, EventListener, ResponseMarks, ServedBy, TokenCounts } from '../events.ts';
import type { Failure } from '../failure.ts';
import type { Leg } from '../legs/leg.ts';
import type { ResolvedRouter } from '../options/resolve-router.ts';
import type { EmbeddingPreflightOptions } from '../options/preflight-options.ts';
import { limitOf } from '../options/timeout-options.ts';
import { remedyOf } from '../report/remedies.ts';
import { marksOf } from '../report/response-marks.ts';
import { redactText } from '../secrets/text.ts';
import { createRouter } from './router.ts';

/** Why a leg did not answer. */
export interface PreflightFailure extends Pick<Failure, 'category' | 'rule' | 'scope' | 'statusCode' | 'logId'> {
  /** One line that a person can act on. */
  remedy: string;
  /** What was said, shortened and without secrets. */
  message: string;
}

/** What a leg made of the question. */
export interface PreflightLeg extends ServedBy, ResponseMarks {
  /** Whether it answered. */
  ok: boolean;
  /** Whole milliseconds. */
  ms: number;
  /** Whole milliseconds to the first content; absent if none was seen, and where only a whole answer was. */
  firstContentMs?: number;
  /** Through which of the model's functions: `generate` also where streaming was refused. */
  via: 'stream' | 'generate';
  /** What it used, if the provider said. */
  usage?: TokenCounts;
  failure?: PreflightFailure;
}

/** What came of asking every leg; plain JSON. */
export interface PreflightReport {
  /** Whether every leg answered. */
  ok: boolean;
  /** Whole milliseconds. */
  ms: number;
  /** In the order of the legs. */
  legs: PreflightLeg[];
}

/** How legs are asked, by their kind. */
export interface Question<To extends Leg> {
  via: 'stream' | 'generate';
  ask(router: Router, leg: To): Promise<unknown>;
}

type Settings = EmbeddingPreflightOptions & { timeoutMs: number };

/** Most legs that are asked at a time: workerd opens six connections at a time for one request. */
const AT_A_TIME = 4;
/** Longest message in the report. */
const MAX_MESSAGE = 400;

/** The shorter one holds. What no one asked for spares the last leg that could answer; here that is each. */
function within({ spares, ...own }: AttemptLimits, isStream: boolean, timeoutMs: number): AttemptLimits {
  const shorter = (limit: 'firstContentMs' | 'attemptMs') =>
    spares === limit ? timeoutMs : Math.min(own[limit] ?? Infinity, timeoutMs);
  // Of a whole answer nothing is seen before its end, unless its leg says otherwise.
  const hasFirst = isStream || own.firstContentMs !== undefined;
  return { ...own, attemptMs: shorter('attemptMs'), ...(hasFirst && { firstContentMs: shorter('firstContentMs') }) };
}

/** The leg as the only one of its router. What is only observed cuts nothing. */
function alone<To extends Leg>(leg: To, via: PreflightLeg['via'], timeoutMs: number, observe: boolean): To {
  const { stream, generate } = leg.limits;
  const limits = {
    stream: within(observe ? {} : stream, true, timeoutMs),
    generate: within(observe ? {} : generate, false, timeoutMs),
  };
  return { ...leg, generatesVia: via, limits, facts: { ...leg.facts, index: 0, retries: 0 } };
}

/** @param onRefused is told the key of a leg that refuses to stream */
function routerFor(options: ResolvedRouter, onEvent: EventListener, onRefused: (key: string) => void): Router {
  const { observe, totalMs } = options.timeouts;
  const timeouts = { ...options.timeouts, observe: false, totalMs: observe ? undefined : limitOf(totalMs) };
  // What the gateway is told decides what it answers: whether a key that is missing is an error, for one.
  const settings = {
    ...singleSettings({ ...options, timeouts, onEvent }, options.random),
    gateway: options.gateway,
  };
  const refusals: Router['refusals'] = {
    isKnown: () => false,
    isNews(key) {
      onRefused(key);
      return false;
    },
    remember() {},
  };
  return { ...createRouter(settings), refusals };
}

/** What an error says; one that is none of ours may be anything. */
function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return 'The leg failed with an error that cannot be read';
  }
}

function failureFor(failure: Failure, error: unknown): PreflightFailure {
  const { category, rule, scope, statusCode, logId } = failure;
  const remedy = remedyOf(failure);
  const said = messageOf(error);
  // An error of ours was cleaned of more than this knows, and ends with the remedy.
  const message = failureOf(error) ? said.replace(` ${remedy}`, '') : redactText(said);
  return {
    category,
    rule,
    scope,
    ...(statusCode !== undefined && { statusCode }),
    remedy,
    ...(logId !== undefined && { logId }),
    message: message.slice(0, MAX_MESSAGE),
  };
}

async function askLeg<To extends Leg>(
  options: ResolvedRouter,
  question: Question<To>,
  leg: To,
  { timeoutMs, onEvent, abortSignal }: Settings,
): Promise<PreflightLeg> {
  const { name, provider, modelId } = leg.facts;
  const { clock } = options;
  const startedAt = clock.monotonic();
  let end: AttemptEnd | undefined;
  let via = question.via;
  const listen: EventListener = event => {
    if (event.type === 'attempt-end') end = event;
    return onEvent?.(event);
  };
  const router = routerFor(options, listen, () => (via = 'generate'));
  let failure: PreflightFailure | undefined;
  try {
    await question.ask(router, alone(leg, via, timeoutMs, options.timeouts.observe === true));
  } catch (error) {
    if (abortSignal?.aborted) throw abortSignal.reason;
    failure = failureFor(end?.failure ?? failureOf(error) ?? classify(error, { provider, modelId }), error);
  }
  const { firstContentMs, usage } = end ?? {};
  return {
    leg: name,
    provider,
    modelId,
    ok: failure === undefined,
    ms: Math.round(clock.monotonic() - startedAt),
    ...(firstContentMs !== undefined && { firstContentMs }),
    via,
    ...(usage && { usage }),
    ...(end && marksOf(end)),
    ...(failure && { failure }),
  };
}

/**
 * Asks every leg, some at a time.
 *
 * @throws the reason of the caller's signal; a leg's failure is told in the report
 */
export async function preflightLegs<To extends Leg>(
  legs: readonly To[],
  options: ResolvedRouter,
  settings: Settings,
  question: Question<To>,
): Promise<PreflightReport> {
  const { abortSignal } = settings;
  if (abortSignal?.aborted) throw abortSignal.reason;
  const { clock } = options;
  const startedAt = clock.monotonic();
  const checks: PreflightLeg[] = [];
  const waiting = legs.entries();
  const worker = async () => {
    for (const [index, leg] of waiting) checks[index] = await askLeg(options, question, leg, settings);
  };
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, legs.length) }, worker));
  return { ok: checks.every(({ ok }) => ok), ms: Math.round(clock.monotonic() - startedAt), legs: checks };
}
