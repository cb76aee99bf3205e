import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeMetadata } from '../../src/cloudflare-gateway/metadata.ts';

const OURS = [
  ['failover-call', 'id'],
  ['failover-attempt', 2],
  ['failover-leg', 'Zürich "東京"'],
] as const;

const flat = fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.integer(), fc.boolean(), fc.constant(null));
const key = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('failover-call', 'failover-leg', '__proto__', 'user', ''),
);

/** White space as JSON allows it. */
const space = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r'), maxLength: 3 });

/** A user's own metadata, written in any way. */
const written = fc.tuple(fc.array(fc.tuple(key, flat), { maxLength: 8 }), space, space).map(([entries, one, two]) => {
  const pairs = entries.map(
    ([name, value]) => `${one}${JSON.stringify(name)}${two}:${one}${JSON.stringify(value)}${two}`,
  );
  return `${one}{${two}${pairs.join(',')}${one}}${two}`;
});

describe('metadata with more in it', () => {
  it('keeps what the user wrote, has five keys at most, and replaces none', () => {
    fc.assert(
      fc.property(written, text => {
        const own = JSON.parse(text) as Record<string, unknown>;
        const count = Object.keys(own).length;
        const merged = mergeMetadata(text, OURS);
        const missing = OURS.filter(([name]) => !Object.hasOwn(own, name)).slice(0, Math.max(0, 5 - count));
        if (missing.length === 0) {
          expect(merged).toBeUndefined();
          return;
        }
        // To the byte, up to its end.
        if (count > 0) expect(merged?.startsWith(text.trim().slice(0, -1).trimEnd())).toBe(true);
        const read = JSON.parse(merged!) as Record<string, unknown>;
        expect(Object.entries(read)).toEqual([...Object.entries(own), ...missing]);
      }),
    );
  });

  it('is made in time that grows with its length alone', () => {
    const spaces = ' '.repeat(1_000_000);
    // A pattern that tries each of the spaces anew would take minutes.
    expect(mergeMetadata(`{"user":"a${spaces}b"}`, OURS)).toContain(`b","failover-call":"id"`);
    expect(mergeMetadata(`${spaces}{"user":"a"}${spaces}`, OURS)).toMatch(/^\{"user":"a","failover-call"/);
  });

  it('is nothing for whatever the gateway would not read as flat values', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), text => {
        const merged = mergeMetadata(text, OURS);
        let value: unknown;
        try {
          // A header of white space is an empty one.
          value = JSON.parse(/^[ \t\n\r]*$/.test(text) ? '{}' : text);
        } catch {
          expect(merged).toBeUndefined();
          return;
        }
        const isFlat =
          typeof value === 'object' &&
          value !== null &&
          !Array.isArray(value) &&
          Object.values(value).every(item => typeof item !== 'object' || item === null);
        if (!isFlat) expect(merged).toBeUndefined();
      }),
    );
  });

  it('adds nothing but ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), name => {
        const merged = mergeMetadata(undefined, [['failover-leg', name]]);
        expect(merged).toMatch(/^[ -~]*$/);
        expect(JSON.parse(merged!)).toEqual({ 'failover-leg': name });
      }),
    );
  });

  it.each([
    [undefined, OURS.length],
    ['', OURS.length],
    [' {} ', OURS.length],
    ['{"a":1,"a":2}', 3],
    ['{"a":1,"b":2,"c":3}', 2],
    ['{"a":1,"b":2,"c":3,"d":4}', 1],
  ])('of %j has room for %i keys', (text, room) => {
    const before = Object.keys(JSON.parse(text?.trim() || '{}') as object).length;
    expect(Object.keys(JSON.parse(mergeMetadata(text, OURS)!) as object)).toHaveLength(before + room);
  });
});
