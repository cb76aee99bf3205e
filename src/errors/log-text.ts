/** Texts and lists cut to what a line of a log holds. */

const encoder: TextEncoder = new TextEncoder();

/** The size of a value as JSON. */
export const jsonBytes = (value: unknown): number => encoder.encode(JSON.stringify(value)).length;

/** A text without line breaks and control characters. */
export const oneLine = (text: string): string => text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim();

/** A text of at most so many characters; a sign of two halves is not cut between them. */
export function shortened(text: string, chars: number): string {
  if (text.length <= chars) return text;
  const head = text.slice(0, Math.max(0, chars - 1));
  return `${head.replace(/[\uD800-\uDBFF]$/, '').trimEnd()}…`;
}

/** A text that takes at most so many bytes of JSON. */
function fitText(text: string, bytes: number): string {
  let fit = text;
  for (let size = jsonBytes(fit); size > bytes && fit.length > 1; size = jsonBytes(fit)) {
    fit = shortened(text, Math.min(fit.length - 1, Math.floor((fit.length * bytes) / size)));
  }
  return fit;
}

/** Most bytes of an error's JSON. */
const MAX_JSON_BYTES = 1_500;
/** Kept for the message, however much else there is to say. */
const MESSAGE_BYTES = 400;

/** How long single texts and lists may be, from roomy to tight. */
const ROOMS: readonly (readonly [chars: number, items: number])[] = [
  [120, 20],
  [60, 12],
  [40, 8],
  [24, 6],
  [12, 4],
  [8, 2],
];

/** What an error's JSON says besides its message: texts are cut, lists are cut, ids are whole or left out. */
export type LogFacts = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

const LONGEST_ID = 100;
const isIds = (key: string): boolean => /^(?:logIds?|callId)$/.test(key);
const isKept = (key: string, text: string): boolean => !isIds(key) || text.length <= LONGEST_ID;

function cutFacts(facts: LogFacts, chars: number, items: number): LogFacts {
  const cut = (key: string, text: string): string => (isIds(key) ? text : shortened(oneLine(text), chars));
  return Object.fromEntries(
    Object.entries(facts).flatMap(([key, value]): [string, LogFacts[string]][] => {
      if (typeof value === 'string') return isKept(key, value) ? [[key, cut(key, value)]] : [];
      if (!Array.isArray(value)) return value === undefined ? [] : [[key, value as LogFacts[string]]];
      const texts = (value as readonly string[]).filter(text => isKept(key, text));
      return texts.length === 0 ? [] : [[key, texts.slice(0, items).map(text => cut(key, text))]];
    }),
  );
}

/** Name, message and facts of an error, in 1.5 kB of JSON. */
export function logRecord(name: string, message: string, facts: LogFacts): Record<string, unknown> {
  let cut: LogFacts = {};
  for (const [chars, items] of ROOMS) {
    cut = cutFacts(facts, chars, items);
    if (jsonBytes({ name, message: '', ...cut }) <= MAX_JSON_BYTES - MESSAGE_BYTES) break;
  }
  const room = MAX_JSON_BYTES - jsonBytes({ name, message: '', ...cut }) + jsonBytes('');
  return { name, message: fitText(oneLine(message), room), ...cut };
}
