import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trimOverlap } from '../../src/parts/overlap.ts';

/** What is shown of a continuation that comes in these pieces. */
function join(shown: string, ...pieces: string[]): string {
  const trimmer = trimOverlap(shown);
  return shown + pieces.map(piece => trimmer.push(piece)).join('') + trimmer.end();
}

describe('trimOverlap', () => {
  it.each([
    ['a plain continuation', 'The quick brown', [' fox', ' jumps']],
    ['white space said again', 'The quick brown ', [' fox jumps']],
    ['the last words said again', 'The quick brown', ['The quick brown fox jumps']],
    ['the last words said again in pieces', 'The quick brown', ['The qu', 'ick bro', 'wn fox', ' jumps']],
    ['words and white space said again', 'The quick brown ', ['The quick brown  fox jumps']],
  ])('shows %s once', (_, shown, pieces) => {
    expect(join(shown, ...pieces)).toBe('The quick brown fox jumps');
  });

  it('keeps a short repetition, which may be meant', () => {
    expect(join('very', ' very', ' good')).toBe('very very good');
    expect(join('la la', ' la la la')).toBe('la la la la la');
  });

  it('loses nothing when the text ends while it may still be a repetition', () => {
    expect(join('The quick brown fox', 'The quick')).toBe('The quick brown foxThe quick');
  });

  it('never holds back more than it must, however the text is cut', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string({ minLength: 1 }), { maxLength: 10 }), (shown, pieces) => {
        expect(join(shown, ...pieces)).toBe(join(shown, pieces.join('')));
      }),
    );
  });
});
