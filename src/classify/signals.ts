/**
 * What the walks over errors and bodies collect: plain lists, in the order of discovery, bounded.
 */

/** Longest message that is kept. */
const MAX_MESSAGE = 4000;
const MAX_ENTRIES = 40;

/** Everything collected so far. */
export interface Signals {
  /** HTTP statuses found in bodies, e.g. `code: 502` or `httpCode: 424`. */
  statuses: number[];
  /** HTTP statuses that texts name, e.g. '429 Too many requests'. */
  textStatuses: number[];
  /** Codes, types and reasons as they stand in the envelope. */
  codes: (string | number)[];
  /** Cloudflare's own numeric codes. */
  cloudflareCodes: number[];
  /** Texts from error positions. */
  messages: string[];
  /** Names of thrown errors. */
  names: string[];
  /** System codes of the connection, e.g. ECONNRESET. */
  networkCodes: string[];
  /** Waits named by body fields, in milliseconds. */
  waits: number[];
  /** How many values and characters of envelopes may still be read. */
  room: { values: number; chars: number };
  /** Who seems to have spoken. */
  origins: Set<string>;
  /** Number of a Cloudflare edge error in its JSON form. */
  edgeCode?: number;
  /** Id under which the other side logged the request. */
  requestId?: string | undefined;
}

/** Nothing collected yet. */
export function emptySignals(): Signals {
  return {
    statuses: [],
    textStatuses: [],
    codes: [],
    cloudflareCodes: [],
    messages: [],
    names: [],
    networkCodes: [],
    waits: [],
    room: { values: 400, chars: 262_144 },
    origins: new Set(),
  };
}

/** Appends a value once. */
export function collect<Value>(list: Value[], value: Value): void {
  if (list.length < MAX_ENTRIES && !list.includes(value)) list.push(value);
}

/** Appends a message, cut to a bearable length; blank ones are nothing. */
export function collectMessage(signals: Signals, text: string): void {
  const trimmed = text.slice(0, MAX_MESSAGE).trim();
  if (trimmed !== '') collect(signals.messages, trimmed);
}

/** Appends a code and, if it reads as an HTTP error status, the status. Success values are nothing. */
export function collectCode(signals: Signals, value: unknown): void {
  if (typeof value === 'number' && Number.isFinite(value) && value !== 0 && value !== 200) {
    collect(signals.codes, value);
    if (Number.isInteger(value) && value >= 400 && value <= 599) collect(signals.statuses, value);
    return;
  }
  if (typeof value !== 'string' || value === '' || value.length > 300) return;
  if (/^\d{3}$/.test(value)) collectCode(signals, Number(value));
  else if (/^\d{4,6}$/.test(value)) collect(signals.codes, Number(value));
  else if (/\s/.test(value)) collectMessage(signals, value);
  else collect(signals.codes, awsErrorName(value));
}

/** AWS writes `ThrottlingException:http://…` and `com.amazon…#ThrottlingException`. */
function awsErrorName(value: string): string {
  const name = /^(?:[\w.]+#)?([A-Za-z]+(?:Exception|Error|Failure))(?::https?:.*)?$/.exec(value);
  return name?.[1] ?? value;
}
