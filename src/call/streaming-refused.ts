/**
 * Recognises an error that refuses streaming and not the request: the same request may be answered without it. Every
 * other failure is none of these, whatever it says of streams.
 */
import type { Evidence } from '../classify/evidence.ts';

/** How sure a refusal is. */
export interface Refusal {
  /** Whether the error says so itself; else only the answer without streaming proves it. */
  readonly isSaid: boolean;
  /** Whether it is about the model, and not about something in this one request. */
  readonly isLasting: boolean;
}

const SAID: Refusal = { isSaid: true, isLasting: true };
/** A package refuses something that it does not name as streaming: perhaps a part of this prompt. */
const LOCAL: Refusal = { isSaid: false, isLasting: false };
/** A host that ignores `stream: true` and answers with a whole body. */
const WHOLE_BODY: Refusal = { isSaid: false, isLasting: true };

/** Statuses with which a request is refused for what it asks; not for who asks, how often, or how the server is. */
const REFUSES: ReadonlySet<number> = new Set([400, 403, 404, 405, 406, 415, 422, 501]);

/** Parameters that only a stream request has. OpenAI: `"param": "stream", "code": "unsupported_value"`. */
const PARAMETERS: ReadonlySet<string> = new Set(['stream', 'streaming', 'stream_options', 'include_usage']);

const CODE = /^(?:stream(?:ing)?_?(?:is_)?(?:not_?supported|unsupported|disabled)|unsupported_?stream(?:ing)?)$/;

/** The word itself, and the operations of APIs that stream: `ConverseStream`, `streamGenerateContent`, `doStream`. */
const STREAM = /\b[Ss]tream(?:ing|ed)?\b|\b\w{1,60}(?:Stream|Streaming)\b|\bstream(?:[A-Z]\w{1,60}|_options\b)/;

/**
 * What is said of it: Bedrock's "The model is unsupported for streaming" and "This model doesn't support tool use in
 * streaming mode", OpenAI's "'stream' does not support true with this model" and "must be verified to stream this
 * model", IAM's "is not authorized to perform: bedrock:InvokeModelWithResponseStream".
 */
const REFUSED =
  /\b(?:unsupported|unavailable|incompatible|disabled|unrecognized|no support)\b|\bnot (?:\w{1,20} ){0,2}(?:support|support(?:ed|ing)|available|implemented|allowed|permitted|enabled|possible|compatible)\b|\b(?:does|do|can|could)(?: not|n['’]t) (?:\w{1,20} ){0,2}(?:support|stream|streamed|use|used|handle|allow|accept|work)\b|\bcannot (?:be )?(?:stream|streamed|use|used)\b|\bmust be (?:false|verified)\b|\bnot authorized to perform\b/i;

/** The opposite: what can do nothing but stream. */
const WANTS_STREAM = /\bnon-?\s?stream|\bonly (?:\w{1,20} ){0,2}stream|\bwithout stream|\brequires? stream/i;

const MAX_SENTENCES = 20;

const saysSo = (message: string): boolean =>
  message
    .slice(0, 2_000)
    .split(/[.!?]\s|\n/, MAX_SENTENCES)
    .some(sentence => STREAM.test(sentence) && REFUSED.test(sentence) && !WANTS_STREAM.test(sentence));

/** The last name of a path to a parameter: `stream` for `body.stream`, `stream_options` for `body.stream_options.0`. */
const lastName = (path: string): string | undefined => path.split('.').findLast(name => !/^\d*$/.test(name));

/**
 * Whether an error that came before any content refuses to stream.
 *
 * @param evidence of it, without what the call brought along: a quoted prompt refuses nothing
 */
export function refusalToStream(evidence: Evidence): Refusal | undefined {
  const { status, words, messages, names, networkCodes, params } = evidence;
  if (networkCodes.length > 0 || (status !== undefined && !REFUSES.has(status))) return undefined;
  if (params.some(path => PARAMETERS.has(lastName(path) ?? ''))) return SAID;
  if ([...words].some(word => CODE.test(word)) || messages.some(saysSo)) return SAID;
  return names.includes('AI_UnsupportedFunctionalityError') ? LOCAL : undefined;
}

/**
 * Whether the answer to a stream request was a whole body. Packages read no event in it, so that all that they say is
 * that the end is missing; what the body is, an answer or an error, only the model's `doGenerate` reads.
 */
export const wholeBodyInstead = (headers: Record<string, string> | undefined): Refusal | undefined =>
  /^application\/(?:[\w.-]{1,80}\+)?json\b/i.test(headers?.['content-type'] ?? '') ? WHOLE_BODY : undefined;
