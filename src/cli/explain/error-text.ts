/** What runtimes print of an error: name, message, fields, stack, causes. */
import { revive } from './json-text.ts';
import { readLiteral, readValue } from './literal-text.ts';
import type { Candidate } from './pasted.ts';

const NAME = String.raw`(?:[\w$.]|::){0,100}`;
const HEAD = new RegExp(
  String.raw`^[ \t]*(?:Uncaught |Unhandled \w+ |\{ )?(${NAME}(?:Error|Exception|Failure))(?: \[([\w$:.]+)\])?(?::[ \t]*(.*))?$`,
  'm',
);
/** In front of a stack stands an error, whatever it is called. */
const NAMED = /^[ \t]*([A-Z][\w$.]{2,80})(?: \[([\w$:.]+)\])?(?::[ \t]*(.*))?$/m;
const STACK = /\n[ \t]+at \S/;
/** The same behind a stack of Python's. */
const TRACEBACK = /^Traceback \(most recent call last\):\n(?:[ \t]+[^\n]*\n)+/gm;
const RAISED = /^((?:\w+\.)*\w+)(?:(): (.*))?$/m;
/** What follows is the cause; of Python's errors the cause comes first. */
const CAUSED = /\[cause\]: |\bCaused by: /;
const CAUSES =
  /\n+(?:During handling of the above exception, another exception occurred|The above exception was the direct cause of the following exception):\n+/;
/** Where the fields or the stack begin. A line of the message may look like a field, but for its value. */
const BEHIND = /\n[ \t]+at | \{\n[ \t]+\[?[\w$]+\]?: |\n[ \t]+[\w$]+: (?:['"`{[]|-?\d+,?$|true\b|false\b)/m;
/** Anywhere, or of the error itself: what it holds may have a status of its own. */
const FIELD =
  /^(?:[ \t]+(?=statusCode|response|url|code|errno|syscall)| {2}(?=status:|headers:))(statusCode|status|responseHeaders|headers|responseBody|url|code|errno|syscall): (?!undefined|null)/gm;

/** The fields that `util.inspect` shows of an error, or of the first one in it. */
function fieldsOf(text: string): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const match of text.matchAll(FIELD)) {
    const name = match[1]!;
    if (!(name in fields)) fields[name] = readValue(text, match.index + match[0].length);
  }
  return fields;
}

/** What Python's SDKs print of a body, as JSON: the same failure is thrown by those of JavaScript with JSON in its message. */
function withJson(message: string): string {
  const begin = message.search(/\{['"]/);
  const literal = begin === -1 || message[begin + 1] === '"' ? undefined : readLiteral(message, begin);
  return literal ? message.slice(0, begin) + JSON.stringify(literal.value) + message.slice(literal.end) : message;
}

/** What stands behind the name, up to the stack or the fields. */
function messageOf(text: string, head: RegExpExecArray): string {
  if (head[3] === undefined) return '';
  const rest = text.slice(head.index + head[0].length - head[3].length, head.index + 10_000);
  const end = rest.search(BEHIND);
  return (end === -1 ? rest : rest.slice(0, end)).trim();
}

/** One error of a printed chain; the text of its cause follows it. */
function oneError(printed: string, cause: Error | undefined): Error | undefined {
  const text = printed.replaceAll(TRACEBACK, '');
  const isRaised = text !== printed;
  const head = HEAD.exec(text) ?? (isRaised ? RAISED.exec(text) : STACK.test(text) ? NAMED.exec(text) : null);
  if (!head) return undefined;
  const message = messageOf(text, head);
  const name = head[2] || head[1]!;
  const error = revive({ ...fieldsOf(text), name, message: isRaised ? withJson(message) : message });
  return cause ? Object.assign(error, { cause }) : error;
}

/** An error as it was printed, with its causes. */
export function readPrintedError(text: string): Candidate[] {
  const pieces = text
    .split(CAUSES)
    .toReversed()
    .flatMap(piece => piece.split(CAUSED))
    .slice(0, 8);
  let error: Error | undefined;
  for (const piece of pieces.toReversed()) error = oneError(piece, error) ?? error;
  return error ? [{ form: 'a printed error', error, isFailure: true }] : [];
}
