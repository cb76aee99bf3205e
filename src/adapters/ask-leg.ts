/** Asks one leg, for either operation. Throws what its report makes of a failure, and hands on what answers. */
import type { Attempt, Operation } from '../core/attempt.ts';
import { decision } from '../core/hook-result.ts';
import { linkSignal } from '../core/linked-signal.ts';
import type { StreamingRefusals } from '../layers/streaming-refusals.ts';
import { noteFacts } from './attempt-facts.ts';
import { hasAnswer, isRefusal, REFUSED, REJECTED, type Finding } from './disguised-end.ts';
import { generateOverStream } from './generate-over-stream.ts';
import type { ResolvedRouter } from './resolve-router.ts';
import { guardGenerate } from './guard-generate.ts';
import { guardStream, type StreamTelling } from './guard-stream.ts';
import { InnerError } from './inner-error.ts';
import type { AttemptOptions } from './limited-attempt.ts';
import type { Leg } from './leg.ts';
import type { Continue } from './continue-with.ts';
import type { Report } from './report.ts';
import type { Reporting } from './reporting.ts';
import { infoOf } from './routed-legs.ts';
import type { CallOptions, GenerateResult, StreamResult } from './sdk-model.ts';
import { serveGenerate, serveStream, type Service } from './serve.ts';
import { isOverStream } from './silence.ts';
import { leftOf } from './timeout-options.ts';
import { warn } from './warn.ts';

/** A hook of the user's that threw: its error is the caller's, not an attempt's. */
export class HookError extends InnerError {}

/** One question to one leg. */
export interface Question {
  leg: Leg;
  attempt: Attempt;
  /** The call's options as this leg gets them. */
  params: CallOptions;
  /** What the caller is told; `undefined` on the healthy path. */
  service: Service | undefined;
  /** What is left of the call's total. */
  totalMs: number | undefined;
  /** Whether no other leg could answer instead: a limit that nobody asked for does not hold then. */
  isLast: () => boolean;
  /** Hears of the first content of a stream. */
  onSpoke: () => void;
  /** Hears how a stream ended that had been answered. */
  onOver: StreamTelling['onOver'];
  /** Takes a stream over that broke off. */
  continueWith?: Continue | undefined;
}

export interface AskLeg {
  generate(question: Question): Promise<GenerateResult>;
  stream(question: Question): Promise<StreamResult>;
}

/** The options with the attempt's own signal, if it has one. */
const withSignal = (params: CallOptions, signal: AbortSignal | undefined): CallOptions =>
  signal ? { ...params, abortSignal: signal } : params;

export function createAskLeg(options: ResolvedRouter, reporting: Reporting, refusals: StreamingRefusals): AskLeg {
  const { acceptResult, clock, holdBackMs, maxHeldParts, failOverOnContentPolicy: failOnRefusal } = options;

  function accepts(result: GenerateResult, leg: Leg): boolean {
    if (!acceptResult) return true;
    try {
      return decision('acceptResult', acceptResult(result, { leg: infoOf(leg.facts) })) ?? true;
    } catch (cause) {
      throw new HookError('acceptResult threw', { cause });
    }
  }

  function fault(result: GenerateResult, leg: Leg): Finding | undefined {
    if (failOnRefusal && isRefusal(result.finishReason) && !hasAnswer(result.content)) return REFUSED;
    return accepts(result, leg) ? undefined : REJECTED;
  }

  /** The attempt's own limits, and what may end it besides. */
  function limitsOf({ leg, attempt: { link }, totalMs, isLast }: Question, operation: Operation): AttemptOptions {
    const limits = leg.limits[operation];
    const onExpired = reporting.onExpired(leg.model, limit => limit === limits.spares && isLast());
    return { ...limits, totalMs, clock, link, onExpired };
  }

  const elapsedMs = ({ attempt }: Question) => clock.monotonic() - attempt.startedAt;

  const openStream = (question: Question, report: Report, telling: StreamTelling) =>
    guardStream(
      signal => question.leg.model.doStream(withSignal(question.params, signal)),
      question.params,
      report,
      { ...limitsOf(question, 'stream'), holdBackMs, maxHeldParts, failOnRefusal },
      {
        ...telling,
        onFirstContent(ms) {
          question.attempt.firstContentMs = ms;
          question.attempt.onContent?.();
          question.onSpoke();
          telling.onFirstContent?.(ms);
        },
      },
    );

  /** @param goneMs what of the attempt's limits was spent before */
  const askModel = (question: Question, report: Report, goneMs: number) =>
    guardGenerate(
      signal => question.leg.model.doGenerate(withSignal(question.params, signal)),
      question.params.abortSignal,
      report,
      leftOf(limitsOf(question, 'generate'), goneMs),
    );

  function askOverStream(question: Question, report: Report): Promise<GenerateResult> {
    const { leg, attempt, params } = question;
    return generateOverStream({
      params,
      report,
      refusals,
      key: leg.facts.key,
      name: leg.facts.name,
      signal: () => (attempt.link ? attempt.link.signal : params.abortSignal),
      openStream: (watched, onFirstContent) => openStream(question, watched, { onFirstContent }),
      onRefused() {
        // The refused request ends with the attempt's signal; the next one needs another.
        if (attempt.link) attempt.link = linkSignal(params.abortSignal);
        attempt.silenceKey = undefined;
      },
      askDirectly: () => askModel(question, report, elapsedMs(question)),
      warn: message => warn(options.onEvent, `${message}.`),
    });
  }

  return {
    async generate(question) {
      const { leg, params, service } = question;
      const report = reporting.report(leg.model, params, leg.declaration.providerOptions);
      const result = isOverStream(leg, params, refusals)
        ? await askOverStream(question, report)
        : await askModel(question, report, 0);
      const finding = fault(result, leg);
      if (finding) {
        const error = report.found(finding, 'body', { headers: result.response?.headers });
        noteFacts(error, { usage: result.usage });
        throw error;
      }
      return service ? serveGenerate(result, service) : result;
    },
    stream(question) {
      const { leg, params, service, continueWith, onOver } = question;
      const decorator = service && serveStream(service);
      return openStream(question, reporting.report(leg.model, params, leg.declaration.providerOptions), {
        decorator,
        continueWith,
        onOver,
      });
    },
  };
}
