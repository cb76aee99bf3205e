/**
 * Removes what one call brought along from texts that come back: its credential headers and its prompt, which
 * providers echo in error messages ("Incorrect API key provided: …", "messages.3.content: …").
 */
import { redactText, type Redactor } from './redact.ts';

/** The parts of a model call that must not be seen in an error. */
export interface CallSecrets {
  headers?: Record<string, string | undefined> | undefined;
  prompt?: unknown;
  /** What only matching has to be kept from: a message that names a tool or an option helps. */
  tools?: unknown;
  providerOptions?: unknown;
  responseFormat?: unknown;
}

/** Shortest echo of a prompt that is removed; shorter ones are everyday words. */
const ECHO_CHARS = 16;
/** A whole text of the prompt is removed from this length on. */
const SHORTEST_TEXT = 8;
/** How much of a prompt is compared; an error path must not cost seconds. */
const MAX_PROMPT_CHARS = 262_144;

/** How many texts a call's redactor remembers. */
const MAX_KNOWN_TEXTS = 100;

/** Header names whose values say nothing secret and may be the words of an error. */
const PUBLIC_HEADER = /^(?:accept|content-type|content-length|user-agent|host|connection)$/i;

function collectTexts(value: unknown, texts: string[], depth = 0): void {
  if (typeof value === 'string') texts.push(value);
  else if (depth < 8 && typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    for (const [key, item] of Object.entries(value))
      if (key !== 'role' && key !== 'type') collectTexts(item, texts, depth + 1);
  }
}

/** Names and texts of tools, schemas and options; single short words are everybody's. */
function collectNamed(value: unknown, texts: string[], depth = 0): void {
  const add = (text: string) => void ((/\s/.test(text) || text.length >= ECHO_CHARS) && texts.push(text));
  if (typeof value === 'string') add(value);
  else if (depth < 16 && texts.length < 2_000 && typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      add(key);
      collectNamed(item, texts, depth + 1);
    }
  }
}

const HASHES = 8_192;

/** A cheap hash of the window at a place: most places of a prompt are dismissed by it without a look at their text. */
const hashAt = (text: string, start: number): number =>
  (text.charCodeAt(start) * 131 + text.charCodeAt(start + 7) * 31 + text.charCodeAt(start + ECHO_CHARS - 1)) % HASHES;

/** Marks every stretch of `text` that also stands in the prompt, window by window: linear in both lengths. */
function removeEcho(text: string, texts: readonly string[]): string {
  if (text.length < ECHO_CHARS) return text;
  const positions = new Map<string, number[]>();
  const hashes = new Uint8Array(HASHES);
  for (let start = 0; start + ECHO_CHARS <= text.length; start += 1) {
    hashes[hashAt(text, start)] = 1;
    const window = text.slice(start, start + ECHO_CHARS);
    const known = positions.get(window);
    if (known) known.push(start);
    else positions.set(window, [start]);
  }
  const echoed = new Uint8Array(text.length);
  let found = false;
  for (const source of texts) {
    for (let start = 0; start + ECHO_CHARS <= source.length; start += 1) {
      if (hashes[hashAt(source, start)] === 0) continue;
      const window = source.slice(start, start + ECHO_CHARS);
      const starts = positions.get(window);
      if (!starts) continue;
      found = true;
      // Marked once is enough: a long run of one character stands at every place of the other one.
      positions.delete(window);
      for (const position of starts) echoed.fill(1, position, position + ECHO_CHARS);
    }
  }
  if (!found) return text;
  let clean = '';
  for (let index = 0; index < text.length; index += 1) {
    if (!echoed[index]) clean += text[index];
    else if (!echoed[index - 1]) clean += '[redacted]';
  }
  return clean;
}

/** What this call brought along: whole values to remove, longest first, and the prompt's texts to look for echoes of. */
function gatherSecrets({ headers = {}, prompt, ...named }: CallSecrets): { values: string[]; texts: string[] } {
  const values: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (value != null && !PUBLIC_HEADER.test(name)) values.push(value, ...value.split(/[\s;,=]+/));
  }
  const all: string[] = [];
  collectTexts(prompt, all);
  for (const part of [named.tools, named.providerOptions, named.responseFormat]) collectNamed(part, all);
  // Credentials, too, may come back cut short.
  const texts: string[] = [...values];
  let room = MAX_PROMPT_CHARS;
  for (const text of all) {
    if (room <= 0) break;
    texts.push(text.slice(0, room));
    room -= text.length;
  }
  const known = new Set([...values, ...texts].filter(value => value.length >= SHORTEST_TEXT));
  return { values: [...known].toSorted((a, b) => b.length - a.length), texts };
}

/** What takes out of a text what one call brought along. */
export interface CallRedactor {
  /** For showing: without secrets, and without echoes of the call. */
  readonly redact: Redactor;
  /** For matching: without whatever the call brought along, so that quoted words of the caller's decide nothing. */
  readonly mask: Redactor;
}

/**
 * The redactor of one call. Reads the call's secrets at its first use, so that a call without an error pays nothing.
 */
export function redactCall(call: CallSecrets): CallRedactor {
  let secrets: ReturnType<typeof gatherSecrets> | undefined;
  // An error says the same in its message, its cause and its body; a long prompt is not compared with it each time.
  const known = new Map<string, string>();

  let named: ReturnType<typeof gatherSecrets> | undefined;
  const mask = (text: string) => remove(text, (named ??= gatherSecrets(call)));
  const shown = ({ headers, prompt }: CallSecrets): CallSecrets => ({ headers, prompt });

  function remove(text: string, { values, texts }: ReturnType<typeof gatherSecrets>): string {
    let rest = text;
    for (const value of values) if (rest.includes(value)) rest = rest.replaceAll(value, '[redacted]');
    return removeEcho(rest, texts);
  }

  function redact(text: string): string {
    let redacted = known.get(text);
    if (redacted === undefined) {
      redacted = redactText(remove(text, (secrets ??= gatherSecrets(shown(call)))));
      if (known.size < MAX_KNOWN_TEXTS) known.set(text, redacted);
    }
    return redacted;
  }

  return { redact, mask };
}
