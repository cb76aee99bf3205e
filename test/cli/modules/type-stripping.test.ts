import { expect, it } from 'vitest';
import { needsTypeStripping } from '../../../src/cli/modules/type-stripping.ts';

/** As Node before 22.18 says it, and newer ones that are told not to strip types. */
const unknown = (extension: string) =>
  Object.assign(new TypeError(`Unknown file extension "${extension}" for /app/models${extension}`), {
    code: 'ERR_UNKNOWN_FILE_EXTENSION',
  });

it.each([
  [unknown('.ts'), true],
  [unknown('.mts'), true],
  [unknown('.cts'), true],
  [unknown('.css'), false],
  [Object.assign(unknown('.css'), { message: 'Unknown file extension ".css" for /app/of.ts/x.css' }), false],
  [new Error('no'), false],
  [undefined, false],
])('%s: %s', (error, expected) => {
  expect(needsTypeStripping(error)).toBe(expected);
});
