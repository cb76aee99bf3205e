// Tests that hold for some releases of the SDK only, each with the reason. None is passed over once it holds: a test that is
// listed, and passes, is an error.

const SIX = /^6\./;

/** @type {readonly { ai: RegExp, file: string, names?: RegExp, reason: string }[]} without `names` the whole file */
export const LEFT_OUT = [
  {
    ai: SIX,
    file: 'failover/scopes',
    names: /a leg that cannot resolve a file of another provider/,
    reason: 'AI SDK 6 has no file references in messages',
  },
];

/** What is left out with one release. */
export function leftOutOf(ai) {
  const listed = LEFT_OUT.filter(entry => entry.ai.test(ai));
  return {
    files: listed.filter(({ names }) => names === undefined).map(({ file }) => file),
    isListed: (file, name) =>
      listed.some(entry => `${entry.file}.test.ts` === file && entry.names?.test(name) === true),
  };
}
