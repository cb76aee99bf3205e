/** What a finish reason can say of the answer that it ends. Which reason says what stands in `finish-reasons.ts`. */
import type { Verdict } from '../../failure.ts';

/** What a reason says of the answer that it ends. */
export interface FinishVerdict {
  /** The failure that it names; absent for an answer. */
  failure?: Verdict;
  /** Whether content before it is an answer all the same, one that was cut short. */
  contentIsAnswer: boolean;
}

const cut = /* @__NO_SIDE_EFFECTS__ */ (failure: Verdict): FinishVerdict => ({ failure, contentIsAnswer: true });
const failed = /* @__NO_SIDE_EFFECTS__ */ (failure: Verdict): FinishVerdict => ({ failure, contentIsAnswer: false });

export type FinishVerdictName =
  | 'answer'
  | 'refusal'
  | 'guardrail'
  | 'context-full'
  | 'wrong-language'
  | 'unclear'
  | 'model-fault'
  | 'missing-state'
  | 'failure'
  | 'overloaded'
  | 'timeout'
  | 'time-up'
  | 'interrupted';

export const FINISH_VERDICTS: Readonly<Record<FinishVerdictName, FinishVerdict>> = {
  /** A whole answer, or one that a limit of the caller's cut. */
  answer: { contentIsAnswer: true },
  /** The provider's own filter, or the model's refusal. */
  refusal: cut({ category: 'content-policy' }),
  /** A guardrail that the owner of the account has set up. */
  guardrail: cut({ category: 'content-policy', scope: 'request', fallback: false }),
  /** No room is left in the model's context: cut like `length`, unless nothing was written. */
  'context-full': cut({ category: 'context-length' }),
  /** The model does not write the language that the answer called for. */
  'wrong-language': cut({ category: 'invalid-request', scope: 'model', fallback: true }),
  /** The vendor does not say why. */
  unclear: cut({ category: 'upstream-failure' }),
  /** The model wrote what its own server cannot read; the next sample may be fine. */
  'model-fault': failed({ category: 'server-error', scope: 'model' }),
  /** The request lacks state that only this vendor asks for. */
  'missing-state': failed({ category: 'invalid-request', scope: 'request', fallback: true }),
  failure: failed({ category: 'upstream-failure' }),
  overloaded: failed({ category: 'overloaded' }),
  timeout: failed({ category: 'timeout' }),
  /** What was written until then is the answer, as its vendor says. */
  'time-up': cut({ category: 'timeout' }),
  /** Stopped from outside; a caller who aborted would not read it. */
  interrupted: failed({ category: 'stream-interrupted' }),
};
