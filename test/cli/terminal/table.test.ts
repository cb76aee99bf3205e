import { expect, it } from 'vitest';
import { painter, withoutColor } from '../../../src/cli/terminal/paint.ts';
import { renderTable, wrap } from '../../../src/cli/terminal/table.ts';

it('breaks texts at spaces, and words that are too long anywhere', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap('a-very-long-word', 6)).toEqual(['a-very', '-long-', 'word']);
  expect(wrap('', 10)).toEqual(['']);
});

it('lets the widest columns give way', () => {
  const rows = [[{ text: 'openai' }, { text: 'The connection dies in the middle of the answer' }]];
  expect(renderTable(['leg', 'how'], rows, 30, painter(false)).split('\n')).toEqual([
    'leg     how',
    'openai  The connection dies in',
    '        the middle of the',
    '        answer',
  ]);
});

it('pads before it colours', () => {
  const rows = [[{ text: 'ok', style: 'good' as const }, { text: 'x' }]];
  const coloured = renderTable(['verdict', 'by'], rows, 80, painter(true));
  expect(coloured).toContain('\u001B[32mok     \u001B[39m');
  expect(withoutColor(coloured)).toBe(renderTable(['verdict', 'by'], rows, 80, painter(false)));
});

it('counts columns, not characters', () => {
  const family = '👨‍👩‍👧‍👦';
  const rows = ['世界', family, 'cafe\u0301', 'plain'].map(text => [{ text }, { text: 'x' }]);
  expect(renderTable(['leg', 'by'], rows, 80, painter(false)).split('\n')).toEqual([
    'leg    by',
    '世界   x',
    `${family}     x`,
    'cafe\u0301   x',
    'plain  x',
  ]);
  expect(wrap('世界世界世', 5)).toEqual(['世界', '世界', '世']);
  expect(wrap(family.repeat(3), 4)).toEqual([family.repeat(2), family]);
});
