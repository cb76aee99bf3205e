/** Starts a try at a leg, and makes an outcome of whatever happens. */
import type { Attempt, Operation, Outcome } from '../core/attempt.ts';
import { HookResultError } from '../core/hook-result.ts';
import { linkSignal } from '../core/linked-signal.ts';
import type { Try } from '../core/round.ts';
import { HookError, type Question } from './ask-leg.ts';
import type { Continue } from './continue-with.ts';
import type { Leg } from './leg.ts';
import type { Reporting } from './reporting.ts';
import type { ResolvedRouter } from './resolve-router.ts';
import type { CallOptions, GenerateResult, StreamResult } from './sdk-model.ts';
import type { Service } from './serve.ts';

/** What a router does for one operation. */
export interface Kind<Value> {
  readonly operation: Operation;
  ask(question: Question): Promise<Value>;
  /** Gets rid of an answer that nobody wants any more. */
  discard(value: Value, reason: unknown): void;
}

/** One try at one leg. */
export interface TryRequest {
  leg: Leg;
  number: number;
  /** The call's options as this leg gets them. */
  params: CallOptions;
  /** Under what its silence is learned. */
  silenceKey: string | undefined;
  /** What the caller is told; `undefined` on the healthy path. */
  service: Service | undefined;
  /** What is left of the call's total. */
  timeLeftMs: number;
  /** Whether no other leg could answer instead. */
  isLast: Question['isLast'];
  onSpoke: Question['onSpoke'];
  onOver: Question['onOver'];
  continueWith?: Continue | undefined;
}

export type TryLeg = <Value>(kind: Kind<Value>, request: TryRequest) => Try<Value>;

export function createTryLeg({ clock, hedge }: ResolvedRouter, reporting: Reporting): TryLeg {
  async function outcomeOf<Value>(kind: Kind<Value>, question: Question): Promise<Outcome<Value>> {
    const { abortSignal } = question.params;
    try {
      const value = await kind.ask(question);
      return abortSignal?.aborted
        ? { type: 'aborted', reason: abortSignal.reason, value }
        : { type: 'answered', value };
    } catch (error) {
      if (error instanceof HookError) throw error.cause;
      if (error instanceof HookResultError) throw error;
      if (abortSignal?.aborted) return { type: 'aborted', reason: abortSignal.reason };
      return { type: 'failed', error, failure: reporting.classifier.classify(error) };
    }
  }

  return (kind, { leg, number, timeLeftMs, silenceKey, ...request }) => {
    const attempt: Attempt = {
      operation: kind.operation,
      leg: leg.facts,
      number,
      startedAt: clock.monotonic(),
      link: hedge && linkSignal(request.params.abortSignal),
      silenceKey,
      firstContentMs: undefined,
      onContent: undefined,
    };
    return {
      attempt,
      outcome: outcomeOf(kind, {
        leg,
        attempt,
        totalMs: timeLeftMs > 0 && timeLeftMs < Infinity ? timeLeftMs : undefined,
        ...request,
      }),
    };
  };
}

/** The two things that a language model is asked for. */
export interface Kinds {
  generate: Kind<GenerateResult>;
  stream: Kind<StreamResult>;
}
