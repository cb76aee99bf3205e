import { expect, it } from 'vitest';
import { collectContent } from '../../src/parts/collect-content.ts';
import type { StreamPart } from '../../src/sdk-types.ts';
import { finish, start, text, textEnd, textStart } from '../support/part-source.ts';

function contentOf(...parts: StreamPart[]) {
  const { add, content } = collectContent();
  for (const part of parts) add(part);
  return content();
}

const toolCall: StreamPart = { type: 'tool-call', toolCallId: 'c', toolName: 'tool', input: '{}' };
const reasoning = (type: 'start' | 'end', id: string): StreamPart => ({ type: `reasoning-${type}`, id });

it('blocks stand where they began, merged by type and id', () => {
  const source: StreamPart = { type: 'source', sourceType: 'url', id: 's', url: 'https://source.example' };
  expect(
    contentOf(
      start,
      reasoning('start', 't1'),
      textStart,
      text('It is '),
      source,
      { type: 'reasoning-delta', id: 't1', delta: 'Well.' },
      text('sunny.'),
      textEnd,
      finish(),
    ),
  ).toEqual([{ type: 'reasoning', text: 'Well.' }, { type: 'text', text: 'It is sunny.' }, source]);
});

it('an id that comes again after its end begins another block', () => {
  expect(contentOf(textStart, text('a'), textEnd, textStart, text('b'), textEnd)).toEqual([
    { type: 'text', text: 'a' },
    { type: 'text', text: 'b' },
  ]);
});

it('a delta outside a block is a part of the answer', () => {
  expect(contentOf(text('a'), text('b'))).toEqual([{ type: 'text', text: 'ab' }]);
});

it('the last metadata of a block replaces the ones before', () => {
  const metadata = (signature: string) => ({ providerMetadata: { p: { signature } } });
  expect(
    contentOf(
      { ...reasoning('start', 'r'), ...metadata('first') } as StreamPart,
      { type: 'reasoning-delta', id: 'r', delta: 'so', ...metadata('second') },
      reasoning('end', 'r'),
    ),
  ).toEqual([{ type: 'reasoning', text: 'so', ...metadata('second') }]);
});

it('an empty block is no content, unless it carries metadata', () => {
  const providerMetadata = { p: { signature: 's' } };
  expect(contentOf(textStart, text(''), textEnd)).toEqual([]);
  expect(contentOf(reasoning('start', 'r'), { type: 'reasoning-end', id: 'r', providerMetadata })).toEqual([
    { type: 'reasoning', text: '', providerMetadata },
  ]);
});

it('the input of a tool is told by its call alone, and only the last result of it counts', () => {
  const result = (value: string, preliminary?: boolean): StreamPart => ({
    type: 'tool-result',
    toolCallId: 'c',
    toolName: 'tool',
    result: value,
    ...(preliminary && { preliminary }),
  });
  expect(
    contentOf(
      { type: 'tool-input-start', id: 'c', toolName: 'tool' },
      { type: 'tool-input-delta', id: 'c', delta: '{}' },
      { type: 'tool-input-end', id: 'c' },
      toolCall,
      result('half', true),
      result('whole'),
    ),
  ).toEqual([toolCall, result('whole')]);
});

it('what only streams have is left out', () => {
  const custom = (kind: `${string}.${string}`): StreamPart => ({ type: 'custom', kind });
  expect(contentOf(custom('anthropic.message_start'), { type: 'raw', rawValue: 1 }, custom('other.kind'))).toEqual([
    custom('other.kind'),
  ]);
});
