/** Response headers from whatever carries them: a plain object, a `Headers`, a list of pairs. */
import { isObject, itemsOf, keysOf, read } from './safe-read.ts';

/** Names in lower case; values cut to a bearable length. Anything unreadable is left out. */
export function headersFrom(value: unknown): Record<string, string> {
  const headers: Record<string, string> = {};
  const add = (name: unknown, text: unknown): void => {
    if (typeof name === 'string' && (typeof text === 'string' || typeof text === 'number')) {
      headers[name.toLowerCase()] = String(text).slice(0, 2000);
    }
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
  for (const pair of itemsOf(value)) add(itemsOf(pair)[0], itemsOf(pair)[1]);
  for (const key of keysOf(value)) add(key, read(value, key));
  return headers;
}
