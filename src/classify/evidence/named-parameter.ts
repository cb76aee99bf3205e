/**
 * Which parameters of the request an error names: OpenAI's `param`, Google's `fieldViolations`, FastAPI's `loc`. Walks
 * error positions only, within bounds.
 */
import { parseJson } from './embedded-json.ts';
import { errorNodes } from './error-nodes.ts';
import { isList, isObject, itemsOf, read } from './safe-read.ts';

const MAX_DEPTH = 7;
/** Values that are looked at in all; what was thrown may refer to itself. */
const MAX_STEPS = 500;
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

interface Walk {
  readonly names: Set<string>;
  readonly seen: Set<object>;
  steps: number;
}

function collect(value: unknown, walk: Walk, depth: number): void {
  if (depth > MAX_DEPTH || walk.steps >= MAX_STEPS) return;
  if (typeof value === 'string') {
    if (value.length > MAX_JSON || !/^\s*[[{]/.test(value)) return;
    walk.steps += 1;
    return collect(parseJson(value), walk, depth + 1);
  }
  if (!isObject(value) || walk.seen.has(value)) return;
  walk.seen.add(value);
  walk.steps += 1;
  if (isList(value)) {
    for (const item of itemsOf(value, 8)) collect(item, walk, depth + 1);
    return;
  }
  for (const key of NAME_KEYS) {
    const name = lastName(read(value, key));
    if (name !== undefined && name !== '') walk.names.add(name);
  }
  for (const key of NESTED_KEYS) collect(read(value, key), walk, depth + 1);
}

/** The names of the parameters that an error is about, as written. */
export function namedParameters(error: unknown): ReadonlySet<string> {
  const walk: Walk = { names: new Set(), seen: new Set(), steps: 0 };
  for (const node of errorNodes(error)) collect(node, walk, 0);
  return walk.names;
}
