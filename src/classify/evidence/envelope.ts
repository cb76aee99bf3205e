/**
 * Walks an error envelope and collects its codes, statuses, messages and waits. It follows only the keys under which
 * APIs put errors, so it never reads choices, content, candidates, output or tool arguments.
 */
import { MAX_READ_CHARS } from '../../redact/json.ts';
import { readBinding, readCloudflare } from './cloudflare-envelope.ts';
import { jsonInside, parseJson, salvageInside, statusInText } from './embedded-json.ts';
import { readOrigin } from './envelope-origin.ts';
import { parameterIn } from './parameter-in.ts';
import {
  type Fields,
  fields,
  fieldsOf,
  isFilled,
  isList,
  isObject,
  itemsOf,
  keysOf,
  read,
  readString,
} from './safe-read.ts';
import { collect, collectCode, collectMessage, isOwn, isUnread, type Signals } from './signals.ts';
import { waitsInFields } from '../waits/wait-fields.ts';

const MAX_DEPTH = 7;
/** Fields that hold a code, outermost meaning first. */
const CODE_KEYS: Fields = fields(
  'internalCode',
  'code',
  'error_code',
  'errorCode',
  'status_code',
  'statusCode',
  'httpCode',
  'http_code',
  'raw_status_code',
  'status',
  'type',
  'error_type',
  'errorType',
  '__type',
  'reason',
  'quotaId',
  'quotaMetric',
  'subcode',
  'name',
  'finish_reason',
  'blockReason',
);
/** Fields that hold a text. */
const MESSAGE_KEYS: Fields = fields(
  'message',
  'msg',
  'error_message',
  'errorMessage',
  'error_msg',
  'status_msg',
  'description',
  'error_description',
  'detail',
  'details',
  'title',
  'Message',
  'raw',
  'originalMessage',
  'statusText',
  'html-message',
);
/** Fields that name the parameter at fault: OpenAI's, Google's field violations. */
const PARAM_KEYS: Fields = fields('param', 'field');
const MAX_PARAM = 200;
/** Fields that hold a further envelope. */
const NESTED_KEYS: Fields = fields(
  'error',
  'errors',
  'message',
  'detail',
  'details',
  'innererror',
  'inner_error',
  'metadata',
  'raw',
  'base_resp',
  'response',
  'violations',
  'fieldViolations',
  'data',
  'upstream_error',
  'cause',
  'body',
);
/** Values that only say that this is an error. */
const EMPTY_WORDS = new Set(['error', 'failure', 'failed', 'false', 'success', 'Error', 'response.failed']);

/** Collects what an error envelope says. The value must stand in an error position. */
export function readEnvelope(value: unknown, signals: Signals, depth = 0): void {
  if (depth > MAX_DEPTH || signals.room.values <= 0) return;
  signals.room.values -= 1;
  if (typeof value === 'string') return readText(value, signals, depth);
  if (isList(value)) {
    for (const item of itemsOf(value, 8)) readEnvelope(item, signals, depth + 1);
    return;
  }
  if (!isObject(value)) return;
  const own = keysOf(value);
  readCloudflare(value, signals);
  readOrigin(value, signals);
  for (const key of fieldsOf(value, CODE_KEYS, own)) {
    const code = read(value, key);
    if (typeof code !== 'string' || !EMPTY_WORDS.has(code)) collectCode(signals, code);
  }
  for (const key of fieldsOf(value, MESSAGE_KEYS, own)) {
    const text = read(value, key);
    if (typeof text === 'string') readText(text, signals, depth);
  }
  const bare = read(value, 'error');
  if (typeof bare === 'string') {
    collectCode(signals, bare);
    readText(bare, signals, depth);
  }
  for (const key of fieldsOf(value, PARAM_KEYS, own)) {
    const param = read(value, key);
    if (typeof param === 'string' && param !== '' && param.length <= MAX_PARAM) collect(signals.params, param);
  }
  for (const wait of waitsInFields(value)) collect(signals.waits, wait);
  signals.param ??= parameterIn(value);
  signals.requestId ??= readString(value, 'request_id', 'requestId', 'x_request_id');
  for (const key of own) {
    // AWS event streams name the error by the key: {"throttlingException":{"message":"…"}}.
    if (/^[a-zA-Z]+Exception$/.test(key)) {
      collectCode(signals, key);
      readEnvelope(read(value, key), signals, depth + 1);
    }
  }
  for (const key of fieldsOf(value, NESTED_KEYS, own)) {
    const nested = read(value, key);
    if (isObject(nested) && isFilled(nested)) readEnvelope(nested, signals, depth + 1);
  }
}

/** The name of a binding's error, and its code. */
const BINDING = /^(?:(?:AiError|AiGatewayError|InferenceUpstreamError|Ai): ?)+(?:\d{4,5}: )?/;

/** Collects a text, or the envelope that it carries. What the call brought along is no evidence, whoever repeats it. */
export function readText(found: string, signals: Signals, depth: number): void {
  if (!isUnread(signals, found, depth)) return;
  const raw = withinRoom(found, signals);
  const masked = signals.mask(raw);
  readBinding(masked, signals);
  const shown = raw.replace(BINDING, '');
  // A document that quotes the call in one of its texts is read first and masked text by text.
  const whole = isOwn(masked) ? parseJson(shown) : undefined;
  if (whole !== undefined) return readEnvelope(whole, signals, depth + 1);
  const text = masked.replace(BINDING, '');
  // gRPC clients write '14 UNAVAILABLE: Connection dropped'.
  collectCode(signals, /^\d{1,2} ([A-Z][A-Z_]{3,}): /.exec(text)?.[1]);
  // The AI SDK's retry error quotes the last failure behind words of its own.
  const last = /^Failed after \d{1,9} attempts?\. Last error: (.+)$/s.exec(shown)?.[1];
  if (last !== undefined && depth < MAX_DEPTH) readText(last, signals, depth + 1);
  const status = statusInText(text);
  if (status !== undefined) collect(signals.textStatuses, status);
  const inner = jsonInside(text) ?? salvageInside(text);
  collectMessage(signals, shown, text);
  if (inner !== undefined) readEnvelope(inner, signals, depth + 1);
}

/** As much of a text as may still be read. One character more than is parsed shows that it was cut. */
function withinRoom(text: string, { room }: Signals): string {
  const raw = text.slice(0, Math.min(MAX_READ_CHARS + 1, room.chars));
  room.chars -= raw.length;
  return raw;
}
