/** What can be awaited and is no promise, as other promise libraries and lazy queries make it. */
export const thenable = (
  then: (resolve: (value: unknown) => void, reject: (error: Error) => void) => void,
): PromiseLike<never> =>
  // oxlint-disable-next-line unicorn/no-thenable -- a thenable is what this is for
  Object.fromEntries([['then', then]]) as unknown as PromiseLike<never>;
