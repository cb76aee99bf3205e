/** Takes a pasted text for all that it may be, what is most certain first. */
import { namesStatus, readLine } from './line-text.ts';
import { readPrintedError } from './error-text.ts';
import { readHttp } from './http-text.ts';
import { parse, readJson } from './json-text.ts';
import { readLiteral } from './literal-text.ts';
import { responseCandidate, type Candidate } from './pasted.ts';
import { fenced, unwrapped, withoutFences } from './unwrap.ts';

const HTML = /^\s*(?:<!doctype html|<html|<head|<title|<body|<center>|<h1)/i;
const FRAME = /^(?:data|event): ?/m;
/** A text in a text in a text. */
const MOST_DEPTH = 4;

/** Each event of a stream by itself, the last one first, then the stream as a whole. */
function readFrames(text: string): Candidate[] {
  const frames = [...text.matchAll(/^data: ?(.*)$/gm)].map(([, data]) => data!.trim()).slice(-50);
  const single = frames.toReversed().flatMap((data): Candidate[] => {
    const value = parse(data);
    if (typeof value !== 'object' || value === null) return [];
    return [{ form: 'an event of a stream', error: value, isFailure: false }];
  });
  const headers = { 'content-type': 'text/event-stream' };
  return [{ form: 'an event stream', response: { status: 200, headers, body: text }, isFailure: false }, ...single];
}

/** The blocks of a chat or an issue; a status may stand in the text around one. */
function readBlocks(text: string, blocks: readonly string[], depth: number): Candidate[] {
  const inside = blocks.flatMap(block => readPasted(block, depth + 1));
  const around = readLine(withoutFences(text));
  const hasStatus = namesStatus(blocks.reduce((rest, block) => rest.replace(block, () => ''), text));
  return hasStatus && inside.every(({ isFailure }) => !isFailure) ? [...around, ...inside] : [...inside, ...around];
}

export function readPasted(pasted: string, depth = 0): Candidate[] {
  const text = unwrapped(pasted);
  const blocks = depth < MOST_DEPTH ? fenced(text) : [];
  if (blocks.length > 0) return readBlocks(text, blocks, depth);
  const http = readHttp(text);
  if (http) return [http];
  const value = parse(text);
  if (typeof value === 'string') return depth < MOST_DEPTH ? readPasted(value, depth + 1) : [];
  if (value !== undefined) return readJson(value, text);
  if (HTML.test(text)) return [responseCandidate('a web page', undefined, { 'content-type': 'text/html' }, text)];
  if (FRAME.test(text)) return readFrames(text);
  const literal = /^[{[]/.test(text) ? readLiteral(text, 0) : undefined;
  if (literal?.end === text.length) return readJson(literal.value, JSON.stringify(literal.value), 'a printed object');
  return [...readPrintedError(text), ...readLine(text)];
}
