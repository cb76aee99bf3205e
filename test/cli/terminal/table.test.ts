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
