/**
 * Reads from values nobody vouches for: getters may throw, proxies may be revoked, lists may be endless.
 * Every other file of this folder reads foreign objects through here, so that `classify` never throws.
 */

/** How many items of a foreign list or object are looked at. */
const MAX_ITEMS = 50;

/** Whether the value can have properties worth reading. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** The property, or undefined if there is none or reading it throws. */
export function read(value: unknown, key: PropertyKey): unknown {
  if (!isObject(value) && typeof value !== 'function') return undefined;
  try {
    return (value as Record<PropertyKey, unknown>)[key];
  } catch {
    return undefined;
  }
}

/** The first of these properties that is a non-empty string. */
export function readString(value: unknown, ...keys: string[]): string | undefined {
  for (const key of keys) {
    const found = read(value, key);
    if (typeof found === 'string' && found !== '') return found;
  }
  return undefined;
}

/** Whether the value is a list; a revoked proxy is none. */
export function isList(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** The first items of a list; nothing if it is no list. */
export function itemsOf(value: unknown, limit: number = MAX_ITEMS): unknown[] {
  if (!isList(value)) return [];
  const length = read(value, 'length');
  const count = Math.min(typeof length === 'number' ? length : 0, limit);
  const items: unknown[] = [];
  for (let index = 0; index < count; index += 1) items.push(read(value, index));
  return items;
}

/** The first own enumerable string keys of an object. */
export function keysOf(value: unknown): string[] {
  if (!isObject(value)) return [];
  try {
    const keys = Object.keys(value);
    return keys.length > MAX_ITEMS ? keys.slice(0, MAX_ITEMS) : keys;
  } catch {
    return [];
  }
}

/** Whether there is anything in the value: not null, false, 0, '', {} or []. */
export function isFilled(value: unknown): boolean {
  if (isList(value)) return itemsOf(value, 1).length > 0;
  if (isObject(value)) return keysOf(value).length > 0;
  return Boolean(value);
}

/** An integer from a number or an all-digits string. */
export function integerFrom(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

/** Names of fields, and where each stands in their order. */
export type Fields = ReadonlyMap<string, number>;

export const fields = /* @__NO_SIDE_EFFECTS__ */ (...names: string[]): Fields =>
  new Map(names.map((name, index) => [name, index]));

/** Whether an object is what JSON makes, with few keys: then its own keys are all that it has. */
function isPlain(value: object): boolean {
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === Object.prototype || prototype === null;
  } catch {
    return false;
  }
}

/** Those of the fields that an object may have, in their order: asking for each of many costs more than the rest. */
export function fieldsOf(value: object, known: Fields, own: readonly string[] = keysOf(value)): readonly string[] {
  if (own.length >= MAX_ITEMS || !isPlain(value)) return [...known.keys()];
  const found = own.filter(key => known.has(key));
  return found.length > 1 ? found.toSorted((one, other) => known.get(one)! - known.get(other)!) : found;
}
