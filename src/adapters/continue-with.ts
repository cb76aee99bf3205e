/** Lets the next legs that can go on from a text that broke off, until one does. */
import type { Failure } from '../failure.ts';
import type { LegPlan } from '../core/leg-plan.ts';
import type { Leg } from './leg.ts';
import type { ResolvedRouter } from './resolve-router.ts';
import type { CallOptions, StreamPart, StreamResult } from './sdk-model.ts';

/**
 * Takes an answer over that broke off: the text so far, why, and a signal that says that nobody listens any more.
 * `undefined` if nobody can.
 */
export type Continue = (
  shown: string,
  error: unknown,
  gone: AbortSignal,
) => Promise<ReadableStream<StreamPart> | undefined>;

/** Whether a leg goes on from a partial assistant message. */
const takesPrefill = ({ declaration }: Leg): boolean => declaration.assistantPrefill === true;

/**
 * Whether the answer to a call may be continued by another leg than this one. A prefill in the middle of JSON is none;
 * and where the call has tools, what would have followed may be a tool call, for which prose is no substitute.
 */
export const mayContinue = (
  { continueAfterContent }: ResolvedRouter,
  { responseFormat, tools }: CallOptions,
  leg: Leg,
  legs: readonly Leg[],
): boolean =>
  continueAfterContent &&
  responseFormat?.type !== 'json' &&
  !tools?.length &&
  legs.some(other => other !== leg && takesPrefill(other));

/** The call with the text so far as the beginning of the answer. */
function withPrefill(params: CallOptions, text: string): CallOptions {
  return { ...params, prompt: [...params.prompt, { role: 'assistant', content: [{ type: 'text', text }] }] };
}

/** What continuing needs of the call. */
export interface ContinueOptions {
  plan: LegPlan;
  params: CallOptions;
  legAt: (index: number) => Leg;
  /** Notes a failure and says whether another leg may be tried; `undefined` if the caller is gone. */
  failed: (leg: Leg, error: unknown, startedAt: number) => Failure | undefined;
  /** Opens the stream of a leg, up to its first content. */
  open: (leg: Leg, params: CallOptions, from: Leg, failure: Failure) => Promise<StreamResult>;
  now: () => number;
  /** When the try began that broke off. */
  beganAt: number;
}

/** What goes on after a stream of this leg broke off. The error stays the first one if nobody can. */
export function continueAfter(broken: Leg, options: ContinueOptions): Continue {
  const { plan, params, legAt, failed, open, now, beganAt } = options;
  return async (shown, error, gone) => {
    // APIs that take a prefill refuse one that ends in white space.
    const text = shown.trimEnd();
    if (text === '') return undefined;
    const abortSignal = params.abortSignal ? AbortSignal.any([params.abortSignal, gone]) : gone;
    const prefilled = withPrefill({ ...params, abortSignal }, text);
    let from = broken;
    let failure = failed(broken, error, beganAt);
    for (let next = failure && plan.next(); failure && next; next = plan.next()) {
      const leg = legAt(next.leg.index);
      if (!takesPrefill(leg) || next.waitMs > 0) continue;
      plan.started();
      const startedAt = now();
      try {
        return (await open(leg, prefilled, from, failure)).stream;
      } catch (thrown) {
        if (abortSignal.aborted) return undefined;
        failure = failed(leg, thrown, startedAt);
        from = leg;
      }
    }
    return undefined;
  };
}
