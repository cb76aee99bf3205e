/** Response headers from whatever carries them: a plain object, a `Headers`, a list of pairs. */
import { integerFrom, isList, isObject, itemsOf, keysOf, read } from './safe-read.ts';

const isText = (value: unknown) => typeof value === 'string' || typeof value === 'number';

/**
 * Names in lower case; values cut to a bearable length. Anything unreadable is left out. What a header says several times
 * is combined as HTTP has it: a list joined by commas.
 */
export function headersFrom(value: unknown): Record<string, string> {
  const headers: Record<string, string> = {};
  const add = (name: unknown, said: unknown): void => {
    const texts = (isList(said) ? itemsOf(said) : [said]).filter(isText);
    if (typeof name !== 'string' || texts.length === 0) return;
    const key = name.toLowerCase();
    const text = texts.join(', ');
    const before = Object.hasOwn(headers, key) ? headers[key] : undefined;
    headers[key] = (!before || before === text ? text : `${before}, ${text}`).slice(0, 2000);
  };
  if (!isObject(value)) return headers;
  const each = read(value, 'forEach');
  if (typeof each === 'function' && typeof read(value, 'get') === 'function') {
    try {
      (value as Headers).forEach((text, name) => add(name, text));
    } catch {
      return headers;
    }
    return headers;
  }
  if (isList(value)) for (const pair of itemsOf(value)) add(itemsOf(pair)[0], itemsOf(pair)[1]);
  else for (const key of keysOf(value)) add(key, read(value, key));
  return headers;
}

/** Where `createErrorAwareFetch` says which status the wire had: one of success, which hid an error. */
export const WIRE_STATUS_HEADER = 'x-failover-wire-status';

/** The status of the wire, if the response's own was made of what its body says. */
export function disguisedStatus(headers: Readonly<Record<string, string>>): number | undefined {
  const status = integerFrom(headers[WIRE_STATUS_HEADER]);
  return status !== undefined && status >= 200 && status <= 299 ? status : undefined;
}
