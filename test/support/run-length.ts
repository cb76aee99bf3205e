/**
 * How much a long test plays: `npm test` takes a share, `npm run test:long` all of it, and that with `-- --bounded` what fits
 * into the checks of every commit. A test file that imports this one is part of the long run.
 */
const LENGTHS = ['usual', 'bounded', 'full'] as const;

/** The same thing in the three lengths. */
type Sizes<T> = Readonly<Record<(typeof LENGTHS)[number], T>>;

const asked = process.env['TEST_LENGTH'] ?? 'usual';
const length = LENGTHS.find(name => name === asked);
// A misspelt length that played the usual share would prove less than whoever asked for it believes.
if (length === undefined) throw new Error(`TEST_LENGTH is one of ${LENGTHS.join(', ')}, not ${asked}`);

export const sized = <T>(sizes: Sizes<T>): T => sizes[length];
