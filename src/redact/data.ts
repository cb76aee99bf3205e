/**
 * Copies of JSON-like data and of bodies for an error: redacted, bounded in depth, width, size and work. The copy is
 * redacted once; what is cut further is cut from the copy.
 */
import { isHarmlessValue, secretKind } from '../secrets/names.ts';
import { looksRandom } from '../secrets/shapes.ts';
import { beginningOf, READ_CHARS, REDACTED, redactText, type Redactor } from '../secrets/text.ts';

/** Longest body that an error carries, in characters. */
export const MAX_BODY_CHARS = 2_048;

/** How much of a value is copied. */
interface DataLimits {
  /** Longest string. */
  chars: number;
  /** Most entries of one list or object. */
  items: number;
  depth: number;
}

const LIMITS: DataLimits = { chars: 1_024, items: 100, depth: 12 };

/** Most values of one copy, so that a web of references ends. */
const MAX_VALUES = 2_000;

/** Names of fields that hold the name of another field, whose value stands beside. */
const NAMES_NAME = ['name', 'key', 'header', 'field', 'param', 'variable'];
const NAMES_VALUE = /^(?:values?|val|default|content|data)$/i;

/** One copy under way. */
interface Copying {
  readonly redact: Redactor;
  readonly limits: DataLimits;
  values: number;
  /** How many characters may still be looked at. */
  room: number;
  isChanged: boolean;
}

/** A copy, and whether it differs from what was copied. */
export interface CleanCopy {
  value: unknown;
  isChanged: boolean;
}

/** Reads a property of something that may be hostile. */
function read(value: object, key: string, copying?: Copying): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    // Whoever reads it next would fail.
    if (copying !== undefined) copying.isChanged = true;
    return undefined;
  }
}

function keysOf(value: object, limit: number): string[] {
  try {
    return Object.keys(value).slice(0, limit);
  } catch {
    return [];
  }
}

function isPlainObject(value: object): boolean {
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === Object.prototype || prototype === null;
  } catch {
    return false;
  }
}

function isList(value: object): value is unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

function copyText(text: string, copying: Copying): string {
  const { limits } = copying;
  if (copying.room <= 0) {
    copying.isChanged = true;
    return '…';
  }
  // Twice of what is shown: a credential that the cut goes through is recognised by what stands behind it.
  const read = limits.chars * 2 + 1_024;
  const head = text.length > read ? beginningOf(text.slice(0, read)) : text;
  copying.room -= head.length + 16;
  const clean = copying.redact(head);
  const cut = clean.length > limits.chars ? `${clean.slice(0, limits.chars)}…` : clean;
  if (cut !== text) copying.isChanged = true;
  return cut;
}

/** What stands under the name of a credential: its shape stays, its values do not. */
function hide(item: unknown, depth: number, copying: Copying): unknown {
  if (item === null || item === undefined || typeof item === 'boolean') return item;
  copying.isChanged = true;
  copying.values += 1;
  if (typeof item !== 'object' || depth <= 0 || copying.values > MAX_VALUES) return REDACTED;
  if (isList(item)) return Array.from({ length: Math.min(Number(read(item, 'length')) || 0, 8) }, () => REDACTED);
  const hidden: Record<string, unknown> = {};
  for (const key of keysOf(item, 8)) setOwn(hidden, copyText(key, copying), REDACTED);
  return hidden;
}

/** A key of JSON may be `__proto__`. */
const setOwn = (target: object, key: string, value: unknown): void =>
  void Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });

const isHidden = (name: string, value: unknown): boolean => {
  const kind = secretKind(name);
  if (kind === undefined) return false;
  if (typeof value === 'string') return !isHarmlessValue(value, kind);
  // A number under an everyday name is a count.
  if (typeof value === 'number') return kind !== 'weak' && (kind === 'password' || value > 99_999_999);
  return typeof value === 'object';
};

function copyList(list: readonly unknown[], depth: number, copying: Copying): unknown[] {
  const length = Number(read(list, 'length')) || 0;
  const count = Math.min(length, copying.limits.items);
  if (count < length) copying.isChanged = true;
  const copy: unknown[] = [];
  let previous: unknown;
  for (let index = 0; index < count; index += 1) {
    const item = read(list, String(index), copying);
    // Raw headers: ['x-api-key', '…'].
    const isNamed = typeof previous === 'string' && typeof item === 'string' && secretKind(previous) !== undefined;
    copy.push(isNamed && looksRandom(item) ? hide(item, depth, copying) : copyOf(item, depth - 1, copying));
    previous = item;
  }
  return copy;
}

function copyOf(item: unknown, depth: number, copying: Copying): unknown {
  if (typeof item === 'string') return copyText(item, copying);
  if (typeof item === 'number' || typeof item === 'boolean' || item === null || item === undefined) return item;
  copying.values += 1;
  if (typeof item === 'bigint') copying.isChanged = true;
  if (typeof item === 'bigint') return String(item);
  if (typeof item !== 'object' || depth <= 0 || copying.values > MAX_VALUES) {
    copying.isChanged = true;
    return typeof item === 'object' ? '…' : undefined;
  }
  if (isList(item)) return copyList(item, depth, copying);
  if (!isPlainObject(item)) copying.isChanged = true;
  const copy: Record<string, unknown> = {};
  const keys = keysOf(item, copying.limits.items + 1);
  if (keys.length > copying.limits.items) {
    keys.pop();
    copying.isChanged = true;
  }
  const named = NAMES_NAME.some(key => {
    const name = keys.includes(key) ? read(item, key) : undefined;
    return typeof name === 'string' && secretKind(name) !== undefined;
  });
  for (const key of keys) {
    const value = read(item, key, copying);
    const hides = isHidden(key, value) || (named && NAMES_VALUE.test(key) && value !== null);
    setOwn(
      copy,
      key.length < 8 ? key : copyText(key, copying),
      hides ? hide(value, depth, copying) : copyOf(value, depth - 1, copying),
    );
  }
  return copy;
}

/** A copy of JSON-like data, redacted and bounded. */
export function cleanCopy(value: unknown, redact: Redactor = redactText, limits: DataLimits = LIMITS): CleanCopy {
  const copying: Copying = { redact, limits, values: 0, room: READ_CHARS, isChanged: false };
  return { value: copyOf(value, limits.depth, copying), isChanged: copying.isChanged };
}

/** How far strings, lists and depth are cut, in turn, until a body fits. */
const CUTS: readonly DataLimits[] = /* @__PURE__ */ [1_024, 512, 256, 128, 64, 32, 16].map((chars, step) => ({
  chars,
  items: 100 >> step,
  depth: 12 - step,
}));

const asIs: Redactor = text => text;

/** JSON of at most 2 kB: strings, lists and depth are shortened until it fits. */
export function cutJson(value: unknown): string {
  for (const limits of CUTS) {
    const json = JSON.stringify(cleanCopy(value, asIs, limits).value) ?? 'null';
    if (json.length <= MAX_BODY_CHARS) return json;
  }
  return JSON.stringify((JSON.stringify(cleanCopy(value, asIs, CUTS.at(-1)).value) ?? '').slice(0, MAX_BODY_CHARS / 4));
}
