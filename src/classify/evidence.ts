/**
 * Everything known about a failure, normalised, for rules to match against. Nothing in here comes from a model's
 * answer: codes and messages stem from error positions only.
 */

import type { NamedObjects } from '../references/named-objects.ts';
import type { FinishFailure } from './finish/judge-finish.ts';

/** How the answer to a call looked, apart from its codes. */
export type ResponseShape = 'error' | 'success' | 'empty' | 'html' | 'not-json' | 'truncated' | 'none';

/** Pages of a network, a login or a bot check: no waiting makes an answer of them. */
export type PageKind = 'login' | 'filter' | 'challenge';

/** What a rule may look at. */
export interface Evidence {
  /** The status on the wire. */
  readonly wireStatus: number | undefined;
  /**
   * The status that the envelope names, else the one on the wire if it is an error, else one named by a text; of a relay
   * that quotes another party's in a 400 or a 5xx, that one.
   */
  readonly status: number | undefined;
  /** Whether somebody else gave that status, and whoever answered quotes it. */
  readonly isQuoted: boolean;
  /** Response headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Codes, types and reasons of the envelope, as written. */
  readonly codes: readonly (string | number)[];
  /** The same in lower case, for look-ups. */
  readonly words: ReadonlySet<string>;
  /** Request parameters that the envelope names, or paths to them, e.g. `previous_response_id` and `body.stream`. */
  readonly params: readonly string[];
  /** Cloudflare's numeric codes. */
  readonly cloudflareCodes: readonly number[];
  /** Texts from error positions, without what the call itself brought along. */
  readonly messages: readonly string[];
  /** The same from their first own word on: without what SDKs and proxies put in front of them. */
  readonly sentences: readonly string[];
  /** The request's parameter that the envelope names. */
  readonly param: string | undefined;
  /** Names of the thrown error and its causes. */
  readonly names: readonly string[];
  /** System codes of the connection, e.g. ECONNRESET. */
  readonly networkCodes: readonly string[];
  /** Waits named by body fields, in milliseconds; what is no smaller than 1e12 is the time at which one ends. */
  readonly waits: readonly number[];
  /** Who seems to have spoken, e.g. 'openrouter', 'bedrock', 'cloudflare-ai-gateway'. */
  readonly origins: ReadonlySet<string>;
  /** Host of the request. */
  readonly host: string | undefined;
  /** Number of a Cloudflare edge page, e.g. 522 or 1015. */
  readonly edgeCode: number | undefined;
  /** Title of an HTML page. */
  readonly htmlTitle: string | undefined;
  /** What an HTML page is for, if it is none that an edge or a server writes about a status. */
  readonly page: PageKind | undefined;
  /** The finish reason, if it is none of an answer. */
  readonly finish: FinishFailure | undefined;
  /** How the response looked. */
  readonly shape: ResponseShape;
  /** Where the call stood. */
  readonly phase: 'request' | 'stream' | 'body' | undefined;
  /** The leg's own model, as far as it is known. */
  readonly modelId: string | undefined;
  /** Which objects of a server the request names; `undefined` if that is not known. */
  readonly namedObjects: NamedObjects | undefined;
  /** The id under which the other side logged the request. */
  readonly requestId: string | undefined;
  /** Whether the call's own signal ended it. Names of errors prove no abort: proxies, runtimes and timers use them, too. */
  readonly aborted: boolean;
}

/** Whether anything came back at all: then a failure is the other side's word, not the connection's. */
export function hasResponse(evidence: Evidence): boolean {
  return (
    evidence.status !== undefined ||
    (evidence.wireStatus !== undefined && evidence.wireStatus >= 400) ||
    evidence.shape === 'error' ||
    evidence.shape === 'html' ||
    (evidence.codes.length > 0 && evidence.networkCodes.length === 0)
  );
}
