/**
 * Everything known about a failure, normalised, for rules to match against. Nothing in here comes from a model's
 * answer: codes and messages stem from error positions only.
 */

import type { NamedObjects } from '../prompt/named-objects.ts';
import { errorNodes } from './error-nodes.ts';
import { isFilled, isObject, read, readString } from './safe-read.ts';
import { emptySignals } from './signals.ts';
import { readThrown } from './thrown-error.ts';

/** How the answer to a call looked, apart from its codes. */
export type ResponseShape = 'error' | 'success' | 'empty' | 'html' | 'not-json' | 'truncated' | 'none';

/** What a rule may look at. */
export interface Evidence {
  /** The status on the wire. */
  readonly wireStatus: number | undefined;
  /** The status that the envelope names, else the one on the wire if it is an error, else one named by a text. */
  readonly status: number | undefined;
  /** Response headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Codes, types and reasons of the envelope, as written. */
  readonly codes: readonly (string | number)[];
  /** The same in lower case, for look-ups. */
  readonly words: ReadonlySet<string>;
  /** Request parameters that the envelope names, e.g. `previous_response_id`. */
  readonly params: readonly string[];
  /** Cloudflare's numeric codes. */
  readonly cloudflareCodes: readonly number[];
  /** Texts from error positions. */
  readonly messages: readonly string[];
  /** Names of the thrown error and its causes. */
  readonly names: readonly string[];
  /** System codes of the connection, e.g. ECONNRESET. */
  readonly networkCodes: readonly string[];
  /** Waits named by body fields, in milliseconds. */
  readonly waits: readonly number[];
  /** Who seems to have spoken, e.g. 'openrouter', 'bedrock', 'cloudflare-ai-gateway'. */
  readonly origins: ReadonlySet<string>;
  /** Host of the request. */
  readonly host: string | undefined;
  /** Number of a Cloudflare edge page, e.g. 522 or 1015. */
  readonly edgeCode: number | undefined;
  /** Title of an HTML page. */
  readonly htmlTitle: string | undefined;
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

/** Errors of the SDK about what a response held; they need carry nothing of it. */
const OF_A_RESPONSE: ReadonlySet<string> = new Set([
  'AI_EmptyResponseBodyError',
  'AI_InvalidResponseDataError',
  'AI_NoContentGeneratedError',
]);

/**
 * Whether anything about the error shows that a request was made: status, headers, body, raw frame, network code.
 * LoadAPIKeyError, NoSuchModelError and their like have none of it and pass through untouched.
 */
export function hasTransportEvidence(error: unknown): boolean {
  return errorNodes(error).some(node => {
    if (!isObject(node)) return false;
    const signals = emptySignals();
    const reading = readThrown(node, signals);
    if (reading.wireStatus !== undefined || Object.keys(reading.headers).length > 0) return true;
    if (signals.networkCodes.length > 0 || signals.statuses.length > 0) return true;
    const name = readString(node, 'name');
    if (name !== undefined && OF_A_RESPONSE.has(name)) return true;
    if (name === 'AI_APICallError' || name === 'TypeError') return name === 'AI_APICallError' || isFetchFailure(node);
    return reading.bodies.some(body => body.value === '' || isFilled(body.value));
  });
}

/** TypeErrors are programming mistakes unless fetch threw them. */
function isFetchFailure(node: object): boolean {
  return (
    /fetch|network|terminated|load failed|error sending request|internet connection/i.test(
      readString(node, 'message') ?? '',
    ) || isObject(read(node, 'cause'))
  );
}
