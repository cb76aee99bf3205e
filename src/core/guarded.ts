/** One guard for all entries of something that runs by callbacks, where an exception would end the process. */

/**
 * Makes entries that never throw.
 *
 * @param onThrow gets what an entry throws, and returns in its place; must not throw itself
 */
export const guardedBy =
  <Fallback>(onThrow: (error: unknown) => Fallback) =>
  <Input, Output>(entry: (input: Input) => Output): ((input: Input) => Output | Fallback) =>
  input => {
    try {
      return entry(input);
    } catch (error) {
      return onThrow(error);
    }
  };
