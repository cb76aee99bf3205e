/** Asks one leg, for either operation. Throws what its report makes of a failure, and hands on what answers. */
import { noteFacts } from './attempt-facts.ts';
import { collectStream } from './collect-stream.ts';
import { hasAnswer, REFUSED, type Finding } from './disguised-end.ts';
import type { ResolvedRouter } from './failover-options.ts';
import { guardGenerate } from './guard-generate.ts';
import { guardStream, type StreamTelling } from './guard-stream.ts';
import type { Leg } from './leg.ts';
import type { Continue } from './continue-with.ts';
import type { Report } from './report.ts';
import type { Reporting } from './reporting.ts';
import { infoOf } from './routed-legs.ts';
import type { CallOptions, GenerateResult, StreamResult } from './sdk-model.ts';
import { serveGenerate, serveStream, type Service } from './serve.ts';

/** A result that `acceptResult` did not take. */
export const REJECTED: Finding = {
  rule: 'result:rejected',
  verdict: { category: 'unknown', retryable: true, fallback: true },
  message: 'The result was rejected by acceptResult',
};

/** A hook of the user's that threw: its error is the caller's, not an attempt's. */
export class HookError extends Error {}

/** One question to one leg. */
export interface Question {
  leg: Leg;
  /** The call's options as this leg gets them. */
  params: CallOptions;
  /** What the caller is told; `undefined` on the healthy path. */
  service: Service | undefined;
  /** Takes a stream over that broke off. */
  continueWith?: Continue | undefined;
}

export interface AskLeg {
  generate(question: Question): Promise<GenerateResult>;
  stream(question: Question): Promise<StreamResult>;
}

export function createAskLeg(options: ResolvedRouter, reporting: Reporting): AskLeg {
  const { acceptResult, failOverOnContentPolicy: failOnRefusal } = options;

  function accepts(result: GenerateResult, leg: Leg): boolean {
    if (!acceptResult) return true;
    try {
      return acceptResult(result, { leg: infoOf(leg.facts) });
    } catch (cause) {
      throw new HookError('acceptResult threw', { cause });
    }
  }

  function fault(result: GenerateResult, leg: Leg): Finding | undefined {
    if (failOnRefusal && result.finishReason.unified === 'content-filter' && !hasAnswer(result.content)) return REFUSED;
    return accepts(result, leg) ? undefined : REJECTED;
  }

  const openStream = ({ leg, params }: Question, report: Report, told: StreamTelling = {}) =>
    guardStream(
      signal => leg.model.doStream(signal ? { ...params, abortSignal: signal } : params),
      params,
      report,
      { ...reporting.guardOptions(leg.model), failOnRefusal },
      told,
    );

  return {
    async generate(question) {
      const { leg, params, service } = question;
      const report = reporting.report(leg.model, params);
      const result = options.generateViaStream
        ? await collectStream(await openStream(question, report), params)
        : await guardGenerate(() => leg.model.doGenerate(params), report);
      const finding = fault(result, leg);
      if (finding) {
        const error = report.found(finding, 'body', { headers: result.response?.headers });
        noteFacts(error, { usage: result.usage });
        throw error;
      }
      return service ? serveGenerate(result, service) : result;
    },
    stream(question) {
      const { leg, params, service, continueWith } = question;
      const decorator = service && serveStream(service);
      return openStream(question, reporting.report(leg.model, params), { decorator, continueWith });
    },
  };
}
