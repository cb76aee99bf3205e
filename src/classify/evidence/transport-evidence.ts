/** Whether an error shows that a request was made, or was made up before any. */
import { isFilled, isObject, read, readString } from './safe-read.ts';
import type { Signals } from './signals.ts';
import type { ThrownReading } from './thrown-error.ts';

/** Errors of the SDK about what a response held; they need carry nothing of it. */
const OF_A_RESPONSE: ReadonlySet<string> = new Set([
  'AI_EmptyResponseBodyError',
  'AI_InvalidResponseDataError',
  'AI_NoContentGeneratedError',
]);

/** Whether this error of the chain shows it, by what was read from it. */
export function showsTransport(node: unknown, reading: ThrownReading, signals: Signals): boolean {
  if (!isObject(node)) return false;
  if (reading.wireStatus !== undefined || Object.keys(reading.headers).length > 0) return true;
  if (signals.networkCodes.length > 0 || signals.statuses.length > 0) return true;
  const name = readString(node, 'name');
  if (name !== undefined && OF_A_RESPONSE.has(name)) return true;
  if (name === 'AI_APICallError') return true;
  if (name === 'TypeError') return isFetchFailure(node) || isObject(read(node, 'cause'));
  return reading.bodies.some(body => body.value === '' || isFilled(body.value));
}

/** TypeErrors are programming mistakes unless fetch threw them. */
export function isFetchFailure(node: unknown): boolean {
  return (
    readString(node, 'name') === 'TypeError' &&
    /fetch|network|terminated|load failed|error sending request|client error \(|internet connection/i.test(
      readString(node, 'message') ?? '',
    )
  );
}
