/**
 * Gathers what one call brought along: the texts of which an error shows no echo, the credentials of which it shows
 * nothing at all, and the names that stay readable. Reads plain data only, and as much of it as can be compared.
 */
import { addHeaderSecrets, SHORTEST_SECRET } from '../secrets/header-secrets.ts';
import { isHarmlessValue, secretKind } from '../secrets/names.ts';

/** Most characters that are compared; with more, no text of the provider's is shown or matched. */
const MAX_CHARS = 262_144;
/** Most values that are visited. */
const MAX_VALUES = 50_000;
const MAX_DEPTH = 40;
/** How much of a file's data is compared: an echo of it is its beginning. */
const FILE_CHARS = 1_024;

/** What one call brought along. */
export interface Gathered {
  /** Texts, each of which may be echoed in part. */
  texts: string[];
  /** Credentials: removed wherever they stand, also in part. */
  secrets: Set<string>;
  /** Names of tools, parameters and models: they stay readable. */
  names: Set<string>;
  /** Names that the caller chose; they decide nothing. */
  toolNames: Set<string>;
  /** Whether all of it can be compared. */
  isComparable: boolean;
}

interface Walk extends Gathered {
  chars: number;
  values: number;
}

/** Keys of a message or a part whose values are words of the protocol. */
const PROTOCOL_KEYS: ReadonlySet<string> = new Set(['role', 'type', 'mediaType', 'toolCallId', 'specificationVersion']);
/** Keys of a JSON schema whose values are words that an error may name. */
const SCHEMA_WORDS: ReadonlySet<string> = new Set(['type', 'format', '$schema', '$ref', 'enum', 'const', 'required']);
/** Settings of a call that carry no text. */
const NO_TEXT: ReadonlySet<string> = new Set(['abortSignal', 'headers', 'toolChoice']);

function read(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

function keysOf(value: object): string[] {
  try {
    return Object.keys(value);
  } catch {
    return [];
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function addText(walk: Walk, text: string): void {
  if (text.length < 3) return;
  walk.chars += text.length;
  if (walk.chars > MAX_CHARS) walk.isComparable = false;
  else walk.texts.push(text);
}

function addSecret(walk: Walk, value: string): void {
  if (value.length >= SHORTEST_SECRET) walk.secrets.add(value.slice(0, 8_192));
}

/** Whatever is not to be understood: all its texts, and longer keys, which may be data, too. */
function walkData(walk: Walk, value: unknown, depth: number, key = ''): void {
  if (typeof value === 'string') {
    const kind = key === '' ? undefined : secretKind(key);
    if (kind !== undefined && !isHarmlessValue(value, kind)) addSecret(walk, value);
    addText(walk, value);
    return;
  }
  if (typeof value === 'number' && value > 9_999_999) addText(walk, String(value));
  if (!isObject(value) || ArrayBuffer.isView(value)) return;
  walk.values += 1;
  if (depth > MAX_DEPTH || walk.values > MAX_VALUES) walk.isComparable = false;
  if (!walk.isComparable) return;
  if (value instanceof URL) return addText(walk, value.href);
  const isList = Array.isArray(value);
  for (const name of keysOf(value)) {
    if (!isList && name.length >= 16) addText(walk, name);
    walkData(walk, read(value, name), depth + 1, isList ? key : name);
  }
}

function walkPart(walk: Walk, part: unknown): void {
  if (!isObject(part)) return walkData(walk, part, 0);
  const isFile = read(part, 'type') === 'file';
  for (const key of keysOf(part)) {
    const value = read(part, key);
    if (key === 'toolName') addName(walk, value, walk.toolNames);
    else if (isFile && key === 'data') walkFile(walk, value);
    else if (!PROTOCOL_KEYS.has(key)) walkData(walk, value, 0, key);
  }
}

/** The data of a file, perhaps in an object that says what it is. */
function walkFile(walk: Walk, data: unknown): void {
  const inner = isObject(data) && !ArrayBuffer.isView(data) && !(data instanceof URL) ? read(data, 'data') : undefined;
  const found = inner ?? data;
  if (typeof found === 'string' && !/^https?:/i.test(found)) addText(walk, found.slice(0, FILE_CHARS));
  else walkData(walk, found, 0);
}

function addName(walk: Walk, name: unknown, names: Set<string>): void {
  if (typeof name === 'string' && name.length > 2 && names.size < 1_000) names.add(name);
}

/** A JSON schema: the names of its properties stay, its descriptions do not. */
function walkSchema(walk: Walk, schema: unknown, depth: number): void {
  if (typeof schema === 'string') return addText(walk, schema);
  if (!isObject(schema)) return;
  walk.values += 1;
  if (depth > MAX_DEPTH || walk.values > MAX_VALUES) walk.isComparable = false;
  if (!walk.isComparable) return;
  for (const key of keysOf(schema)) {
    const value = read(schema, key);
    if (key === 'properties' && isObject(value)) for (const name of keysOf(value)) addName(walk, name, walk.names);
    if (!SCHEMA_WORDS.has(key)) walkSchema(walk, value, depth + 1);
    else if (isObject(value)) for (const index of keysOf(value)) addName(walk, read(value, index), walk.names);
  }
}

function walkTool(walk: Walk, tool: object): void {
  for (const key of keysOf(tool)) {
    const value = read(tool, key);
    if (key === 'name' || key === 'id') addName(walk, value, walk.toolNames);
    else if (key === 'inputSchema' || key === 'outputSchema') walkSchema(walk, value, 0);
    else if (!PROTOCOL_KEYS.has(key)) walkData(walk, value, 0, key);
  }
}

function walkPrompt(walk: Walk, prompt: unknown): void {
  if (!Array.isArray(prompt)) return walkData(walk, prompt, 0);
  for (const message of prompt as unknown[]) {
    if (!isObject(message)) walkData(walk, message, 0);
    else {
      const content = read(message, 'content');
      if (Array.isArray(content)) for (const part of content as unknown[]) walkPart(walk, part);
      else walkData(walk, content, 0);
      for (const key of keysOf(message)) {
        if (key !== 'content' && !PROTOCOL_KEYS.has(key)) walkData(walk, read(message, key), 0, key);
      }
    }
    if (!walk.isComparable) return;
  }
}

/** What a leg declares for each of its calls, as far as it may hold a secret. */
export interface Declared {
  readonly headers?: unknown;
  readonly providerOptions?: unknown;
}

/**
 * What this call brought along.
 *
 * @param declared what its leg adds
 */
export function gatherCall(call: object, declared?: Declared): Gathered {
  const walk: Walk = {
    texts: [],
    secrets: new Set(),
    names: new Set(),
    toolNames: new Set(),
    isComparable: true,
    chars: 0,
    values: 0,
  };
  addHeaderSecrets(read(call, 'headers'), walk.secrets);
  addHeaderSecrets(declared?.headers, walk.secrets);
  walkData(walk, declared?.providerOptions, 0);
  for (const key of keysOf(call)) {
    if (NO_TEXT.has(key)) continue;
    const value = read(call, key);
    if (key === 'prompt') walkPrompt(walk, value);
    else if (key === 'tools' && Array.isArray(value)) {
      for (const tool of value as unknown[]) if (isObject(tool)) walkTool(walk, tool);
    } else if (key === 'responseFormat' && isObject(value)) {
      walkSchema(walk, read(value, 'schema'), 0);
      addName(walk, read(value, 'name'), walk.names);
      walkData(walk, read(value, 'description'), 0);
    } else walkData(walk, value, 0, key);
  }
  return walk;
}
