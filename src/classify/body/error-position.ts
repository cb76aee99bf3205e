/**
 * Decides whether a JSON value that need not be an error (the body of a 2xx, a frame of a stream) holds one, and
 * where. A good answer holds none, whatever its text says.
 */
import { parseJson } from '../evidence/embedded-json.ts';
import { type NamedFields, namedFields } from '../evidence/field-meaning.ts';
import {
  type Fields,
  fields,
  fieldsOf,
  integerFrom,
  isFilled,
  isList,
  isObject,
  itemsOf,
  keysOf,
  read,
} from '../evidence/safe-read.ts';
import { saysNothing } from './says-nothing.ts';

/** NamedFields under which answers stand. An object with one of them is an answer unless it says otherwise. */
const ANSWER_KEYS: Fields = fields(
  'choices',
  'content',
  'candidates',
  'output',
  'outputs',
  'completion',
  'generated_text',
  'embedding',
  'embeddings',
  'delta',
  'results',
  'predictions',
  'text',
  'images',
  'response',
  'result',
  'data',
);
/** NamedFields under which errors stand. */
const ERROR_KEYS: Fields = fields('error', 'errors', 'Error', 'Errors', 'fault');
const ERROR_STATUS = new Set(['error', 'failure', 'failed', 'fail']);

/** The parts of the value that are errors; empty for a good answer. */
export function errorsIn(value: unknown, depth = 0): unknown[] {
  if (depth > 3) return [];
  if (typeof value === 'string') {
    const parsed = parseJson(value);
    return typeof parsed === 'string' || parsed === undefined ? [] : errorsIn(parsed, depth + 1);
  }
  if (isList(value)) return itemsOf(value, 8).flatMap(item => (isObject(item) ? errorsIn(item, depth + 1) : []));
  if (!isObject(value)) return [];
  if (saysError(value)) return [value];
  const fields = namedFields(value);
  for (const name of ['response', 'responsemetadata', 'data']) {
    const below = fields.get(name);
    if (isObject(below) && (!saysNothing(namedFields(below).get('error')) || read(below, 'status') === 'failed'))
      return [below];
  }
  const choices = itemsOf(read(value, 'choices'), 8);
  const failed = choices.map(choice => read(choice, 'error')).filter(error => !saysNothing(error));
  if (failed.length > 0) return failed;
  // A worker's job is done, and what it brought is an error of its server.
  const output = read(value, 'output');
  const objects = [output, ...itemsOf(output, 8)].filter(each => read(each, 'object') === 'error');
  if (objects.length > 0) return objects;
  return isBareError(value, fields) ? [value] : [];
}

/** Whether the object calls itself an error. */
function saysError(value: object): boolean {
  const errors = fieldsOf(value, ERROR_KEYS)
    .map(key => read(value, key))
    .filter(isFilled);
  // An error without a word in it is one if it is all that there is.
  if (errors.some(error => !saysNothing(error)) || (errors.length > 0 && keysOf(value).length === 1)) return true;
  if (read(value, 'type') === 'error' || read(value, 'object') === 'error') return true;
  if (read(value, 'type') === 'response.failed') return true;
  // Portkey wraps what is no JSON of the provider's: no answer of a model comes like that.
  if (isFilled(read(value, 'html-message'))) return true;
  const name = read(value, 'name');
  if (name === 'AiGatewayError' || name === 'AiError') return true;
  const baseStatus = integerFrom(read(read(value, 'base_resp'), 'status_code'));
  if (baseStatus !== undefined && baseStatus !== 0) return true;
  return read(value, 'success') === false;
}

const MESSAGES = [
  'message',
  'msg',
  'detail',
  'errormessage',
  'errmessage',
  'errmsg',
  'errormsg',
  'statusmsg',
  'statusmessage',
];
const CODES = ['code', 'errorcode', 'errcode', 'errortype', 'statuscode'];

/** Whether the object is nothing but a code or a message: `{code:502,message}`, `{message}`, `{detail}`. */
function isBareError(value: object, fields: NamedFields): boolean {
  if (fieldsOf(value, ANSWER_KEYS).some(key => isFilled(read(value, key)))) return false;
  if (keysOf(value).some(key => /^[a-zA-Z]+Exception$/.test(key) && isObject(read(value, key)))) return true;
  if (!MESSAGES.some(name => isFilled(fields.get(name)))) return false;
  if (typeof read(value, 'message') === 'object' && read(value, 'detail') === undefined) return false;
  return hasErrorCode(value, fields) || isRemark(value, fields);
}

/** Whether a code or a status beside the message names a failure. */
function hasErrorCode(value: object, fields: NamedFields): boolean {
  if (isFilled(read(value, '__type')) || CODES.some(name => !saysNothing(fields.get(name)))) return true;
  const status = read(value, 'status');
  if (typeof status === 'string' && ERROR_STATUS.has(status.toLowerCase())) return true;
  return (integerFrom(status) ?? 0) >= 400;
}

/**
 * Whether the object is a message and hardly more, without a code that names a failure. As a whole answer it is an
 * error; before the answer in a stream it may be a word of progress: `{"status":"processing","message":"…"}`.
 */
export function isRemark(value: object, fields: NamedFields = namedFields(value)): boolean {
  const given = keysOf(value).filter(key => (read(value, key) ?? undefined) !== undefined);
  if (given.length > 2 || read(value, 'role') !== undefined) return false;
  if (saysError(value) || hasErrorCode(value, fields)) return false;
  const status = read(value, 'status');
  const isSuccess = read(value, 'success') === true || (isFilled(status) && saysNothing(status));
  return !isSuccess && !MESSAGES.every(name => saysNothing(fields.get(name)));
}
