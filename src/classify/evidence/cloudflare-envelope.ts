/** Cloudflare's own forms of an error: what its API, its AI Gateway and the AI binding of a Worker write. */
import { integerFrom, isList, itemsOf, keysOf, read } from './safe-read.ts';
import { collect, type Signals } from './signals.ts';

/**
 * Cloudflare's own envelopes: named AiGatewayError or AiError, or `error`/`errors` lists, or the bare list, whose
 * entries hold a numeric code of four digits or more.
 */
export function readCloudflare(value: object, signals: Signals): void {
  const name = read(value, 'name');
  const internalCode = integerFrom(read(value, 'internalCode'));
  const named = name === 'AiGatewayError' || name === 'AiError';
  if (named) signals.origins.add('cloudflare');
  if (internalCode !== undefined) collect(signals.cloudflareCodes, internalCode);
  for (const key of ['error', 'errors']) {
    const list = read(value, key);
    if (isList(list)) for (const entry of itemsOf(list, 5)) readCloudflareEntry(withNumber(entry), signals);
  }
  if (read(value, 'success') === false && isList(read(value, 'errors'))) signals.origins.add('cloudflare');
  readCloudflareEntry(value, signals);
}

/** An entry whose code is written as a text of digits, as some clients serialise it again. */
function withNumber(entry: unknown): unknown {
  const code = read(entry, 'code');
  if (typeof code !== 'string' || !/^\d{4,5}$/.test(code) || keysOf(entry).length > 2) return entry;
  return { code: Number(code), message: read(entry, 'message') };
}

/** One `{code, message}` of such a list: nothing else in it but documentation links and the like. */
function readCloudflareEntry(entry: unknown, signals: Signals): void {
  const code = read(entry, 'code');
  if (typeof code !== 'number' || !Number.isInteger(code) || code < 1000 || code > 99_999) return;
  if (typeof read(entry, 'message') !== 'string') return;
  if (read(entry, 'type') !== undefined || read(entry, 'metadata') !== undefined) return;
  collect(signals.cloudflareCodes, code);
  signals.origins.add('cloudflare');
}

/** The form in which the AI binding throws: '3040: Capacity temporarily exceeded', perhaps behind an error name. */
export function readBinding(text: string, signals: Signals): void {
  const match = /^(?:(?:AiError|AiGatewayError|InferenceUpstreamError|Error|Ai): ?)*(\d{4,5}): \S/.exec(text);
  if (match?.[1]) collect(signals.cloudflareCodes, Number(match[1]));
}
