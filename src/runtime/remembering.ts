/** Remembers what was made of short texts that are met again and again: codes, names of fields, hosts. */

/** How many results are kept; then all are forgotten, so that what is met later is remembered, too. */
const MAX_KEPT = 400;
/** Longest text that is kept. What servers say may be long, and hold what must not stay in memory. */
const MAX_CHARS = 100;

/** The same function, whose results for the texts that were met last are kept and shared: none may be changed. */
export function remembering<Value>(make: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  return text => {
    const found = known.get(text);
    if (found !== undefined || text.length > MAX_CHARS) return found ?? make(text);
    const value = make(text);
    if (known.size >= MAX_KEPT) known.clear();
    known.set(text, value);
    return value;
  };
}
