/** The upstream's own sentence on a failure: the one that says most, from error positions only. */
import type { Reading } from './read-error.ts';
import { isAboutEvent } from './rules/shared/response-shape.ts';

/** Sentences that only say that there was an error; whatever stands beside them says more. */
const SAYS_NOTHING =
  /^(?:(?:AI_)?\w{0,60}Error|error|unknown(?: error)?|bad request|unauthorized|payment required|forbidden|not found|request timeout|too many requests|internal server error|bad gateway|service unavailable|gateway timeout|invalid json response|provider returned error|an error occurred|failed to process (?:successful|error) response|fetch failed|terminated|type validation failed\b.*)\.?$/is;

/** Longest sentence that a message carries. */
const MAX_CHARS = 500;

const LONE = /[\r\n\t ]+/g;

/** One line that says what happened; never empty. */
export function describe({ evidence, texts }: Reading): string {
  const { htmlTitle, wireStatus, networkCodes, shape, finish } = evidence;
  const telling = texts.find(text => !SAYS_NOTHING.test(text));
  // The first is often the status line's; the envelope's own word comes after it.
  const found = [telling, htmlTitle, texts.at(-1)].find(candidate => candidate !== undefined && candidate !== '');
  if (found !== undefined) {
    const line = found.replace(LONE, ' ').trim();
    return line.length > MAX_CHARS ? `${line.slice(0, MAX_CHARS)}…` : line;
  }
  if (isAboutEvent(evidence)) return 'An event of the stream could not be read';
  if (networkCodes[0] !== undefined) return `The connection failed (${networkCodes[0]})`;
  if (finish) return finish.message;
  if (shape === 'empty') return 'The response was empty';
  return wireStatus === undefined ? 'The call failed without a message' : `The response was HTTP ${wireStatus}`;
}
