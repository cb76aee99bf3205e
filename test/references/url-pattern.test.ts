/** Which pattern takes all that another one takes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takesAllOf } from '../../src/references/url-pattern.ts';

const HTTP = /^https?:\/\/.*$/;

describe('takesAllOf', () => {
  it.each<[wide: RegExp, narrow: RegExp]>([
    [/.*/, /(a|b)+\d{3}/],
    [/^.*$/, HTTP],
    [/^.+$/, /\.png$/],
    [/(?:)/, HTTP],
    [/[^]*/, HTTP],
    [/^/, HTTP],
    [/./, /a/],
    [HTTP, /^https?:\/\/.*$/g],
    [HTTP, /^https:\/\/.*$/],
    [HTTP, /^https?:\/\/.+/],
    [HTTP, /^http:\/\/localhost:\d+\/(?:files|images)\//],
    [HTTP, /^https?:\/\/(www\.)?youtube\.com\/watch\?v=.+/],
    [/^https?:/, HTTP],
    [/^https:\/\/.+/, /^https:\/\/a/],
    [/^https:\/\/.+/, /^https:\/\/.+$/],
    [/^HTTPS:\/\//i, /^https:\/\/A/i],
    [/^HTTPS:\/\//i, /^https:\/\/a/],
    [/example\.com/, /^https:\/\/example\.com\/a/],
    [/example/, /my-example\.com/],
  ])('%s takes all that %s takes', (wide, narrow) => {
    expect(takesAllOf(wide, narrow)).toBe(true);
  });

  it.each<[wide: RegExp, narrow: RegExp]>([
    [/^https:\/\/.*$/, HTTP],
    [/^https:\/\/.+/, /^https:\/\/.*$/],
    [HTTP, /^https?:\/\/.*$/i],
    [HTTP, /https?:\/\/.*$/],
    [HTTP, /^https:\/\/a|^s3:/],
    [HTTP, /^s3:\/\//],
    [HTTP, /^https/],
    [HTTP, /^https*:\/\/a/],
    [HTTP, /^(?:https)?/],
    [/^$/, /^https$/],
    [/^https$/, /^https:/],
    [/^https:\/\/.*\.png$/, /^https:\/\/a\.png$/],
    [/^\d/, /^1/],
    [/^\w:/, /^w:/],
    [/^.x/, /^\.x/],
    [/^a{2}/, /^a/],
    [/^ab*/, /^a/],
    [/^[^]/m, HTTP],
    [/^https/y, HTTP],
    [/^a|.*/, HTTP],
  ])('of %s it is not claimed for %s', (wide, narrow) => {
    expect(takesAllOf(wide, narrow)).toBe(false);
  });

  it('never claims what is not so', () => {
    const atom = fc.constantFrom(
      'a',
      'b',
      'A',
      '\\/',
      '\\.',
      '.',
      '\\d',
      '[ab]',
      '(a|b)',
      '(?:ab)',
      '(?=a)',
      '[|(]',
      '\\(',
      '-',
    );
    const quantified = fc
      .tuple(atom, fc.constantFrom('', '', '', '?', '*', '+', '??', '{2}'))
      .map(parts => parts.join(''));
    const source = fc
      .tuple(
        fc.constantFrom('', '^', '^'),
        fc.array(quantified, { maxLength: 4 }),
        fc.constantFrom('', '.*', '.+', '.*$', '$', '|b', '.+?$', '[^]*'),
      )
      .map(([start, atoms, end]) => `${start}${atoms.join('')}${end}`);
    const pattern = fc.tuple(source, fc.constantFrom('', '', 'i', 'g', 'u')).chain(([text, flags]) => {
      try {
        return fc.constant(new RegExp(text, flags));
      } catch {
        return fc.constant(/a/);
      }
    });
    const address = fc.string({
      unit: fc.constantFrom('a', 'b', 'A', '/', '.', '1', '-', '(', '|', 'ab'),
      minLength: 1,
      maxLength: 6,
    });
    const takes = (one: RegExp, url: string) => new RegExp(one.source, one.flags.replace('g', '')).test(url);
    let claimed = 0;
    fc.assert(
      fc.property(pattern, pattern, fc.array(address, { minLength: 20, maxLength: 40 }), (wide, narrow, addresses) => {
        if (!takesAllOf(wide, narrow)) return true;
        claimed += 1;
        return addresses.every(url => !takes(narrow, url) || takes(wide, url));
      }),
      { numRuns: 5_000 },
    );
    expect(claimed).toBeGreaterThan(200);
  });
});
