/**
 * Decides whether a JSON value that need not be an error (the body of a 2xx, a frame of a stream) holds one, and
 * where. A good answer holds none, whatever its text says.
 */
import { parseJson } from '../evidence/embedded-json.ts';
import { type NamedFields, namedFields } from '../evidence/field-meaning.ts';
import { integerFrom, isFilled, isList, isObject, itemsOf, keysOf, read } from '../evidence/safe-read.ts';

/** NamedFields under which answers stand. An object with one of them is an answer unless it says otherwise. */
const ANSWER_KEYS = [
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
];
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
  for (const name of ['response', 'responsemetadata']) {
    const below = fields.get(name);
    if (isObject(below) && (isFilled(namedFields(below).get('error')) || read(below, 'status') === 'failed'))
      return [below];
  }
  const choices = itemsOf(read(value, 'choices'), 8);
  const failed = choices.map(choice => read(choice, 'error')).filter(isFilled);
  if (failed.length > 0) return failed;
  return isBareError(value, fields) ? [value] : [];
}

/** Whether the object calls itself an error. */
function saysError(value: object): boolean {
  if (['error', 'errors', 'Error', 'Errors', 'fault'].some(key => isFilled(read(value, key)))) return true;
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

/** Whether the object is nothing but a code or a message: `{code:502,message}`, `{message}`, `{detail}`. */
function isBareError(value: object, fields: NamedFields): boolean {
  if (ANSWER_KEYS.some(key => isFilled(read(value, key)))) return false;
  const keys = keysOf(value);
  if (keys.some(key => /^[a-zA-Z]+Exception$/.test(key) && isObject(read(value, key)))) return true;
  const status = read(value, 'status');
  const message = ['message', 'msg', 'detail', 'errormessage', 'errmsg', 'errormsg'].some(name =>
    isFilled(fields.get(name)),
  );
  if (!message) return false;
  if (typeof read(value, 'message') === 'object' && read(value, 'detail') === undefined) return false;
  const coded =
    isFilled(read(value, '__type')) ||
    ['code', 'errorcode', 'errcode', 'errortype', 'statuscode'].some(name => isFilled(fields.get(name)));
  if (coded || (typeof status === 'string' && ERROR_STATUS.has(status.toLowerCase()))) return true;
  return keys.length <= 2 && read(value, 'role') === undefined;
}
