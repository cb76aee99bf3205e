/** Many calls, some at a time. */

/** Runs `call` for each item, at most `width` under way at once; results in the order of the items. */
export async function concurrently<Item, Result>(
  items: readonly Item[],
  width: number,
  call: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next;
      next += 1;
      results[index] = await call(items[index] as Item);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}

/** Numbers from 0 to below 1 that are the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
