/**
 * Which parameters of the request an error names: OpenAI's `param`, Google's `fieldViolations`, FastAPI's `loc`. Walks
 * error positions only, within bounds.
 */
import { parseJson } from './embedded-json.ts';
import { errorNodes } from './error-nodes.ts';
import { isList, isObject, itemsOf, read } from './safe-read.ts';

const MAX_DEPTH = 7;
/** Longest text that is looked at as JSON. */
const MAX_JSON = 65_536;
/** Fields that hold the name of a parameter, or the path to it. */
const NAME_KEYS = ['param', 'parameter', 'field', 'loc'];
/** Fields that hold a further envelope. */
const NESTED_KEYS = [
  'data',
  'responseBody',
  'value',
  'error',
  'errors',
  'detail',
  'details',
  'message',
  'metadata',
  'raw',
  'violations',
  'fieldViolations',
  'upstream_error',
  'body',
];

/** The last name of a path: `stream` for `['body', 'stream']` and for `body.stream`. */
function lastName(value: unknown): string | undefined {
  const last = isList(value) ? itemsOf(value).findLast(item => typeof item === 'string') : value;
  return typeof last === 'string' ? last.slice(last.lastIndexOf('.') + 1) : undefined;
}

function collect(value: unknown, names: Set<string>, depth: number): void {
  if (depth > MAX_DEPTH) return;
  if (typeof value === 'string') {
    if (value.length <= MAX_JSON && /^\s*[[{]/.test(value)) collect(parseJson(value), names, depth + 1);
    return;
  }
  if (isList(value)) {
    for (const item of itemsOf(value, 8)) collect(item, names, depth + 1);
    return;
  }
  if (!isObject(value)) return;
  for (const key of NAME_KEYS) {
    const name = lastName(read(value, key));
    if (name !== undefined && name !== '') names.add(name);
  }
  for (const key of NESTED_KEYS) collect(read(value, key), names, depth + 1);
}

/** The names of the parameters that an error is about, as written. */
export function namedParameters(error: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of errorNodes(error)) collect(node, names, 0);
  return names;
}
