/** Takes a pasted text for all that it may be, what is most certain first. */
import { readPrintedError, readLine } from './error-text.ts';
import { readHttp } from './http-text.ts';
import { readJson } from './json-text.ts';
import { responseCandidate, type Candidate } from './pasted.ts';

const HTML = /^\s*(?:<!doctype html|<html|<head|<title|<body|<center>|<h1)/i;
const FRAME = /^(?:data|event): ?/m;

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

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

export function readPasted(pasted: string): Candidate[] {
  const text = pasted.replace(/^\uFEFF/, '').trim();
  const http = readHttp(text);
  if (http) return [http];
  const value = parse(text);
  if (typeof value === 'string') return readPasted(value);
  if (value !== undefined) return readJson(value, text);
  if (HTML.test(text)) return [responseCandidate('a web page', undefined, { 'content-type': 'text/html' }, text)];
  if (FRAME.test(text)) return readFrames(text);
  return [...readPrintedError(text), ...readLine(text)];
}
