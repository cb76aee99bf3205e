/**
 * Walks an error envelope and collects its codes, statuses, messages and waits. It follows only the keys under which
 * errors stand, so it never reads choices, content, candidates, output or tool arguments.
 */
import { readPage } from '../body/html.ts';
import { MAX_READ_CHARS } from '../../redact/json.ts';
import { readBinding, readCloudflare } from './cloudflare-envelope.ts';
import { jsonInside, parseJson, salvageInside, statusInText } from './embedded-json.ts';
import { readOrigin } from './envelope-origin.ts';
import { CODE_FIELDS, type NamedFields, namedFields, TEXT_FIELDS } from './field-meaning.ts';
import { readGrpcStatus, readGrpcText } from './statuses/grpc-status.ts';
import { isSentence, parameterIn } from './parameter-in.ts';
import { quotedStatus } from './statuses/quoted-status.ts';
import { type Fields, fields, fieldsOf, isList, isObject, itemsOf, keysOf, read, readString } from './safe-read.ts';
import { collect, collectCode, collectMessage, isOwn, isUnread, type Signals } from './signals.ts';
import { waitsInFields } from '../waits/wait-fields.ts';

const MAX_DEPTH = 7;
/** Fields that name the parameter at fault: OpenAI's, Google's field violations. */
const PARAM_KEYS: Fields = fields('param', 'parameter', 'field');
const MAX_PARAM = 200;
/** Values that only say that this is an error. */
const EMPTY_WORDS = new Set(['error', 'failure', 'failed', 'false', 'success', 'Error', 'response.failed']);

/** Collects what an error envelope says. The value must stand in an error position. */
export function readEnvelope(value: unknown, signals: Signals, depth = 0): void {
  if (depth > MAX_DEPTH || signals.room.values <= 0) return;
  signals.room.values -= 1;
  if (typeof value === 'string') return depth > 0 ? readField(value, signals, depth) : readText(value, signals, depth);
  if (isList(value)) {
    for (const item of itemsOf(value, 8)) readEnvelope(item, signals, depth + 1);
    return;
  }
  if (!isObject(value)) return;
  const own = keysOf(value);
  readCloudflare(value, signals);
  readOrigin(value, signals);
  const named = namedFields(value, own);
  for (const name of CODE_FIELDS) {
    const code = named.get(name);
    if (typeof code !== 'string' || !EMPTY_WORDS.has(code)) collectCode(signals, code);
  }
  for (const reason of itemsOf(named.get('reasons'), 8)) readField(reason, signals, depth);
  readGrpcStatus(named, signals);
  for (const name of TEXT_FIELDS) {
    if (name !== 'title' || !isPhraseBeside(named)) readField(named.get(name), signals, depth);
  }
  readField(named.get('error'), signals, depth);
  const blamed = parameterIn(value);
  for (const param of [...fieldsOf(value, PARAM_KEYS, own).map(key => read(value, key)), blamed]) {
    if (typeof param !== 'string' || param === '' || param.length > MAX_PARAM) continue;
    // Some put their sentence here.
    if (isSentence(param)) readText(param, signals, depth);
    else collect(signals.params, param);
  }
  for (const wait of waitsInFields(value)) collect(signals.waits, wait);
  signals.param ??= blamed;
  signals.requestId ??= readString(value, 'request_id', 'requestId', 'x_request_id');
  for (const key of own) {
    // AWS event streams name the error by the key: {"throttlingException":{"message":"…"}}.
    if (/^[a-zA-Z]+Exception$/.test(key)) {
      collectCode(signals, key);
      readEnvelope(read(value, key), signals, depth + 1);
    }
  }
  for (const nested of named.nested) readEnvelope(nested, signals, depth + 1);
}

/** The title of a problem document is its status's own phrase where a detail says what happened. */
const PHRASE =
  /^(?:bad request|unauthorized|payment required|forbidden|not found|method not allowed|conflict|gone|unprocessable (?:entity|content)|too many requests|internal server error|bad gateway|service unavailable|gateway timeout)\.?$/i;
const isPhraseBeside = (named: NamedFields): boolean =>
  typeof named.get('detail') === 'string' && PHRASE.test(String(named.get('title')));

/** A single token, as codes are written: `insufficient_quota`, `InsufficientQuota`, `billing.no-credits`. */
const isToken = (text: string): boolean => /^[A-Za-z][\w.:-]{2,80}$/.test(text) && /[_.:-]|[a-z][A-Z]/.test(text);

/** A field that holds a text; some hold a bare code. */
function readField(text: unknown, signals: Signals, depth: number): void {
  if (typeof text !== 'string') return;
  if (isToken(text) && isOwn(signals.mask(text))) collectCode(signals, text);
  readText(text, signals, depth);
}

/** The name of a binding's error, and its code. */
const BINDING = /^(?:(?:AiError|AiGatewayError|InferenceUpstreamError|Ai): ?)+(?:\d{4,5}: )?/;

/** Where AWS's clients print the code of an error: botocore, the SDK for Go. */
const AWS_CODE =
  /\((\w{3,60})\) when calling the \w{1,60} operation\b|, (?:api error (\w{3,60})|(\w{3,50}(?:Exception|Error))): /;
/** A relay prints the type of what it passes on: 'Upstream request failed: [invalid_request_error] …'. */
const TYPE = /(?:^|: )\[([a-z]{1,30}(?:_[a-z]{1,30}){1,4})\] /;

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
  // LiteLLM puts the errors of its fallbacks behind the one that counts.
  const text = masked.replace(BINDING, '').split('Received Model Group=', 1)[0]!;
  readGrpcText(text, signals);
  // The AI SDK's retry error quotes the last failure behind words of its own.
  const last = /^Failed after \d{1,9} attempts?\. Last error: (.+)$/s.exec(shown)?.[1];
  if (last !== undefined && depth < MAX_DEPTH) readText(last, signals, depth + 1);
  const aws = AWS_CODE.exec(text.slice(0, 400));
  if (aws) collectCode(signals, aws[1] ?? aws[2] ?? aws[3]);
  collectCode(signals, TYPE.exec(text.slice(0, 400))?.[1]);
  const status = statusInText(text);
  if (status !== undefined) collect(signals.textStatuses, status);
  const quoted = quotedStatus(text);
  if (quoted !== undefined) collect(signals.quotedStatuses, quoted);
  // A page behind a few words of whoever met it.
  const page = text.slice(0, 200).search(/<(?:!doctype html|html)\b/i);
  const pageStatus = page < 0 ? undefined : readPage(text.slice(page)).status;
  if (pageStatus !== undefined) collect(signals.textStatuses, pageStatus);
  const inner = jsonInside(text) ?? salvageInside(text);
  // A page says in its title what it says.
  collectMessage(signals, shown, page < 0 ? text : text.slice(0, page));
  if (inner !== undefined) readEnvelope(inner, signals, depth + 1);
}

/** As much of a text as may still be read. One character more than is parsed shows that it was cut. */
function withinRoom(text: string, { room }: Signals): string {
  const raw = text.slice(0, Math.min(MAX_READ_CHARS + 1, room.chars));
  room.chars -= raw.length;
  return raw;
}
