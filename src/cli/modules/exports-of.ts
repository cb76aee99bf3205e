/** What a module exports, one by one. Getters and proxies may throw, promises may never settle: such are left out. */
import { within } from './within.ts';

/** A longer list holds no models. */
const MOST_ITEMS = 1_000;

export type Named = readonly [name: string, value: unknown];

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Properties of a namespace or an object; without those that cannot be read. */
function entriesOf(value: object): Named[] {
  try {
    // Bytes and numbers by the million.
    if (ArrayBuffer.isView(value) || (Array.isArray(value) && value.length > MOST_ITEMS)) return [];
    return Object.keys(value)
      .slice(0, MOST_ITEMS)
      .flatMap((key): Named[] => {
        try {
          return [[key, (value as Record<string, unknown>)[key]]];
        } catch {
          return [];
        }
      });
  } catch {
    return [];
  }
}

async function settled([name, value]: Named, longestMs: number): Promise<Named[]> {
  try {
    const found = await within((async () => value)(), longestMs);
    return found ? [[name, found.value]] : [];
  } catch {
    return [];
  }
}

const allSettled = async (entries: readonly Named[], longestMs: number): Promise<Named[]> =>
  (await Promise.all(entries.map(entry => settled(entry, longestMs)))).flat();

/**
 * The exports, each followed by what it holds if it is an object; of promises, what they came to.
 *
 * @param isWhole whether a value is what is looked for, and not looked into
 * @param longestMs how long a promise is waited for
 */
export async function exportsOf(
  module: Record<string, unknown>,
  isWhole: (value: unknown) => boolean,
  longestMs: number,
): Promise<Named[]> {
  const exported = await allSettled(entriesOf(module), longestMs);
  const held = await Promise.all(
    exported.map(async ([name, value]): Promise<Named[]> => {
      if (!isObject(value) || isWhole(value)) return [];
      const inner = entriesOf(value).map(([key, item]): Named => [`${name}.${key}`, item]);
      return await allSettled(inner, longestMs);
    }),
  );
  return exported.flatMap((entry, index) => [entry, ...held[index]!]);
}
