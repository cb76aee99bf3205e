/** Files in the prompts of AI SDK 6 are seen as those of AI SDK 7 are. */
import { describe, expect, it } from 'vitest';
import { estimateTokens, TOKEN_COSTS } from '../../src/prompt/estimate-tokens.ts';
import { fileIn } from '../../src/prompt/prompt-file.ts';
import { namedObjects } from '../../src/references/named-objects.ts';
import { unresolvableFile } from '../../src/references/unresolvable-file.ts';

const BYTES = new Uint8Array([1, 2]);
const GEMINI = 'https://generativelanguage.googleapis.com/v1beta/files/abc';
const ANTHROPIC = { provider: 'anthropic.messages', modelId: 'claude' };
const OPENAI = { provider: 'openai.responses', modelId: 'gpt-5' };
const GOOGLE = { provider: 'google.generative-ai', modelId: 'gemini' };

const inMessage = (part: object) => [{ role: 'user', content: [part] }];
const inResult = (item: object) => [
  {
    role: 'tool',
    content: [{ type: 'tool-result', toolCallId: 'c', toolName: 't', output: { type: 'content', value: [item] } }],
  },
];

describe('the data of a file', () => {
  it.each<[data: unknown, as: unknown]>([
    [BYTES, { type: 'data', data: BYTES }],
    ['AAEC', { type: 'data', data: 'AAEC' }],
    [new URL(GEMINI), { type: 'url', url: new URL(GEMINI) }],
    [GEMINI, { type: 'url', url: GEMINI }],
    ['file-abc', { type: 'reference', reference: { openai: 'file-abc' } }],
    ['assistant-abc', { type: 'reference', reference: { azure: 'assistant-abc' } }],
    [
      { type: 'reference', reference: { openai: 'file-1' } },
      { type: 'reference', reference: { openai: 'file-1' } },
    ],
    [undefined, undefined],
  ])('%o', (data, as) => {
    expect(fileIn({ type: 'file', mediaType: 'image/png', data })).toEqual({
      type: 'file',
      mediaType: 'image/png',
      data: as,
    });
  });
});

describe('an item of a tool’s result', () => {
  it.each<[item: object, mediaType: unknown, data: unknown]>([
    [{ type: 'file-data', mediaType: 'application/pdf', data: 'AA' }, 'application/pdf', { type: 'data', data: 'AA' }],
    [{ type: 'image-data', mediaType: 'image/png', data: 'AA' }, 'image/png', { type: 'data', data: 'AA' }],
    [{ type: 'file-url', url: 'https://host.test/a' }, undefined, { type: 'url', url: 'https://host.test/a' }],
    [{ type: 'image-url', url: 'https://host.test/a' }, 'image/*', { type: 'url', url: 'https://host.test/a' }],
    [{ type: 'file-id', fileId: { openai: 'f' } }, undefined, { type: 'reference', reference: { openai: 'f' } }],
    [{ type: 'image-file-id', fileId: 'f' }, 'image/*', { type: 'reference', reference: 'f' }],
  ])('%o', (item, mediaType, data) => expect(fileIn(item)).toEqual({ type: 'file', mediaType, data }));

  it.each([{ type: 'text', text: 'file' }, { type: 'custom' }, null, 'file'])('%o is no file', item =>
    expect(fileIn(item)).toBeUndefined(),
  );
});

describe('who can open it', () => {
  const hosted = inMessage({ type: 'file', mediaType: 'application/pdf', data: new URL(GEMINI) });
  const uploaded = inMessage({ type: 'file', mediaType: 'application/pdf', data: 'file-abc' });

  it('a file of the Gemini API: Google alone', () => {
    expect(unresolvableFile(hosted, GOOGLE)).toBeUndefined();
    expect(unresolvableFile(hosted, ANTHROPIC)).toBe('a file of the Gemini API');
  });

  it('an id of OpenAI’s: OpenAI alone', () => {
    expect(unresolvableFile(uploaded, OPENAI)).toBeUndefined();
    expect(unresolvableFile(uploaded, ANTHROPIC)).toBe('a file reference of openai');
  });

  it('an id in a result is told by its provider, and without one nobody is passed over', () => {
    const named = inResult({ type: 'file-id', fileId: { openai: 'f' } });
    expect(unresolvableFile(named, ANTHROPIC)).toBe('a file reference of openai');
    expect(unresolvableFile(inResult({ type: 'file-id', fileId: 'f' }), ANTHROPIC)).toBeUndefined();
  });

  it('is an object that the call names', () => {
    expect([...namedObjects({ prompt: uploaded }, undefined).byCall]).toEqual(['file']);
    expect([...namedObjects({ prompt: hosted }, undefined).byCall]).toEqual(['file']);
    expect([...namedObjects({ prompt: inResult({ type: 'file-id', fileId: 'f' }) }, undefined).byCall]).toEqual([
      'file',
    ]);
    const web = inMessage({ type: 'file', mediaType: 'image/png', data: new URL('https://host.test/a.png') });
    expect([...namedObjects({ prompt: web }, undefined).byCall]).toEqual(['address']);
  });
});

it('an image in a result costs what an image costs', () => {
  const without = estimateTokens(inResult({ type: 'custom' }));
  const image = inResult({ type: 'image-data', mediaType: 'image/png', data: 'AA' });
  expect(estimateTokens(image) - without).toBe(TOKEN_COSTS.perImage);
});
