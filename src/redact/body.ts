/** What an error shows of a response body: at most 2 kB, without credentials, JSON still as JSON. */
import { cleanCopy, cutJson, MAX_BODY_CHARS } from './data.ts';
import { isHtml, visibleText } from './html.ts';
import { parseJsonHead } from './json.ts';
import { beginningOf, redactText, type Redactor } from '../secrets/text.ts';

/** A body is copied wider than other data: what does not fit is cut afterwards. */
const BODY_LIMITS = { chars: 4_096, items: 400, depth: 40 };

function cutText(text: string): string {
  return text.length > MAX_BODY_CHARS ? `${text.slice(0, MAX_BODY_CHARS - 1)}…` : text;
}

/**
 * A response body of at most 2 kB without credentials. JSON is cut by shortening its strings, so that it stays
 * parseable; of a web page its visible text is left; an untouched body keeps its exact text.
 */
export function redactBody(body: string, redact: Redactor = redactText): string {
  const parsed = parseJsonHead(body);
  if (parsed === undefined) return cutText(redact(beginningOf(isHtml(body) ? visibleText(body) : body)));
  const { value, isChanged } = cleanCopy(parsed, redact, BODY_LIMITS);
  const json = JSON.stringify(value);
  // A key that stands there twice is lost in parsing, and so is what stands behind a cut.
  if (!isChanged && body.length <= MAX_BODY_CHARS && (json === body || redact(body) === body)) return body;
  return json.length <= MAX_BODY_CHARS ? json : cutJson(value);
}
