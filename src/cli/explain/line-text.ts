/** Lines of logs: a status, and JSON or a printed object, somewhere between words. */
import { isFields, namesFailure, parse, readJson } from './json-text.ts';
import { readLiteral } from './literal-text.ts';
import { errorOf, type Candidate } from './pasted.ts';

const STATUS =
  /\b(?:HTTP(?:\/[\d.]+)?|status(?:[ _-]?code)?|(?:response|error) code)["']?\s*(?:[:=]|was|is|of)?\s*["'(]?([1-5]\d\d)\b/i;
/** Where an object may begin is tried so often. */
const MOST_TRIES = 50;

export const namesStatus = (text: string): boolean => STATUS.test(text);

/** An object that stands in a text. */
interface Inside {
  begin: number;
  end: number;
  value: unknown;
  json: string;
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

function insideAt(text: string, begin: number): Inside | undefined {
  const end = endOfJson(text, begin);
  const json = end === -1 ? '' : text.slice(begin, end);
  const value = parse(json);
  if (isFields(value) && Object.keys(value).length > 0) return { begin, end, value, json };
  // A list in a line that is no JSON is a name in brackets.
  const literal = text[begin] === '{' ? readLiteral(text, begin) : undefined;
  return literal && { begin, ...literal, json: JSON.stringify(literal.value) };
}

/** All objects that stand in the text, one behind the other. */
export function objectsIn(text: string): Inside[] {
  const found: Inside[] = [];
  let begin = text.search(/[{[]/);
  for (let tries = 0; begin !== -1 && tries < MOST_TRIES; tries += 1) {
    const inside = insideAt(text, begin);
    if (inside) found.push(inside);
    const from = inside?.end ?? begin + 1;
    const next = text.slice(from).search(/[{[]/);
    begin = next === -1 ? -1 : from + next;
  }
  return found;
}

/** A line with objects in it, a status, or words alone. */
export function readLine(text: string): Candidate[] {
  const objects = objectsIn(text);
  // The status of an object is its own.
  const words = objects.reduceRight((rest, { begin, end }) => `${rest.slice(0, begin)} ${rest.slice(end)}`, text);
  const status = STATUS.exec(words)?.[1];
  const code = status === undefined ? undefined : Number(status);
  const isFailure = code !== undefined && code >= 400;
  const bodies = objects.toReversed().map(({ json }): Candidate => ({
    form: 'a line with JSON',
    error: errorOf(code, undefined, json),
    isFailure,
  }));
  const named = isFailure ? bodies.filter((_, index) => namesFailure(objects.at(-1 - index)!.json)) : [];
  const inside = objects.flatMap(({ value, json }) =>
    readJson(value, json).map(item => ({ ...item, form: `a line with ${item.form.replace(/^an? /, '')}` })),
  );
  const certain = inside.filter(item => item.isFailure);
  const said = errorOf(code, undefined, undefined, text.trim().slice(0, 2_000));
  const line: Candidate = { form: 'a line of text', error: said, isFailure };
  return [...named, ...certain, ...inside.filter(item => !item.isFailure), ...bodies, line];
}
