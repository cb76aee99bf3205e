/** Who wrote an envelope, by marks that only one party sets. */
import { integerFrom, isFilled, isObject, itemsOf, keysOf, read, readString } from './safe-read.ts';
import { collectCode, type Signals } from './signals.ts';

/** Marks by which an envelope tells who wrote it. */
export function readOrigin(value: object, signals: Signals): void {
  const metadata = read(value, 'metadata');
  if (isObject(metadata) && read(metadata, 'provider_name') !== undefined) {
    signals.origins.add('openrouter').add('openrouter-upstream');
  }
  if (isObject(metadata) && typeof read(metadata, 'error_type') === 'string') signals.origins.add('openrouter');
  if (isObject(metadata)) collectCode(signals, read(metadata, 'limit_source'));
  if (read(value, 'status') === 'failure' && typeof read(value, 'message') === 'string') {
    signals.origins.add('portkey-itself');
  }
  if (read(value, 'is_bifrost_error') !== undefined) signals.origins.add('bifrost');
  if (read(value, 'flagged_input') !== undefined) collectCode(signals, 'flagged_input');
  const source = read(value, 'source');
  if (source === 'gateway') signals.origins.add('gateway');
  if (isBehind(value, source)) signals.origins.add('behind');
  const edge = read(value, 'cloudflare_error') === true ? integerFrom(read(value, 'error_code')) : undefined;
  if (edge !== undefined) signals.edgeCode = edge;
  const error = read(value, 'error');
  if (
    isObject(error) &&
    (typeof read(error, 'error_type') === 'string' || (!signals.isCopy && isOpenRouterShape(error)))
  ) {
    signals.origins.add('openrouter');
  }
  if (read(value, 'html-message') !== undefined) collectCode(signals, 'html-message');
  const user = read(value, 'user_id');
  if (isObject(error) && typeof user === 'string' && /^(?:user|org)_/.test(user)) signals.origins.add('openrouter');
  if (isObject(read(value, 'base_resp'))) signals.origins.add('minimax');
  const details = itemsOf(read(value, 'details'), 8);
  if (details.some(item => /googleapis\.com/.test(readString(item, '@type') ?? ''))) signals.origins.add('google');
}

/** Types and codes of gateways for what somebody behind them said. */
const BEHIND = /^(?:upstream|provider|backend)_?error$|^\w{1,40}BackendError$|^bad_response_status_code$|^channel:/i;
/** How gateways sign a sentence that they pass on: 'OpenAIException - …', 'openai error: …'. */
const PASSED_ON =
  /\b\w{2,40}Exception - |^(?!error|portkey)[a-z][a-z\d-]{1,40} error: |\b[Uu]pstream\b|^(?:Error from provider|Provider returned error)/;

/** Whether the envelope passes on what somebody behind its author said. */
function isBehind(value: object, source: unknown): boolean {
  if (source === 'provider' || source === 'upstream') return true;
  if (typeof read(value, 'provider') === 'string' && isFilled(read(value, 'error'))) return true;
  if (['type', 'code'].some(key => BEHIND.test(readString(value, key) ?? ''))) return true;
  return PASSED_ON.test((readString(value, 'message') ?? '').slice(0, 300));
}

/** OpenRouter's documented envelope: a numeric code that is a status, a message, perhaps metadata, and nothing else. */
function isOpenRouterShape(error: object): boolean {
  const code = read(error, 'code');
  if (typeof code !== 'number' || code < 400 || code > 599) return false;
  return keysOf(error).every(key => key === 'code' || key === 'message' || key === 'metadata');
}
