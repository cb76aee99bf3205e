import { describe, expect, it } from 'vitest';
import { joinParts } from '../../src/parts/join-parts.ts';
import type { StreamPart } from '../../src/sdk-types.ts';
import { finish, metadata, start, usage } from '../support/part-source.ts';

const SHOWN = 'The quick brown fox';

const blockStart = (id: string): StreamPart => ({ type: 'text-start', id });
const delta = (id: string, text: string): StreamPart => ({ type: 'text-delta', id, delta: text });
const blockEnd = (id: string): StreamPart => ({ type: 'text-end', id });

/** What becomes of these parts after the text so far. */
function joined(...parts: StreamPart[]): StreamPart[] {
  const join = joinParts(SHOWN, 'open');
  return parts.flatMap(part => join(part));
}

describe('the parts of a continuation', () => {
  it('go on in the block that is open, without their preamble and start', () => {
    expect(joined(start, metadata, blockStart('x'), delta('x', ' jumps'), delta('x', ' over'), blockEnd('x'))).toEqual([
      delta('open', ' jumps'),
      delta('open', ' over'),
      blockEnd('open'),
    ]);
  });

  it('say nothing twice', () => {
    expect(joined(blockStart('x'), delta('x', 'The quick brown fox jumps'))).toEqual([delta('open', ' jumps')]);
  });

  it('keep what was held for a repetition that did not come', () => {
    expect(joined(blockStart('x'), delta('x', 'The quick'), blockEnd('x'))).toEqual([
      delta('open', 'The quick'),
      blockEnd('open'),
    ]);
  });

  it('get other ids where the broken stream may have used theirs', () => {
    expect(
      joined(
        blockStart('open'),
        delta('open', ' jumps'),
        blockEnd('open'),
        { type: 'reasoning-start', id: 'open' },
        { type: 'reasoning-delta', id: 'open', delta: 'so' },
        { type: 'reasoning-end', id: 'open' },
        blockStart('second'),
        delta('second', 'More.'),
        blockEnd('second'),
      ),
    ).toEqual([
      delta('open', ' jumps'),
      blockEnd('open'),
      { type: 'reasoning-start', id: 'continued open' },
      { type: 'reasoning-delta', id: 'continued open', delta: 'so' },
      { type: 'reasoning-end', id: 'continued open' },
      blockStart('continued second'),
      delta('continued second', 'More.'),
      blockEnd('continued second'),
    ]);
  });

  it('close the open block before the finish, which says where they began', () => {
    const end: StreamPart = {
      ...finish(),
      providerMetadata: { p: { q: 1 }, failover: { degraded: true } },
    } as StreamPart;
    expect(joined(end)).toEqual([
      blockEnd('open'),
      {
        type: 'finish',
        finishReason: { unified: 'stop', raw: 'stop' },
        usage,
        providerMetadata: { p: { q: 1 }, failover: { degraded: true, continued: true, continuedAt: SHOWN.length } },
      },
    ]);
  });

  it('close the open block once, also when another one begins before its end', () => {
    expect(joined(blockStart('x'), delta('x', ' jumps'), blockStart('y'), finish()).map(({ type }) => type)).toEqual([
      'text-delta',
      'text-end',
      'text-start',
      'finish',
    ]);
  });

  it('pass as they are otherwise', () => {
    const call: StreamPart = { type: 'tool-call', toolCallId: 'c', toolName: 'tool', input: '{}' };
    expect(joined(call)[0]).toBe(call);
  });
});
