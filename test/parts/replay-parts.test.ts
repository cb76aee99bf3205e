/** A whole answer as a stream: what it is collected to again is the answer. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectContent } from '../../src/parts/collect-content.ts';
import { replayParts } from '../../src/parts/replay-parts.ts';
import type { GenerateResult } from '../../src/sdk-types.ts';
import { answering, RICH_ANSWERS } from '../healthy-path/rich-answers.ts';
import { usage } from '../support/part-source.ts';

type Content = GenerateResult['content'];

const result = (content: Content, rest: Partial<GenerateResult> = {}): GenerateResult => ({
  content,
  finishReason: { unified: 'stop', raw: 'stop' },
  usage,
  warnings: [],
  ...rest,
});

function again(content: Content): Content {
  const collector = collectContent();
  for (const part of replayParts(result(content))) collector.add(part);
  return collector.content();
}

const metadata = { openai: { itemId: 'i1' } };

it('has one preamble, each block in one delta, and the answer’s own finish', () => {
  const parts = replayParts(
    result(
      [
        { type: 'reasoning', text: 'think', providerMetadata: metadata },
        { type: 'text', text: 'one' },
        { type: 'tool-call', toolCallId: 'c1', toolName: 'weather', input: '{}' },
        { type: 'text', text: '' },
        { type: 'text', text: 'two' },
      ],
      {
        finishReason: { unified: 'tool-calls', raw: 'tool_calls' },
        providerMetadata: metadata,
        warnings: [{ type: 'other', message: 'w' }],
        response: { id: 'r1', modelId: 'm', headers: { secret: 'x' }, body: {} },
      },
    ),
  );
  expect(parts).toEqual([
    { type: 'stream-start', warnings: [{ type: 'other', message: 'w' }] },
    { type: 'response-metadata', id: 'r1', modelId: 'm' },
    { type: 'reasoning-start', id: 'reasoning-0', providerMetadata: metadata },
    { type: 'reasoning-delta', id: 'reasoning-0', delta: 'think' },
    { type: 'reasoning-end', id: 'reasoning-0', providerMetadata: metadata },
    { type: 'text-start', id: 'text-1' },
    { type: 'text-delta', id: 'text-1', delta: 'one' },
    { type: 'text-end', id: 'text-1' },
    { type: 'tool-call', toolCallId: 'c1', toolName: 'weather', input: '{}' },
    { type: 'text-start', id: 'text-4' },
    { type: 'text-delta', id: 'text-4', delta: 'two' },
    { type: 'text-end', id: 'text-4' },
    { type: 'finish', finishReason: { unified: 'tool-calls', raw: 'tool_calls' }, usage, providerMetadata: metadata },
  ]);
});

it('keeps a block that carries something without a word, and citations', () => {
  const citations = [{ type: 'url', url: 'https://example.com/', title: 't' }] as never;
  const content: Content = [
    { type: 'reasoning', text: '', providerMetadata: metadata },
    { type: 'text', text: 'cited', citations },
  ];
  expect(again(content)).toEqual(content);
});

it('takes a result whose optional fields are missing', () => {
  const { content, finishReason } = result([{ type: 'text', text: 'x' }]);
  const bare = { content, finishReason, usage } as GenerateResult;
  expect(replayParts(bare).map(({ type }) => type)).toEqual([
    'stream-start',
    'text-start',
    'text-delta',
    'text-end',
    'finish',
  ]);
});

describe.each(RICH_ANSWERS.map(answer => [answer.name, answer] as const))('%s', (_, answer) => {
  it('says the same as the whole answer', async () => {
    const { content } = await answer.connect(answering(answer)).doGenerate({
      prompt: [{ role: 'user', content: [{ type: 'text', text: 'Weather?' }] }],
    });
    expect(content.length).toBeGreaterThan(1);
    expect(again(content)).toEqual(content);
  });
});

it('says the same for any blocks', () => {
  const block = fc.record({
    type: fc.constantFrom('text' as const, 'reasoning' as const),
    text: fc.string({ minLength: 1 }),
  });
  fc.assert(
    fc.property(fc.array(block), content => void expect(again(content)).toEqual(content)),
    { numRuns: 200 },
  );
});
