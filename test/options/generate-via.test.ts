import { describe, expect, it } from 'vitest';
import { checkGenerateVia, generatesVia, type GenerateVia } from '../../src/options/generate-via.ts';
import type { LegTimeouts } from '../../src/options/timeout-options.ts';

describe('a whole answer is asked for', () => {
  it.each<[GenerateVia, LegTimeouts, LegTimeouts | undefined, 'generate' | 'stream']>([
    ['generate', { firstContentMs: 1 }, undefined, 'generate'],
    ['stream', {}, undefined, 'stream'],
    ['auto', {}, undefined, 'generate'],
    ['auto', { attemptMs: 1 }, undefined, 'generate'],
    ['auto', { firstContentMs: 1 }, undefined, 'stream'],
    ['auto', { idleMs: 1 }, undefined, 'stream'],
    ['auto', {}, { idleMs: 1 }, 'stream'],
    ['auto', { idleMs: 1 }, { idleMs: false }, 'generate'],
    ['auto', { firstContentMs: false }, undefined, 'generate'],
  ])('with %s, limits %o and those of its leg %o: through %s', (via, timeouts, own, expected) => {
    expect(generatesVia(via, timeouts, own)).toBe(expected);
  });
});

it('anything else is refused with what it takes', () => {
  expect(() => checkGenerateVia('owner', 'generateVia', 'both')).toThrow(
    new TypeError("owner: option `generateVia` takes 'auto', 'generate' or 'stream'; got \"both\"."),
  );
  for (const value of [undefined, 'auto', 'generate', 'stream'])
    expect(checkGenerateVia('owner', 'generateVia', value)).toBeUndefined();
});
