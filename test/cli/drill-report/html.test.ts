/** Names in a page. */
import { expect, it } from 'vitest';
import { nameHtml } from '../../../src/cli/drill-report/html.ts';

it('lets a line end between the parts of a name, and in no escape', () => {
  expect(nameHtml('openai.chat/gpt-5.1')).toBe('openai.<wbr>chat/<wbr>gpt-5.<wbr>1');
  expect(nameHtml('a<b>:c')).toBe('a&lt;b&gt;:<wbr>c');
  expect(nameHtml('plain')).toBe('plain');
});
