import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sanitizePrompt } from '../../src/prompt/sanitize-prompt.ts';
import { estimateTokens } from '../../src/prompt/estimate-tokens.ts';
import { unresolvableFile } from '../../src/references/unresolvable-file.ts';
import { anyOptions, anyPrompt, oddPrompt } from './any-prompt.ts';
import { deepFreeze, type TestMessage, type TestPart } from './prompts.ts';

const RUNS = { numRuns: 1_000 };

const parts = (prompt: readonly TestMessage[], role?: string): TestPart[] =>
  prompt.flatMap(({ role: own, content }) => (typeof content === 'string' || (role && own !== role) ? [] : content));

const idsOf = (all: TestPart[], type: string) =>
  all.filter(part => part.type === type && part['toolName'] === 'weather').map(part => String(part['toolCallId']));

describe('any prompt', () => {
  it('sanitised twice is as sanitised once, and nothing is written to', () => {
    fc.assert(
      fc.property(anyPrompt, anyOptions, (prompt, options) => {
        const once = sanitizePrompt(deepFreeze(prompt), deepFreeze(options));
        const twice = sanitizePrompt(deepFreeze(once.prompt), options);
        expect(twice.prompt).toBe(once.prompt);
        expect(twice.warnings).toEqual([]);
        if (once.prompt === prompt) expect(once.warnings).toEqual([]);
      }),
      RUNS,
    );
  });

  it('keeps every tool call of the client with its results, under one name each', () => {
    fc.assert(
      fc.property(anyPrompt, anyOptions, (prompt, options) => {
        const after = sanitizePrompt(prompt, options).prompt;
        const before = [
          ...idsOf(parts(prompt, 'assistant'), 'tool-call'),
          ...idsOf(parts(prompt, 'tool'), 'tool-result'),
        ];
        const names = [...idsOf(parts(after, 'assistant'), 'tool-call'), ...idsOf(parts(after, 'tool'), 'tool-result')];
        expect(names).toHaveLength(before.length);
        const renaming = new Map(before.map((id, index) => [id, names[index]]));
        expect(before.map(id => renaming.get(id))).toEqual(names);
        expect(new Set(renaming.values()).size).toBe(renaming.size);
      }),
      RUNS,
    );
  });

  it('keeps texts, files and options of the user’s', () => {
    const kept = (prompt: readonly TestMessage[]) =>
      parts(prompt)
        .filter(({ type, text }) => type === 'file' || (type === 'text' && String(text).trim() !== ''))
        .map(({ type, text }) => [type, text]);
    fc.assert(
      fc.property(anyPrompt, anyOptions, (prompt, options) => {
        const after = sanitizePrompt(prompt, options).prompt;
        expect(kept(after)).toEqual(kept(prompt));
        expect(after.filter(({ role }) => role === 'user')).toEqual(prompt.filter(({ role }) => role === 'user'));
      }),
      RUNS,
    );
  });

  it('asked of another leg holds no state but what that leg has stamped', () => {
    fc.assert(
      fc.property(anyPrompt, anyOptions, (prompt, options) => {
        const after = sanitizePrompt(prompt, { for: options.for, leg: 'b', unstamped: 'a' }).prompt;
        const stamped = (part: TestPart) => JSON.stringify(part['providerOptions'] ?? {}).includes('"leg":"b"');
        // Results go with their calls.
        const others = parts(after, 'assistant').filter(part => part.type !== 'tool-result' && !stamped(part));
        expect(JSON.stringify(others)).not.toContain('STATE');
      }),
      RUNS,
    );
  });

  it('may be as odd as it likes', () => {
    fc.assert(
      fc.property(fc.oneof(oddPrompt, fc.anything()), anyOptions, (prompt, options) => {
        const odd = prompt as TestMessage[];
        sanitizePrompt(odd, options);
        unresolvableFile(odd, options.for);
        expect(estimateTokens(odd)).toBeGreaterThanOrEqual(0);
      }),
      RUNS,
    );
  });
});
