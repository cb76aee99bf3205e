import { describe, expect, it } from 'vitest';
import {
  BROKEN,
  closingParts,
  createProgress,
  note,
  openText,
  textOf,
  type StreamProgress,
} from '../../src/stream/progress.ts';
import type { StreamPart } from '../../src/sdk-types.ts';
import { finish, metadata, start, text, textEnd, textStart } from '../support/part-source.ts';

function after(...parts: StreamPart[]): StreamProgress {
  const progress = createProgress();
  for (const part of parts) note(progress, part);
  return progress;
}

const reasoning: StreamPart = { type: 'reasoning-delta', id: 'r', delta: 'so' };
const toolCall: StreamPart = { type: 'tool-call', toolCallId: 'c', toolName: 'tool', input: '{}' };
const failed: StreamPart = { type: 'error', error: 'e' };

describe('content', () => {
  it.each<[string, StreamPart, boolean, boolean]>([
    ['a text', text('a'), true, false],
    ['a reasoning', reasoning, true, true],
    ['the input of a tool', { type: 'tool-input-delta', id: 'i', delta: '{' }, true, true],
    ['a call of a tool', toolCall, true, true],
    ['a file', { type: 'file', mediaType: 'text/plain', data: { type: 'data', data: 'YQ==' } }, true, true],
    ['an empty text', text(''), false, false],
    ['an empty reasoning', { type: 'reasoning-delta', id: 'r', delta: '' }, false, false],
    ['a preamble', start, false, false],
    ['a part that is raw', { type: 'raw', rawValue: {} }, false, false],
    ['a source', { type: 'source', sourceType: 'url', id: 's', url: 'https://source.example' }, false, false],
    ['a finish', finish(), false, false],
  ])('is, or is not, %s', (_, part, isContent, isOther) => {
    const progress = createProgress();
    expect(note(progress, part)).toBe(isContent);
    expect([progress.hasContent, progress.hasOther]).toEqual([isContent, isOther]);
  });

  it('stays what it was, whatever follows', () => {
    expect(after(text('a'), failed, finish())).toMatchObject({ hasContent: true, hasError: true, hasFinish: true });
  });
});

describe('what is open', () => {
  it('is closed in its order, by type and id, and then no more', () => {
    const progress = after(
      textStart,
      { type: 'reasoning-start', id: 't1' },
      { type: 'tool-input-start', id: 'i', toolName: 'tool' },
      { type: 'reasoning-end', id: 't1' },
      { type: 'text-start', id: 't2' },
      textEnd,
    );
    expect(closingParts(progress)).toEqual([
      { type: 'tool-input-end', id: 'i' },
      { type: 'text-end', id: 't2' },
    ]);
    expect(closingParts(progress)).toEqual([]);
    expect(closingParts(after(textEnd, metadata))).toEqual([]);
  });

  it.each<[string, StreamPart[], string | undefined]>([
    ['one text', [textStart, text('a')], 't1'],
    ['one text without a word', [textStart, text('')], undefined],
    ['a text that has ended', [textStart, text('a'), textEnd], undefined],
    ['two texts', [textStart, text('a'), { type: 'text-start', id: 't2' }], undefined],
    ['a text beside a reasoning', [textStart, text('a'), { type: 'reasoning-start', id: 'r' }], undefined],
    ['a text after a call of a tool', [toolCall, textStart, text('a')], undefined],
    ['a text after an error', [textStart, text('a'), failed], undefined],
    ['only a reasoning', [{ type: 'reasoning-start', id: 'r' }, text('a')], undefined],
  ])('can be continued if it is the one text and nothing else was shown: %s', (_, parts, id) => {
    expect(openText(after(...parts))).toBe(id);
  });
});

it('the finish of what broke off is an error of which no usage is known', () => {
  expect(BROKEN).toMatchObject({ type: 'finish', finishReason: { unified: 'error' } });
  expect([BROKEN.usage.inputTokens.total, BROKEN.usage.outputTokens.total]).toEqual([undefined, undefined]);
});

it('only a text shows text', () => {
  expect([textOf(text('a')), textOf(reasoning), textOf(textStart)]).toEqual(['a', '', '']);
});
