/**
 * Language models, asked for a whole answer: through `doGenerate`, or over a stream for the limits that only a stream can
 * keep. Where streaming itself is refused before any content, the same attempt asks `doGenerate`, which has no such
 * limits.
 */
import { schedule } from '../engine/timer.ts';
import { failureOf } from '../errors/api-call-error.ts';
import { carriesCredentials } from '../legs/own-credentials.ts';
import type { LanguageLeg, Leg } from '../legs/leg.ts';
import { warnIn } from '../warn.ts';
import { collectStream } from '../stream/collect-stream.ts';
import { FoundError } from '../parts/found-error.ts';
import { examine, type Phase } from '../report/report.ts';
import type { ResponseFacts, StreamHost } from '../stream/forwarding.ts';
import type { CallOptions, GenerateResult } from '../sdk-types.ts';
import { failAttempt, failThrown } from './attempt-end.ts';
import type { Family, LanguageAttempt, ModelAttempt, ModelCall } from '../call/model-call.ts';
import type { StreamSettings } from '../call/router-settings.ts';
import { HANDED_OUT, openStream, streamSettings } from './stream.ts';
import { refusalToStream, wholeBodyInstead, type Refusal } from '../call/streaming-refused.ts';
import { askDirectly, give } from './whole-answer.ts';

const hasTools = ({ tools }: CallOptions): boolean => tools !== undefined && tools.length > 0;

/** Whether a generate call of this leg goes over a stream. */
const isOverStream = ({ engine, params }: ModelCall, { generatesVia, facts }: Leg): boolean =>
  generatesVia === 'stream' && !engine.refusals.isKnown(facts.key, hasTools(params));

export const generate: Family<LanguageLeg, CallOptions, GenerateResult> = {
  operation: 'generate',
  isStream: false,
  via: (call, leg) => (isOverStream(call, leg) ? 'stream' : 'generate'),
  ask(attempt) {
    if (attempt.isOverStream) openStream(attempt, attempt.call.engine.collected, failedToOpen);
    else askDirectly(attempt);
  },
  discard() {},
};

/** Stands for the error of a stream that was refused: nothing is reported of it. */
const REFUSED_STREAM = new Error('Streaming was refused');

const mayBeRefused = ({ isOver, refusal, firstContentMs, call }: ModelAttempt): boolean =>
  !isOver &&
  refusal === undefined &&
  firstContentMs === undefined &&
  call.signal?.aborted !== true &&
  // The second request is one more subrequest.
  call.engine.options.subrequests?.left !== 0;

function refusalIn(attempt: ModelAttempt, error: unknown, phase: Phase, facts: ResponseFacts): Refusal | undefined {
  if (!mayBeRefused(attempt)) return undefined;
  try {
    if (error instanceof FoundError) return undefined;
    return refusalToStream(examine(attempt, error, phase, facts).evidence);
  } catch {
    // It cannot be read; whoever reports it says so.
    return undefined;
  }
}

function failedToOpen(attempt: LanguageAttempt, error: unknown): void {
  attempt.refusal = refusalIn(attempt, error, 'request', attempt.facts);
  if (attempt.refusal) askInstead(attempt, attempt.refusal);
  else failThrown(attempt, error);
}

/** For answers that are streamed and collected: the stream is not handed out, so that its end is no end of the call. */
const COLLECTED: Partial<typeof HANDED_OUT> = {
  decorator: () => undefined,
  continuation: () => undefined,
  thrown(attempt, error, facts) {
    attempt.refusal ??=
      refusalIn(attempt, error, 'stream', facts) ??
      (mayBeRefused(attempt) ? wholeBodyInstead(facts.headers) : undefined);
    return attempt.refusal ? REFUSED_STREAM : HANDED_OUT.thrown(attempt, error, facts);
  },
  found(attempt, finding, facts) {
    attempt.refusal ??= mayBeRefused(attempt) ? wholeBodyInstead(facts.headers) : undefined;
    return attempt.refusal ? REFUSED_STREAM : HANDED_OUT.found(attempt, finding, facts);
  },
  failed(attempt, error) {
    if (attempt.refusal && error === REFUSED_STREAM) askInstead(attempt, attempt.refusal);
    else failAttempt(attempt, error);
  },
  opened(attempt, stream) {
    attempt.releaseAt = Infinity;
    collectStream({ ...attempt.result!, stream }, attempt.params)
      .then(result => {
        if (!attempt.isOver) give(attempt, result);
      })
      // What the forwarder says in the stream has been reported; all else has not.
      .catch((error: unknown) => (failureOf(error) ? failAttempt : failThrown)(attempt, error));
  },
  broken() {},
  over() {},
};

export const collectedHost = (settings: StreamSettings): StreamHost<LanguageAttempt> => ({
  ...HANDED_OUT,
  ...COLLECTED,
  ...streamSettings(settings),
});

/** The refused request is ended, and the same attempt asks `doGenerate` under what is left of its limits. */
function askInstead(attempt: LanguageAttempt, { isSaid, isLasting }: Refusal): void {
  const { call, controller, leg, startedAt, to } = attempt;
  const { engine, params } = call;
  const { attemptMs } = (attempt.limits = to.limits.generate);
  attempt.attemptAt = attemptMs === undefined ? Infinity : startedAt + attemptMs;
  attempt.firstContentAt = attempt.idleAt = attempt.releaseAt = Infinity;
  attempt.silenceKey = undefined;
  attempt.stream = undefined;
  attempt.controller = controller && new AbortController();
  const { headers } = engine.paramsForLeg(params, to, call.all[0]!, call, {
    number: attempt.number,
    via: 'generate',
  }).params;
  attempt.params = {
    ...attempt.params,
    // A gateway is told of another limit.
    ...(headers && { headers }),
    ...(attempt.controller && { abortSignal: attempt.controller.signal }),
  };
  controller?.abort(REFUSED_STREAM);
  engine.options.subrequests?.spend();
  schedule(call, engine.clock.monotonic());
  const withTools = hasTools(params);
  const warnOnce = () => {
    if (!engine.refusals.isNews(leg.key, withTools)) return;
    const calls = withTools ? 'a call with tools' : 'a call';
    warnIn(
      call,
      `${leg.name} refused to stream ${calls}; doGenerate is asked instead, and \`firstContentMs\` and \`idleMs\` do ` +
        "not hold for it. Set `generateVia: 'generate'` and `attemptMs` for this model.",
    );
  };
  if (isSaid) warnOnce();
  askDirectly(attempt, (_, result) => {
    // Only now it is certain that the request itself was good. What one account may not do says nothing of another's.
    if (isLasting && !carriesCredentials(params.headers)) engine.refusals.remember(leg.key, withTools);
    warnOnce();
    give(attempt, result);
  });
}
