import fc from 'fast-check';
import { expect, it } from 'vitest';
import { legId } from '../../src/store/leg-id.ts';

it('is the same for ever: another one would part the versions of an app', () => {
  expect(['', 'claude', 'claude (anthropic/claude-sonnet-4-5)', 'größer 🦊'].map(legId)).toMatchInlineSnapshot(`
    [
      "ebb6c22867a2a8ee",
      "87a08e91cb19ddb6",
      "ff9ab162919004fc",
      "3081160f908f00f2",
    ]
  `);
});

it('is 16 hexadecimal digits, another one for each of a hundred thousand keys that differ little', () => {
  const ids = new Set(Array.from({ length: 100_000 }, (_, index) => legId(`tenant-${index} (openai/gpt-5)`)));
  expect(ids.size).toBe(100_000);
  fc.assert(fc.property(fc.string({ unit: 'binary' }), key => /^[0-9a-f]{16}$/.test(legId(key))));
});
