/** One call of a model over its legs, and one attempt, as the SDK's side sees them. */
import type { Attempt, Call, Engine, HedgePlan } from '../engine/call.ts';
import type { LegFacts } from '../engine/attempt.ts';
import type { Examination } from '../classify/classifier.ts';
import type { CallRedactor } from '../redact/call.ts';
import type { StreamingRefusals } from './streaming-refusals.ts';
import type { LegParams } from '../legs/leg-params.ts';
import type { LanguageLeg, Leg } from '../legs/leg.ts';
import type { NamedObjects } from '../references/named-objects.ts';
import type { OtherWarning } from '../prompt/prompt-shape.ts';
import type { Continue, Forwarding, ResponseFacts, StreamDecorator, StreamHost } from '../stream/forwarding.ts';
import type { Upstream } from '../events.ts';
import type { Failure } from '../failure.ts';
import type { CallOptions, FinishPart, GenerateResult, StreamResult } from '../sdk-types.ts';
import type { Reporting } from './reporting.ts';
import type { CallSettings } from './router-settings.ts';
import type { Refusal } from './streaming-refused.ts';

/** What the calls of one router share. */
export interface Router extends Engine<ModelCall, ModelAttempt> {
  readonly options: CallSettings;
  readonly reporting: Reporting;
  /** Whether so much fails that another round would only be load. */
  isSpent(call: ModelCall): boolean;
  readonly hedgePlan: HedgePlan<ModelCall> | undefined;
  readonly refusals: StreamingRefusals;
  /** The options of a call as one attempt at a leg gets them. */
  paramsForLeg(given: CallOptions, leg: Leg, primary: Leg, call: ModelCall, form: AttemptForm): LegParams;
  /** Whether a failure speaks of what the call itself brought along to authenticate at this leg. */
  isCallers(failure: Failure, attempt: ModelAttempt): boolean;
  /** A result that says who served it, if it has to. */
  annotated(result: GenerateResult, attempt: LanguageAttempt): GenerateResult;
  /** What makes a stream say who served it, if it has to. */
  decorator(attempt: LanguageAttempt): StreamDecorator | undefined;
  /** How a stream that breaks off is continued, if it may be. */
  continuation(attempt: LanguageAttempt): Continue<LanguageAttempt> | undefined;
  /** What the engine sees of legs in this call. */
  legFacts(legs: readonly Leg[], all: readonly Leg[], params: CallOptions): readonly LegFacts[];
  readonly streams: StreamHost<LanguageAttempt>;
  readonly collected: StreamHost<LanguageAttempt>;
}

/** Which attempt, and through which function it asks the model. */
export interface AttemptForm {
  readonly number: number;
  readonly via: 'generate' | 'stream';
}

/** A call of a family's legs, with that family's options. */
export interface ModelCall<To extends Leg = Leg, Params extends CallOptions = CallOptions> extends Call {
  readonly engine: Router;
  readonly family: Family<To, Params>;
  /** All legs; the first is the primary. */
  readonly all: readonly To[];
  /** Those of a family without prompts hold an empty one. */
  readonly params: Params;
  /** The options with the text so far, while a text is continued. */
  prefilled: CallOptions | undefined;
  /** The legs that answered a stream request with a whole body: their next attempt asks for a whole answer. */
  notStreaming: readonly LegFacts[];
}

export interface ModelAttempt<To extends Leg = Leg, Params extends CallOptions = CallOptions> extends Attempt {
  readonly call: ModelCall<To, Params>;
  readonly to: To;
  /** The call's options as this leg gets them, with the attempt's own signal. */
  params: Params;
  /** Whether it reads a stream. */
  readonly isOverStream: boolean;
  /** Why its stream was refused, if it was. */
  refusal: Refusal | undefined;
  /** What was taken out of the prompt for this leg. */
  readonly warnings: readonly OtherWarning[];
  /** Its stream, once the source is open, and what came with it. */
  stream: Forwarding<LanguageAttempt> | undefined;
  result: StreamResult | undefined;
  facts: ResponseFacts;
  /** What was read of its last error, and when: an error is read once, whoever asks. */
  examined: { readonly error: unknown; readonly phase: string; readonly examination: Examination } | undefined;
  /** Made at its first failure. */
  redactor: CallRedactor | undefined;
  /** The objects of a server that the call names; looked for at its first failure. */
  named: NamedObjects | undefined;
  /** What the gateway's log says of it, if that was asked and is known. */
  upstream: Upstream | undefined;
  /** What was said of tokens, as far as it was seen. */
  usage: FinishPart['usage'] | undefined;
  /** Why it was ended from outside. */
  stopReason: unknown;
}

/** An attempt at a model that gives texts: only these read streams. */
export type LanguageAttempt = ModelAttempt<LanguageLeg>;

/** A model family: how legs of its kind are asked with its options, and what becomes of its answers. */
export interface Family<To extends Leg = Leg, Params extends CallOptions = CallOptions, Answer = unknown> {
  readonly operation: Call['operation'];
  /** Asks the model; the attempt's end is told by `answer` and `failAttempt`. May throw. */
  ask(attempt: ModelAttempt<To, Params>): void;
  /** Through which of its functions a leg's model is asked. */
  via(call: ModelCall<To, Params>, leg: To): 'generate' | 'stream';
  /** Whether its answer goes on after it was given. */
  readonly isStream: boolean;
  /** Gets rid of an answer that comes too late. */
  discard(value: Answer, reason: unknown): void;
}
