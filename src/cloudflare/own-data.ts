/** Reads what an object plainly holds. Getters are not run: they are somebody's code, and looking must change nothing. */

/** The value of an own data property; undefined for anything else. */
export function ownData(holder: unknown, key: PropertyKey): unknown {
  if (typeof holder !== 'object' || holder === null) return undefined;
  return Object.getOwnPropertyDescriptor(holder, key)?.value;
}

/** The same, if it is a string with something in it. */
export function ownText(holder: unknown, key: PropertyKey): string | undefined {
  const value = ownData(holder, key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
