/** What an entry of the gateway's log says of the provider's answer. It comes from outside: whatever does not fit is no answer. */
import { ownData, ownText } from '../cloudflare/own-data.ts';

/** The answer of a provider, as far as the log has it. */
export interface LoggedAnswer {
  statusCode: number;
  /** The provider, as the gateway calls it. */
  provider: string | undefined;
  model: string | undefined;
  /** The beginning of its body. */
  body: string | undefined;
}

/** Slugs of providers and ids of models. */
const NAME = /^[\w@./:-]{1,100}$/;
/** How much of an answer is looked at. */
const MAX_HEAD = 10_000;

const nameIn = (log: unknown, key: string): string | undefined => {
  const name = ownText(log, key);
  return name !== undefined && NAME.test(name) ? name : undefined;
};

/** The words of an error as JSON, in the forms that providers have for it. */
export function messageIn(body: string | undefined): string | undefined {
  try {
    const value: unknown = JSON.parse(body ?? '');
    const error: unknown = ownData(Array.isArray(value) ? value[0] : value, 'error') ?? value;
    return typeof error === 'string' ? error : ownText(error, 'message');
  } catch {
    return undefined;
  }
}

/**
 * A log that calls the request a success, or is that of another one, says nothing.
 *
 * @param log what `getLog` gave
 */
export function readLog(log: unknown, logId: string): LoggedAnswer | undefined {
  const statusCode = ownData(log, 'status_code');
  if (typeof statusCode !== 'number' || !Number.isInteger(statusCode) || statusCode < 400 || statusCode > 599)
    return undefined;
  if (ownData(log, 'success') === true || (ownData(log, 'id') ?? logId) !== logId) return undefined;
  return {
    statusCode,
    provider: nameIn(log, 'provider'),
    model: nameIn(log, 'model'),
    body: ownText(log, 'response_head')?.slice(0, MAX_HEAD),
  };
}
