/** JSON: a body, an error that was serialised, a line of a log, or what this package itself reports. */
import { errorOf, type Candidate } from './pasted.ts';

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Fields by which an error is known that was written as JSON. */
const OF_ERRORS = ['statusCode', 'responseBody', 'isRetryable', 'stack', 'requestBodyValues'];
/** Where loggers and wrappers keep an error. */
const HOLDERS = ['err', 'error', 'lastError', 'exception', 'cause', 'reason', 'data'];
const MOST_DEPTH = 4;
const MOST_FIELDS_OF_A_SENTENCE = 3;

const isErrorLike = (value: Fields): boolean =>
  OF_ERRORS.some(key => key in value) || (typeof value['name'] === 'string' && value['name'].endsWith('Error'));

/** A copy that reads as an error: its fields as they are. */
function revive(value: Fields): unknown {
  const { statusCode, responseHeaders, responseBody, message } = value;
  const error = errorOf(
    typeof statusCode === 'number' ? statusCode : undefined,
    isFields(responseHeaders) ? (responseHeaders as Record<string, string>) : undefined,
    typeof responseBody === 'string' ? responseBody : isFields(responseBody) ? JSON.stringify(responseBody) : undefined,
    typeof message === 'string' ? message : '',
  );
  const { name, code, cause, errno, syscall } = value;
  if (typeof name === 'string') error.name = name;
  return Object.assign(error, {
    ...(code !== undefined && { code }),
    ...(errno !== undefined && { errno }),
    ...(syscall !== undefined && { syscall }),
    ...(isFields(cause) && { cause: revive(cause) }),
  });
}

function candidatesIn(value: Fields, depth: number): Candidate[] {
  const own: Candidate[] = isErrorLike(value)
    ? [{ form: 'an error as JSON', error: revive(value), isFailure: true }]
    : [];
  if (depth >= MOST_DEPTH) return own;
  const held = HOLDERS.flatMap(key => (isFields(value[key]) ? candidatesIn(value[key], depth + 1) : []));
  const listed = Array.isArray(value['errors'])
    ? value['errors'].slice(-3).flatMap(item => (isFields(item) ? candidatesIn(item, depth + 1) : []))
    : [];
  return [...own, ...held, ...listed];
}

/** Whether it holds anything by which an envelope is told from an answer. */
const namesFailure = (text: string): boolean =>
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

export function readJson(value: unknown, text: string): Candidate[] {
  if (!isFields(value)) return [];
  const inside = Array.isArray(value) ? [] : candidatesIn(value, 0);
  return [
    ...inside,
    { form: 'a JSON body', error: value, isFailure: false },
    { form: 'a JSON body', error: errorOf(undefined, undefined, text), isFailure: false },
    ...wordsOf(value),
    ...(namesFailure(text) ? [{ form: 'a JSON body', response: { body: text }, isFailure: false }] : []),
  ];
}
