/**
 * What a field of an envelope means, by its name without case and separators: APIs spell the same few words in many
 * ways (`errorCode`, `error_code`, `ErrorCode`, `error.code`).
 */
import { isFilled, isList, isObject, itemsOf, keysOf, read } from './safe-read.ts';

const list = (words: string): readonly string[] => words.trim().split(/\s+/);

/** Fields that hold a code, outermost meaning first. */
export const CODE_FIELDS: readonly string[] = list(`internalcode code errorcode errcode statuscode httpcode httpstatus
  httpstatuscode rawstatuscode upstreamstatus upstreamstatuscode status type errortype reason quotaid quotametric
  subcode name errorname exception exceptiontype kind finishreason blockreason slug faultcode`);

/** Fields that hold a text. The title of a problem document is but its status's phrase, and comes last. */
export const TEXT_FIELDS: readonly string[] = list(`message msg errormessage errmessage errmsg errormsg statusmsg
  statusmessage description errordescription faultstring detail details errordetail errordetails raw originalmessage
  statustext htmlmessage localizedmessage developermessage usermessage exceptionmessage title`);

/** Fields under which APIs, gateways and SDKs put a further envelope, by a word in their name. */
const NESTED =
  /err|fault|exception|fail|violation|messages?$|msg|detail|cause|upstream|provider|backend|resp|payload|meta|extension|extra|info|body|raw|data|history|attempt|problem|result|header|context/;

/** What the request said, and what a model answered: quoted, and no evidence. */
const CLOSED = /^(?:request|input|prompt|tool|arg|param|choice|content|candidate|output|usage|schema|model|config)/;

/** Several envelopes by the names of those who wrote them. */
const KEYED = /^(?:\w{0,20}errors|failures|exceptions)$/;

/** The name without case and separators; of a path, its last step. */
export const plainName = (key: string): string =>
  key
    .slice(key.lastIndexOf('.') + 1)
    .replace(/[\s_-]/g, '')
    .toLowerCase();

/** An envelope's fields by plain name. */
export interface Fields {
  get(name: string): unknown;
  /** The values below which a further envelope may stand, those that are called errors first. */
  nested: unknown[];
}

/** Reads the names once. A native error's own fields are not listed, and are asked for by name. */
export function fieldsOf(value: object): Fields {
  const fields = new Map<string, unknown>();
  const nested: unknown[] = [];
  for (const key of keysOf(value)) {
    const name = plainName(key);
    const found = read(value, key);
    if (!fields.has(name)) fields.set(name, found);
    if (!isObject(found) || !isFilled(found) || CLOSED.test(name) || !NESTED.test(name)) continue;
    if (name === 'error') nested.unshift(found);
    // A list of texts; one of objects is the conversation.
    else nested.push(name === 'messages' ? itemsOf(found).filter(item => typeof item === 'string') : found);
    if (KEYED.test(name) && !isList(found)) nested.push(...keysOf(found).map(each => read(found, each)));
  }
  if (!fields.has('cause')) nested.push(read(value, 'cause'));
  return { get: name => fields.get(name) ?? read(value, name), nested: nested.filter(isObject) };
}
