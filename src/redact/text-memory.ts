/** Remembers what was made of texts: an error says the same in its message, its cause and its body. */

/** How many characters of texts are remembered. */
const MAX_CHARS = 262_144;
/** As how many characters a text counts besides its own. */
const CHARS_PER_TEXT = 100;

export interface TextMemory<Value> {
  get(text: string): Value | undefined;
  /** Remembers it as long as there is room. */
  set(text: string, value: Value): void;
}

export function createTextMemory<Value>(): TextMemory<Value> {
  const known = new Map<string, Value>();
  let room = MAX_CHARS;
  return {
    get: text => known.get(text),
    set(text, value) {
      const needed = text.length + CHARS_PER_TEXT;
      if (needed > room) return;
      room -= needed;
      known.set(text, value);
    },
  };
}
