/** Events as flat fields. */
import type { FailoverEvent } from '../events.ts';
import type { Failure } from '../failure.ts';
import type { Fields } from './line.ts';

/** Longer texts are cut: a log's price is its length. */
const MAX_TEXT = 500;

/** What is told of a failure: no nested `cause`, and no `code`, which is a server's own text. */
const OF_FAILURE = [
  'category',
  'scope',
  'rule',
  'statusCode',
  'wireStatus',
  'retryAfterMs',
  'logId',
  'remedy',
] as const satisfies readonly (keyof Failure)[];

function put(fields: Fields, name: string, value: unknown): void {
  if (typeof value === 'string') fields[name] = value.slice(0, MAX_TEXT);
  else if (typeof value === 'number' || typeof value === 'boolean') fields[name] = value;
}

/** The fields of a failure. */
export function fieldsOfFailure(failure: Failure): Fields {
  const fields: Fields = {};
  for (const name of OF_FAILURE) put(fields, name, failure[name]);
  return fields;
}

/** The fields of an event, under the names that they have there. */
export function fieldsOf(event: FailoverEvent): Fields {
  // A warning's message is the line.
  const { type, callId, at: _, message: __, ...rest } = { message: '', ...event };
  const fields: Fields = { type };
  put(fields, 'callId', callId);
  for (const [name, value] of Object.entries(rest)) {
    if (name === 'failure') Object.assign(fields, fieldsOfFailure(value as Failure), fields);
    else if (name === 'legs') put(fields, name, (value as string[]).join(', '));
    else if (name === 'usage') for (const [count, tokens] of Object.entries(value)) put(fields, count, tokens);
    else put(fields, name, value);
  }
  if (event.type === 'call-end' && event.servedBy) {
    put(fields, 'servedBy', event.servedBy.leg);
    put(fields, 'servedByModel', event.servedBy.modelId);
  }
  return fields;
}
