/** The steps of a script, as plain data. The functions in `steps/` make them; `play-step.ts` plays them. */

import type { Answer } from './answer.ts';
import type { Fixture } from './fixtures/fixture.ts';

/** How an answer ends: as it should, silent with the connection open, or with the connection lost. */
export type AnswerEnding =
  | { readonly type: 'finish' }
  | { readonly type: 'silence'; readonly afterParts: number; readonly preamble: boolean }
  | { readonly type: 'close'; readonly afterParts: number; readonly preamble: boolean }
  | { readonly type: 'error'; readonly afterParts: number; readonly preamble: boolean };

/** When an answer's pieces are sent, each counted from the piece before. */
export interface Pace {
  /** Before the response's headers. */
  readonly headersMs: number;
  /** From the headers to the first content. */
  readonly firstPartMs: number;
  /** Between two parts of content. */
  readonly betweenPartsMs: number;
}

/** A model's answer, whole or not, in the shape of the API that is asked. */
export interface AnswerStep {
  readonly kind: 'answer';
  readonly answer: Answer;
  readonly pace: Pace;
  readonly ending: AnswerEnding;
  readonly headers: Readonly<Record<string, string>>;
}

/** Nothing at all: the request is accepted and never answered. */
export interface HangStep {
  readonly kind: 'hang';
}

/** The connection is lost before any byte of the response. */
export interface DisconnectStep {
  readonly kind: 'disconnect';
}

/** A response with a status; without a body of its own it gets an error in the shape of the API that is asked. */
export interface ReplyStep {
  readonly kind: 'reply';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Who answers: the provider, or a gateway in front of it, which then goes on to the next provider or stops. */
  readonly from: 'provider' | 'gateway' | 'gateway-final';
  /** Whether the response shows that it came through Cloudflare AI Gateway whatever the URL was. */
  readonly viaGateway: boolean;
}

/** One entry of a script: what one upstream request gets. */
export type Step = AnswerStep | HangStep | DisconnectStep | ReplyStep | Fixture;

/** Every kind of step, for the check of scripts. */
export const STEP_KINDS: readonly string[] = ['answer', 'hang', 'disconnect', 'reply', 'fixture'];
