/** The state of one stream that is forwarded, and what the forwarder asks of its owner. */
import type { AttemptLimits, StreamEnd } from '../engine/attempt.ts';
import type { Finding } from '../own-failures.ts';
import type { StreamProgress } from './progress.ts';
import type { FinishPart, StreamPart } from '../sdk-types.ts';

/** What is known of a stream's response. */
export interface ResponseFacts {
  url?: string | undefined;
  headers?: Record<string, string> | undefined;
  body?: unknown;
  /** Whether the provider package found content in it. */
  hasContent?: boolean | undefined;
  /** Whether its end was found to be good: a whole answer was read before it became a stream. */
  isJudged?: boolean | undefined;
}

/** Changes the parts of a stream that a fallback serves. */
export interface StreamDecorator {
  preamble(held: readonly StreamPart[]): StreamPart[];
  part(part: StreamPart): StreamPart;
}

/** How a stream ended, before its error was judged. */
export type ForwardEnd = Exclude<StreamEnd, { type: 'broken' }> | { readonly type: 'broken'; readonly error: unknown };

/** Whose stream it is; the idle limit is kept there, where the timer looks. */
export interface StreamOwner {
  readonly startedAt: number;
  readonly limits: AttemptLimits;
  firstContentMs: number | undefined;
  firstContentAt: number;
  /** What the source's finish said of tokens. */
  usage: FinishPart['usage'] | undefined;
  /** When the source has been silent for too long; `Infinity` while the consumer does not wait for it. */
  idleAt: number;
}

/** What the owners of streams do, for all of them. No function here may throw but those that report a hook's error. */
export interface StreamHost<Owner extends StreamOwner = StreamOwner> {
  /** Milliseconds on the clock that only goes forward. */
  now(): number;
  readonly maxHeldParts: number;
  /** Whether a refusal without content is a failure. */
  readonly failOnRefusal: boolean;
  /** The error for what was thrown, or told in an error part. */
  thrown(owner: Owner, error: unknown, facts: ResponseFacts): unknown;
  /** The error for something that nobody reported. */
  found(owner: Owner, finding: Finding, facts: ResponseFacts): unknown;
  /** A good answer ended with a reason that no vendor documents. */
  unknownReason(owner: Owner, raw: string): void;
  /** The first content has come. */
  committed(owner: Owner): void;
  /** What changes the parts; asked once, when the stream is handed out. */
  decorator(owner: Owner): StreamDecorator | undefined;
  /** The stream is handed out. */
  opened(owner: Owner, stream: ReadableStream<StreamPart>): void;
  /** The stream failed before it was handed out. */
  failed(owner: Owner, error: unknown): void;
  /** The idle limit is due earlier than the timer is set for. */
  armIdle(owner: Owner, now: number): void;
  /** The source broke off, and another one is looked for that goes on. */
  broken(owner: Owner, error: unknown): void;
  /** The stream is at its end. */
  over(owner: Owner, end: ForwardEnd): void;
  /** Lets another stream go on from a text that broke off; `undefined` if this stream cannot be continued. */
  continuation(owner: Owner): Continue<Owner> | undefined;
}

/** A text that broke off: what of it was shown, and the id of its part. */
export interface BrokenText {
  readonly shown: string;
  readonly openId: string;
}

/** Finds what goes on from a text; `undefined` if there is nothing. `gone` aborts when no one reads any more. */
export type Continue<Owner> = (
  owner: Owner,
  text: BrokenText,
  error: unknown,
  gone: AbortSignal,
) => Promise<Continuation | undefined>;

export interface Forwarding<Owner extends StreamOwner = StreamOwner> extends StreamProgress {
  readonly owner: Owner;
  readonly host: StreamHost<Owner>;
  readonly facts: ResponseFacts;
  readonly reader: ReadableStreamDefaultReader<StreamPart>;
  readonly onRead: (read: ReadableStreamReadResult<StreamPart>) => void;
  readonly onDied: (error: unknown) => void;
  /** The parts that wait for the first content; `undefined` once the stream was handed out. */
  held: StreamPart[] | undefined;
  out: ReadableStreamDefaultController<StreamPart> | undefined;
  /** What that is read from; it lets go of all this at the end. */
  source: { letGo(): void } | undefined;
  /** A read of the source is under way. */
  isReading: boolean;
  isOver: boolean;
  /** Deltas of content go straight through. */
  isPlain: boolean;
  decorator: StreamDecorator | undefined;
  /** The consumer waits since then; and how long the source was silent before, since its last content. */
  waitingSince: number;
  silentMs: number;
  /** The source's last error part, unless a good finish followed. */
  told: { readonly error: unknown } | undefined;
  /** For streams that may be continued: how, the text so far, and what may be the last word of a text that broke off. */
  readonly continueWith: Continue<Owner> | undefined;
  shown: string;
  tail: StreamPart[];
  tailError: unknown;
  /** Whether a piece of the text may be missing where that error stands, and whether it is only the usage. */
  hasLoss: boolean;
  tailHasUsage: boolean;
  takeover: AbortController | undefined;
  rest: Continuation | undefined;
}

/** What goes on after a break. */
export interface Continuation {
  readonly reader: ReadableStreamDefaultReader<StreamPart>;
  readonly join: (part: StreamPart) => StreamPart[];
}
