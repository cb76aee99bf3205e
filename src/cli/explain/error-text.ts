/** What Node prints of an error, and lines of logs: name, message, fields, causes, and JSON in between. */
import { errorOf, type Candidate } from './pasted.ts';
import { readJson } from './json-text.ts';

const HEAD =
  /^[ \t]*(?:Uncaught |Unhandled \w+ |\{ )?([\w$.]{0,100}(?:Error|Exception|Failure))(?: \[([\w$]+)\])?(?::[ \t]*(.*))?$/m;
/** In front of a stack stands an error, whatever it is called. */
const NAMED = /^[ \t]*([A-Z][\w$.]{2,80})(?: \[([\w$]+)\])?(?::[ \t]*(.*))?$/m;
const STACK = /\n[ \t]+at \S/;
const STATUS = /\b(?:HTTP(?:\/[\d.]+)?|status(?:[ _-]?code)?|response code)["']?\s*[:=]?\s*["'(]?([1-5]\d\d)\b/i;
const FIELD = /^[ \t]+([\w$]+): (?:'([^']*)'|"([^"]*)"|`([^`]*)`|(-?\d+)|(true|false)),?$/gm;
/** Where JSON may begin is tried so often. */
const MOST_TRIES = 50;

/** The fields that `util.inspect` shows of an error, without those of its causes. */
function fieldsOf(text: string): Record<string, string | number | boolean> {
  const fields: Record<string, string | number | boolean> = {};
  for (const [, name, single, double, tick, digits, truth] of text.matchAll(FIELD)) {
    const said = single ?? double ?? tick;
    fields[name!] ??= said ?? (digits === undefined ? truth === 'true' : Number(digits));
  }
  return fields;
}

/** What stands behind the name, up to the stack or the fields. */
function messageOf(text: string, head: RegExpExecArray): string {
  if (head[3] === undefined) return '';
  const rest = text.slice(head.index + head[0].length - head[3].length, head.index + 10_000);
  const end = rest.search(/\n[ \t]+(?:at |\[?[\w$]+\]?: )| \{\n[ \t]+\[?[\w$]+\]?: /);
  return (end === -1 ? rest : rest.slice(0, end)).trim();
}

/** One error of a printed chain; the text of its cause follows it. */
function oneError(text: string, cause: Error | undefined): Error | undefined {
  const head = HEAD.exec(text) ?? (STACK.test(text) ? NAMED.exec(text) : null);
  if (!head) return undefined;
  const fields = fieldsOf(text);
  const { statusCode, responseBody, code, errno, syscall } = fields;
  const error = errorOf(
    typeof statusCode === 'number' ? statusCode : undefined,
    undefined,
    typeof responseBody === 'string' ? responseBody : undefined,
    messageOf(text, head),
  );
  error.name = head[2] ?? head[1]!;
  const known = { code, errno, syscall };
  for (const [key, value] of Object.entries(known)) if (value !== undefined) Object.assign(error, { [key]: value });
  return cause ? Object.assign(error, { cause }) : error;
}

/** An error as it was printed, with its causes. */
export function readPrintedError(text: string): Candidate[] {
  const pieces = text.split(/\[cause\]: |\bCaused by: /).slice(0, 8);
  let error: Error | undefined;
  for (const piece of pieces.toReversed()) error = oneError(piece, error) ?? error;
  return error ? [{ form: 'a printed error', error, isFailure: true }] : [];
}

/** The end of the JSON that begins here; -1 if it does not end. */
function endOfJson(text: string, begin: number): number {
  let depth = 0;
  let isString = false;
  for (let index = begin; index < text.length; index += 1) {
    const character = text[index];
    if (isString) {
      if (character === '\\') index += 1;
      else if (character === '"') isString = false;
    } else if (character === '"') isString = true;
    else if (character === '{' || character === '[') depth += 1;
    else if ((character === '}' || character === ']') && --depth === 0) return index + 1;
  }
  return -1;
}

/** A line with JSON in it, a status, or words alone. */
export function readLine(text: string): Candidate[] {
  const status = STATUS.exec(text)?.[1];
  const code = status === undefined ? undefined : Number(status);
  const found: Candidate[] = [];
  let begin = text.search(/[{[]/);
  for (let tries = 0; begin !== -1 && tries < MOST_TRIES; tries += 1) {
    const end = endOfJson(text, begin);
    const json = end === -1 ? '' : text.slice(begin, end);
    const value = parse(json);
    if (value !== undefined && json.length > 2) {
      const body: Candidate = {
        form: 'a line with JSON',
        error: errorOf(code, undefined, json),
        isFailure: code !== undefined,
      };
      found.push(
        ...readJson(value, json).map(item => ({ ...item, form: `a line with ${item.form.replace(/^an? /, '')}` })),
      );
      if (code !== undefined) found.unshift(body);
      else found.push(body);
      begin = end;
    } else begin += 1;
    const next = text.slice(begin).search(/[{[]/);
    begin = next === -1 ? -1 : begin + next;
  }
  const words = errorOf(code, undefined, undefined, text.trim().slice(0, 2_000));
  return [...found, { form: 'a line of text', error: words, isFailure: code !== undefined && code >= 400 }];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
