/** JSON: a body, an error that was serialised, a line of a log, or what this package itself reports. */
import { errorOf, type Candidate } from './pasted.ts';

type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

export function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Names of the parts of an exchange, as SDKs, loggers and clients have them. */
const STATUS = ['statusCode', 'status', 'status_code', 'httpStatus', 'http_status'];
const HEADERS = ['responseHeaders', 'headers', 'response_headers'];
const BODY = ['responseBody', 'response_body', 'body'];
/** The same, where no error stands beside it. */
const DATA = ['data', 'response', 'text', 'payload'];
/** Fields by which an error is known that was written as JSON. */
const OF_ERRORS = ['statusCode', 'responseBody', 'isRetryable', 'stack', 'requestBodyValues'];
/** Where loggers and wrappers keep an error, or the response. */
const HOLDERS = [
  'err',
  'error',
  'lastError',
  'exception',
  'cause',
  'reason',
  'data',
  'response',
  'res',
  'body',
  'result',
];
/** What was asked is no failure, whatever is said in it. */
const OF_REQUEST = /request|prompt|input|messages|content/i;
const MOST_DEPTH = 4;
const MOST_FIELDS = 100;
const MOST_FIELDS_OF_A_SENTENCE = 3;

const first = (value: Fields, names: readonly string[]): unknown =>
  names.map(name => value[name]).find(item => item !== undefined && item !== null);

const statusOf = (value: Fields): number | undefined => {
  const found = Number(first(value, STATUS));
  return Number.isInteger(found) && found > 99 && found < 600 ? found : undefined;
};

const bodyOf = (value: Fields): unknown =>
  first(value, BODY) ?? ('error' in value || 'errors' in value ? undefined : first(value, DATA));

const isErrorLike = (value: Fields): boolean =>
  OF_ERRORS.some(key => key in value) ||
  (typeof value['name'] === 'string' && value['name'].endsWith('Error')) ||
  ((statusOf(value) ?? 0) > 399 && bodyOf(value) !== undefined);

/** A copy that reads as an error: its fields as they are. */
export function revive(value: Fields): Error {
  const headers = first(value, HEADERS);
  const body = bodyOf(value);
  const error = errorOf(
    statusOf(value),
    isFields(headers) ? (headers as Record<string, string>) : undefined,
    typeof body === 'string' ? body : isFields(body) ? JSON.stringify(body) : undefined,
    typeof value['message'] === 'string' ? value['message'] : '',
  );
  const { name, cause } = value;
  if (typeof name === 'string') error.name = name;
  for (const key of ['code', 'errno', 'syscall', 'url'])
    if (value[key] !== undefined) Object.assign(error, { [key]: value[key] });
  return isFields(cause) ? Object.assign(error, { cause: revive(cause) }) : error;
}

/** JSON in the texts of an object. */
const written = (value: Fields): Fields[] =>
  Object.entries(value)
    .slice(0, MOST_FIELDS)
    .flatMap(([key, text]) => {
      const inside =
        typeof text === 'string' && !OF_REQUEST.test(key) && /^\s*[{[]/.test(text) ? parse(text.trim()) : undefined;
      return isFields(inside) ? [inside] : [];
    });

function candidatesIn(value: Fields, depth: number): Candidate[] {
  const own: Candidate[] = isErrorLike(value)
    ? [{ form: 'an error as JSON', error: revive(value), isFailure: true }]
    : [];
  if (depth >= MOST_DEPTH) return own;
  const held = HOLDERS.flatMap(key => (isFields(value[key]) ? candidatesIn(value[key], depth + 1) : []));
  const listed = Array.isArray(value['errors'])
    ? value['errors'].slice(-3).flatMap(item => (isFields(item) ? candidatesIn(item, depth + 1) : []))
    : [];
  return [...own, ...held, ...listed, ...written(value).flatMap(item => candidatesIn(item, depth + 1))];
}

/** Whether it holds anything by which an envelope is told from an answer. */
export const namesFailure = (text: string): boolean =>
  /"(?:error|errors|detail|fault|exception|status|code|message|msg|err|reason)"\s*:/i.test(text);

/** A sentence where envelopes have theirs, by its words alone. */
function wordsOf(value: Fields): Candidate[] {
  const said = ['message', 'Message', 'error', 'detail', 'msg']
    .map(key => value[key])
    .find(item => typeof item === 'string');
  if (said === undefined) return [];
  // An answer has more in it than a sentence.
  const isFailure = Object.keys(value).length <= MOST_FIELDS_OF_A_SENTENCE;
  return [{ form: 'a JSON body', error: errorOf(undefined, undefined, undefined, said as string), isFailure }];
}

export function readJson(value: unknown, text: string, form = 'a JSON body'): Candidate[] {
  if (!isFields(value)) return [];
  const inside = Array.isArray(value)
    ? value.slice(-5).flatMap(item => (isFields(item) ? candidatesIn(item, 1) : []))
    : candidatesIn(value, 0);
  return [
    ...inside,
    { form, error: value, isFailure: false },
    { form, error: errorOf(undefined, undefined, text), isFailure: false },
    ...written(value).map((error): Candidate => ({ form, error, isFailure: false })),
    ...wordsOf(value),
    ...(namesFailure(text) ? [{ form, response: { body: text }, isFailure: false }] : []),
  ];
}
