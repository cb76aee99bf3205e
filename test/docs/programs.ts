/** Tests of a page all of whose programs are run: one that no test names is an error. */
import { describe, expect, it } from 'vitest';
import { blocksOf, blockWith } from './blocks.ts';

/**
 * @param programs what tests each program, by words that stand in this program alone
 */
export function describePrograms(page: string, programs: Record<string, (program: string) => void>): void {
  describe.each(Object.entries(programs))('%s', (words, test) => {
    test(blockWith(page, words));
  });

  it('every program of the page is run', () => {
    const isNamed = (block: string) => Object.keys(programs).some(words => block.includes(words));
    expect(blocksOf(page).filter(block => !isNamed(block))).toEqual([]);
  });
}
