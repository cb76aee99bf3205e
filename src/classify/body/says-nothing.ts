/**
 * Whether a value in the place of an error says that nothing failed. Hosts that fill one structure for every answer write
 * `code: 200`, `message: 'OK'` or an error whose fields are all blank beside good answers.
 */
import { integerFrom, isFilled, isList, isObject, itemsOf, keysOf, read } from '../evidence/safe-read.ts';

/** Words of success, and words for nothing. */
const NOTHING: ReadonlySet<string> = new Set(
  /* @__PURE__ */ `none,null,nil,undefined,n/a,no,false,no error,no_error,ok,success,succeeded,successful,successfully,complete,
  completed,done,成功,操作成功,请求成功,调用成功`.split(/,\s*/),
);

/** Longer than any of these words. */
const MAX_CHARS = 40;
/** Errors of errors; what stands deeper is taken for something. */
const MAX_DEPTH = 3;
const MAX_ITEMS = 8;

export function saysNothing(value: unknown, depth = 0): boolean {
  if (!isFilled(value)) return true;
  const code = integerFrom(value);
  if (code !== undefined) return code === 0 || (code >= 200 && code < 300);
  if (typeof value === 'string') return isNothing(value);
  if (!isObject(value) || depth >= MAX_DEPTH) return false;
  const below = isList(value) ? itemsOf(value, MAX_ITEMS) : keysOf(value).map(key => read(value, key));
  return below.every(each => saysNothing(each, depth + 1));
}

function isNothing(text: string): boolean {
  if (text.length > MAX_CHARS) return false;
  const word = text.trim().replace(/[.!。]$/, '');
  return word === '' || NOTHING.has(word.toLowerCase());
}
