/** gRPC statuses, wherever they travel: texts of clients and relays, trailers, the JSON of transcoders. */
import type { NamedFields } from '../field-meaning.ts';
import { isList } from '../safe-read.ts';
import { collectCode, type Signals } from '../signals.ts';

/** By number: the name, and what it means over HTTP; see google/rpc/code.proto. */
const STATUSES: readonly (readonly [name: string, status: number])[] = [
  ['CANCELLED', 499],
  ['UNKNOWN', 500],
  ['INVALID_ARGUMENT', 400],
  ['DEADLINE_EXCEEDED', 504],
  ['NOT_FOUND', 404],
  // What exists already, exists for every attempt.
  ['ALREADY_EXISTS', 422],
  ['PERMISSION_DENIED', 403],
  ['RESOURCE_EXHAUSTED', 429],
  ['FAILED_PRECONDITION', 400],
  ['ABORTED', 409],
  ['OUT_OF_RANGE', 400],
  ['UNIMPLEMENTED', 501],
  ['INTERNAL', 500],
  ['UNAVAILABLE', 503],
  ['DATA_LOSS', 500],
  ['UNAUTHENTICATED', 401],
];

/** '14 UNAVAILABLE: …' (JavaScript), '[unavailable] …' (Connect), 'rpc error: code = Unavailable desc = …' (Go), 'StatusCode.UNAVAILABLE' (Python). */
const FORMS: readonly RegExp[] = [
  /^(?:error: )?\d{1,2} ([A-Z][A-Z_]{3,20}): /i,
  /^(?:\w{1,20}Error: )?(?:\[unknown\] )?\[((?!canceled|internal|unknown|aborted)[a-z][a-z_]{6,20})\](?: |$)/,
  /\brpc error: code = (\w{4,20}) desc = /i,
  /\bStatusCode\.([A-Z][A-Z_]{3,20})\b/,
  /\bgrpc[-_ ]status(?:[-_ ]code)?[:= ]{1,3}(?:code )?(\d{1,2}|[A-Z][A-Za-z_]{3,20})\b/i,
];

const plain = (name: string): string => name.replaceAll('_', '').toUpperCase().replace('CANCELED', 'CANCELLED');

/** Collects a status by its number or its name in any spelling. */
export function collectGrpc(signals: Signals, found: string | number | undefined): void {
  if (found === undefined) return;
  const known = STATUSES.find(([name], index) => Number(found) === index + 1 || plain(name) === plain(String(found)));
  if (!known) return;
  collectCode(signals, known[0]);
  signals.grpcStatus ??= known[1];
}

export function readGrpcText(text: string, signals: Signals): void {
  const head = text.slice(0, 500);
  // What is called exhausted is but the size of this one message.
  if (/\bmessage larger than max\b/i.test(head)) {
    signals.grpcStatus = 413;
    return;
  }
  for (const form of FORMS) collectGrpc(signals, form.exec(head)?.[1]);
}

/** google.rpc.Status as transcoders write it: a number of one or two digits, a message and a list of details. */
export function readGrpcStatus(fields: NamedFields, signals: Signals): void {
  const code = fields.get('code');
  if (typeof code === 'number' && isList(fields.get('details')) && typeof fields.get('message') === 'string') {
    collectGrpc(signals, code);
  }
}
