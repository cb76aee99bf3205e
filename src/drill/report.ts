/** What a drill finds: plain JSON. */
import type { Failure } from '../failure.ts';

/** How a call is made: like `generateText`, like `streamText`, or like `embed`. */
export type DrillOperation = 'generate' | 'stream' | 'embed';

/** What a broken leg shows. */
export type DrillFaultName =
  | 'hang'
  | 'cloudflare-2005'
  | 'http-502'
  | 'http-429'
  | 'cut-off'
  | 'malformed'
  | 'gateway-gone'
  | 'wrong-key';

/** What is known of a failure, without its cause. */
export type DrillFailure = Pick<Failure, 'category' | 'scope' | 'rule' | 'statusCode' | 'remedy' | 'logId'> & {
  message: string;
};

/** A leg as it was when it was asked, once and for real. */
export interface DrillLeg {
  leg: string;
  provider: string;
  modelId: string;
  gateway?: string;
  account?: string;
  /** Whether it answered. With `ask: 'assume'` that is taken for granted. */
  ok: boolean;
  /** Whole milliseconds to the end of its answer, or to its failure. */
  ms: number;
  /** Whole milliseconds to its first content; absent if it showed none. */
  firstContentMs?: number;
  failure?: DrillFailure;
}

/** One attempt within a play; times count from the begin of the call. */
export interface DrillAttempt {
  leg: string;
  purpose: 'first' | 'retry' | 'hedge' | 'continue';
  startMs: number;
  /** Absent if it never ended. */
  endMs?: number;
  /** When its first content came. */
  firstContentMs?: number;
  outcome: 'answered' | 'failed' | 'aborted' | 'lost' | 'left' | 'open';
  /** The rule of its failure. */
  rule?: string;
}

/** Something that happened, in words. */
export interface DrillStep {
  /** Whole milliseconds since the call began. */
  ms: number;
  /** The type of the event. */
  type: string;
  leg?: string;
  text: string;
}

/**
 * `answered`: the whole answer. `partial`: a part of a stream, then an error; shown text cannot be taken back. `late`: an
 * answer, but not within `withinMs`. `failed`: an error. `never-ends`: neither.
 */
export type DrillVerdict = 'answered' | 'partial' | 'late' | 'failed' | 'never-ends';

/** One call with one fault. */
export interface DrillPlay {
  /** `none`: all legs as they were found. */
  fault: DrillFaultName | 'none';
  /** The fault in words. */
  title: string;
  operation: DrillOperation;
  /** The leg that is broken; absent where none is. */
  leg?: string;
  /** The legs that show the fault: all that share what is broken. */
  hits: string[];
  verdict: DrillVerdict;
  answered: boolean;
  /** Who answered. */
  by?: string;
  /** Whole milliseconds to the end of the call; absent if it never ends. */
  ms?: number;
  /** Whole milliseconds to the first content that the caller saw. */
  firstContentMs?: number;
  attempts: DrillAttempt[];
  timeline: DrillStep[];
  /** Why it was not answered. */
  failure?: DrillFailure;
  /** What to do about it; absent where nothing is to be done. */
  remedy?: string;
}

/** What kind of fault a chain has. */
export type DrillFindingCode =
  | 'one-leg'
  | 'leg-broken'
  | 'leg-cannot-take-request'
  | 'shared-gateway'
  | 'shared-account'
  | 'same-vendor'
  | 'no-time'
  | 'limit-too-short'
  | 'never-ends'
  | 'late'
  | 'slow'
  | 'not-passed-on'
  | 'unanswered'
  | 'cut-off'
  | 'options';

/** Something about the chain as a whole. */
export interface DrillFinding {
  code: DrillFindingCode;
  /** Errors make the report not `ok`. */
  level: 'error' | 'warning' | 'note';
  message: string;
  remedy: string;
  /** The legs that it is about. */
  legs: string[];
  /** The plays that show it: `fault of leg (operation)`. */
  plays: string[];
}

/** What a drill found. */
export interface DrillReport {
  /** Whether no finding is an error. */
  ok: boolean;
  /** Whether the legs were asked for real. */
  asked: boolean;
  legs: DrillLeg[];
  plays: DrillPlay[];
  findings: DrillFinding[];
}
