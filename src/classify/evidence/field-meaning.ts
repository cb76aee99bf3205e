/**
 * What a field of an envelope means, by its name without case and separators: APIs spell the same few words in many
 * ways (`errorCode`, `error_code`, `ErrorCode`, `error.code`).
 */
import { remembering } from '../../runtime/remembering.ts';
import { isFilled, isList, isObject, itemsOf, keysOf, read } from './safe-read.ts';

const list = (words: string): readonly string[] => words.trim().split(/\s+/);

/** NamedFields that hold a code, outermost meaning first. */
export const CODE_FIELDS: readonly string[] =
  /* @__PURE__ */ list(`internalcode code errorcode errcode statuscode httpcode httpstatus
  httpstatuscode rawstatuscode upstreamstatus upstreamstatuscode status type errortype reason quotaid quotametric
  subcode name errorname exception exceptiontype kind finishreason blockreason slug faultcode`);

/** NamedFields that hold a text. The title of a problem document is but its status's phrase, and comes last. */
export const TEXT_FIELDS: readonly string[] =
  /* @__PURE__ */ list(`message msg errormessage errmessage errmsg errormsg statusmsg
  statusmessage description errordescription faultstring detail details errordetail errordetails raw originalmessage
  statustext htmlmessage localizedmessage developermessage usermessage exceptionmessage title`);

/** NamedFields under which APIs, gateways and SDKs put a further envelope, by a word in their name. */
const NESTED =
  /err|fault|exception|fail|violation|messages?$|msg|detail|cause|upstream|provider|backend|resp|payload|meta|extension|extra|info|body|raw|data|history|attempt|problem|result|header|context/;

/** What the request said, and what a model answered: quoted, and no evidence. */
const CLOSED = /^(?:request|input|prompt|tool|arg|param|choice|content|candidate|output|usage|schema|model|config)/;

/** Several envelopes by the names of those who wrote them. */
const KEYED = /^(?:\w{0,20}errors|failures|exceptions)$/;

/** The name without case and separators; of a path, its last step. */
const plainName = (key: string): string =>
  key
    .slice(key.lastIndexOf('.') + 1)
    .replace(/[\s_-]/g, '')
    .toLowerCase();

/** What a name says. */
interface Meaning {
  readonly name: string;
  readonly isNested: boolean;
  readonly isKeyed: boolean;
}

const meaningOf: (key: string) => Meaning = /* @__PURE__ */ remembering(key => {
  const name = plainName(key.slice(0, 80));
  return { name, isNested: !CLOSED.test(name) && NESTED.test(name), isKeyed: KEYED.test(name) };
});

/** Fields of a native error, which are not listed. */
const UNLISTED: ReadonlySet<string> = new Set(['message', 'name', 'cause']);

/** An envelope's fields by plain name. */
export interface NamedFields {
  get(name: string): unknown;
  /** The values below which a further envelope may stand, those that are called errors first. */
  nested: unknown[];
}

/** Reads the names once. A native error's own fields are not listed, and are asked for by name. */
export function namedFields(value: object, own: readonly string[] = keysOf(value)): NamedFields {
  const fields = new Map<string, unknown>();
  const nested: unknown[] = [];
  for (const key of own) {
    const { name, isNested, isKeyed } = meaningOf(key);
    const found = read(value, key);
    if (!fields.has(name)) fields.set(name, found);
    if (!isNested || !isObject(found) || !isFilled(found)) continue;
    if (name === 'error') nested.unshift(found);
    // A list of texts; one of objects is the conversation.
    else nested.push(name === 'messages' ? itemsOf(found).filter(item => typeof item === 'string') : found);
    if (isKeyed && !isList(found)) nested.push(...keysOf(found).map(each => read(found, each)));
  }
  if (!fields.has('cause')) nested.push(read(value, 'cause'));
  return {
    get: name => fields.get(name) ?? (UNLISTED.has(name) ? read(value, name) : undefined),
    nested: nested.filter(isObject),
  };
}
