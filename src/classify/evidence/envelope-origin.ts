/** Who wrote an envelope, by marks that only one party sets. */
import { integerFrom, isObject, itemsOf, keysOf, read, readString } from './safe-read.ts';
import { collectCode, type Signals } from './signals.ts';

/** Marks by which an envelope tells who wrote it. */
export function readOrigin(value: object, signals: Signals): void {
  const metadata = read(value, 'metadata');
  if (isObject(metadata) && read(metadata, 'provider_name') !== undefined) {
    signals.origins.add('openrouter').add('openrouter-upstream');
  }
  if (isObject(metadata) && typeof read(metadata, 'error_type') === 'string') signals.origins.add('openrouter');
  if (read(value, 'flagged_input') !== undefined) collectCode(signals, 'flagged_input');
  if (read(value, 'source') === 'gateway') signals.origins.add('gateway');
  const edge = read(value, 'cloudflare_error') === true ? integerFrom(read(value, 'error_code')) : undefined;
  if (edge !== undefined) signals.edgeCode = edge;
  const error = read(value, 'error');
  if (isObject(error) && (typeof read(error, 'error_type') === 'string' || isOpenRouterShape(error))) {
    signals.origins.add('openrouter');
  }
  if (read(value, 'html-message') !== undefined) collectCode(signals, 'html-message');
  const user = read(value, 'user_id');
  if (isObject(error) && typeof user === 'string' && /^(?:user|org)_/.test(user)) signals.origins.add('openrouter');
  if (isObject(read(value, 'base_resp'))) signals.origins.add('minimax');
  const details = itemsOf(read(value, 'details'), 8);
  if (details.some(item => /googleapis\.com/.test(readString(item, '@type') ?? ''))) signals.origins.add('google');
}

/** OpenRouter's documented envelope: a numeric code that is a status, a message, perhaps metadata, and nothing else. */
function isOpenRouterShape(error: object): boolean {
  const code = read(error, 'code');
  if (typeof code !== 'number' || code < 400 || code > 599) return false;
  return keysOf(error).every(key => key === 'code' || key === 'message' || key === 'metadata');
}
