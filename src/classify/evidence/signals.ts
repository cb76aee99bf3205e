/**
 * What the walks over errors and bodies collect: plain lists, in the order of discovery, bounded.
 */

import type { FinishFailure } from '../finish/judge-finish.ts';

/** Longest message that is kept. */
const MAX_MESSAGE = 4000;
/** How much of all messages together is matched: each character is looked at by many patterns. */
const MAX_MATCHED = 12_000;
/** How much of a message is matched in any case; documented sentences are shorter. */
const MIN_MATCHED = 200;
const MAX_ENTRIES = 40;

/** Everything collected so far. */
export interface Signals {
  /** HTTP statuses found in bodies, e.g. `code: 502` or `httpCode: 424`. */
  statuses: number[];
  /** HTTP statuses that texts name, e.g. '429 Too many requests'. */
  textStatuses: number[];
  /** HTTP statuses of another party, quoted by whoever answered. */
  quotedStatuses: number[];
  /** What a gRPC status means over HTTP. */
  grpcStatus?: number | undefined;
  /** Codes, types and reasons as they stand in the envelope. */
  codes: (string | number)[];
  /** Request parameters that the envelope names. */
  params: string[];
  /** Cloudflare's own numeric codes. */
  cloudflareCodes: number[];
  /** Texts from error positions, as they came: for showing. */
  texts: string[];
  /** The same without what the call brought along: for matching. */
  messages: string[];
  /** The request's parameter that the envelope names. */
  param?: string | undefined;
  /** Names of thrown errors. */
  names: string[];
  /** System codes of the connection, e.g. ECONNRESET. */
  networkCodes: string[];
  /** Waits named by body fields, in milliseconds. */
  waits: number[];
  /** Texts that were read, and how deep: an error repeats its text in its message, its data and its body. */
  depths: Map<string, number>;
  /** How many values and characters of envelopes may still be read, and how many characters of messages matched. */
  room: { values: number; chars: number; matched: number };
  /** Who seems to have spoken. */
  origins: Set<string>;
  /** Whether a parsed copy is read of which fields may have been dropped: what it lacks says nothing. */
  isCopy?: boolean;
  /** Number of a Cloudflare edge error in its JSON form. */
  edgeCode?: number;
  /** A finish reason that is none of an answer. */
  finish?: FinishFailure;
  /** Id under which the other side logged the request. */
  requestId?: string | undefined;
  /** Removes what the call brought along; never throws. */
  mask(text: string): string;
}

/** Longest text that is masked. */
const MAX_MASKED = 65_536;
/** How many masked texts are remembered: an error repeats itself in its message, its data and its body. */
const MAX_KNOWN = 40;

/** Nothing collected yet. */
export function emptySignals(mask?: (text: string) => string): Signals {
  const known = new Map<string, string>();
  return {
    mask(text) {
      if (mask === undefined) return text;
      const cut = text.slice(0, MAX_MASKED);
      let masked = known.get(cut);
      if (masked === undefined) {
        masked = maskedBy(mask, cut);
        if (known.size < MAX_KNOWN) known.set(cut, masked);
      }
      return masked;
    },
    statuses: [],
    textStatuses: [],
    quotedStatuses: [],
    codes: [],
    params: [],
    cloudflareCodes: [],
    texts: [],
    messages: [],
    names: [],
    networkCodes: [],
    waits: [],
    depths: new Map(),
    room: { values: 400, chars: 262_144, matched: MAX_MATCHED },
    origins: new Set(),
  };
}

/** Whether a text has to be read: it was not before, or so deep that what it holds was beyond reach. */
export function isUnread({ depths }: Signals, text: string, depth: number): boolean {
  if (text.length > MAX_MESSAGE) return true;
  if ((depths.get(text) ?? Infinity) <= depth) return false;
  if (depths.size < MAX_ENTRIES) depths.set(text, depth);
  return true;
}

/** Appends a value once. */
export function collect<Value>(list: Value[], value: Value): void {
  if (list.length < MAX_ENTRIES && !list.includes(value)) list.push(value);
}

/** A mask that fails hides the whole text: what cannot be told apart decides nothing. */
function maskedBy(mask: (text: string) => string, text: string): string {
  try {
    const masked: unknown = mask(text);
    return typeof masked === 'string' ? masked : '';
  } catch {
    return '';
  }
}

/** What a mask leaves of a text that it removed as a whole. */
const NOTHING = /^(?:\[redacted\]|[^\p{L}\p{N}[]|\[)*$/u;

/** Whether a masked text has words of its author's in it. */
export const isOwn = (masked: string): boolean => !NOTHING.test(masked);

/** Appends a message, cut to a bearable length; blank ones are nothing, and quoted ones nothing to match. */
export function collectMessage(signals: Signals, text: string, masked: string = signals.mask(text)): void {
  const { texts, messages, room } = signals;
  const trimmed = text.slice(0, MAX_MESSAGE).trim();
  if (trimmed === '' || texts.length >= MAX_ENTRIES || texts.includes(trimmed)) return;
  texts.push(trimmed);
  const own = masked.slice(0, Math.min(MAX_MESSAGE, Math.max(MIN_MATCHED, room.matched))).trim();
  if (own === '' || !isOwn(own) || messages.includes(own)) return;
  messages.push(own);
  room.matched -= own.length;
}

/** Appends a code and, if it reads as an HTTP error status, the status. Success values are nothing. */
export function collectCode(signals: Signals, value: unknown): void {
  if (typeof value === 'number' && Number.isFinite(value) && value !== 0 && value !== 200) {
    collect(signals.codes, value);
    if (Number.isInteger(value) && value >= 400 && value <= 599) collect(signals.statuses, value);
    return;
  }
  if (typeof value !== 'string' || value === '' || value.length > 300) return;
  const status = /^([45]\d\d)(?: [A-Z]|$)/.exec(value)?.[1];
  if (status !== undefined) collectCode(signals, Number(status));
  else if (/^\d{4,6}$/.test(value)) collect(signals.codes, Number(value));
  else if (/\s/.test(value)) collectMessage(signals, value);
  else collect(signals.codes, awsErrorName(value));
}

/** AWS writes `ThrottlingException:http://…` and `com.amazon…#ThrottlingException`. */
function awsErrorName(value: string): string {
  const name = /^(?:[\w.]{1,200}#)?([A-Za-z]{1,100}(?:Exception|Error|Failure))(?::https?:.*)?$/.exec(value);
  return name?.[1] ?? value;
}

/** Keeps the first finish reason that is none of an answer; it counts as a code, too. */
export function collectFinish(signals: Signals, finish: FinishFailure): void {
  signals.finish ??= finish;
  collect(signals.codes, finish.reason);
}
