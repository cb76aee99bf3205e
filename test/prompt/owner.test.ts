import { describe, expect, it } from 'vitest';
import { sanitizePrompt, type SanitizePromptOptions } from '../../src/prompt/sanitize-prompt.ts';
import { assistant, by, calls, deepFreeze, executes, found, says, type TestMessage, thinks } from './prompts.ts';

const OPENAI = { provider: 'openai.responses', modelId: 'gpt-5' };
const ANTHROPIC = { provider: 'anthropic.messages', modelId: 'claude-sonnet-4-5' };

const sanitized = (messages: TestMessage[], options: SanitizePromptOptions) =>
  sanitizePrompt(deepFreeze(messages), options).prompt;

describe('parts that show nothing of their origin', () => {
  it('are judged by the others of the same answer', () => {
    const answer = assistant(thinks('why'), calls('c', { google: { thoughtSignature: 'x' } }));
    expect(sanitized([answer], { for: ANTHROPIC })).toEqual([assistant(calls('c'))]);
    expect(sanitized([answer], { for: { provider: 'google.generative-ai', modelId: 'gemini-3-pro' } })).toEqual([
      answer,
    ]);
    expect(sanitized([assistant(thinks('why'), says('so'))], { for: ANTHROPIC })).toHaveLength(1);
  });

  it('have the benefit of the doubt where the others disagree', () => {
    const own = says('so', { anthropic: { signature: 'x' } });
    const answer = assistant(thinks('why'), own, says('then', { google: { thoughtSignature: 'x' } }));
    expect(sanitized([answer], { for: ANTHROPIC })).toEqual([assistant(thinks('why'), own, says('then'))]);
  });

  it('are judged by the stamps of the others', () => {
    const answer = assistant(says('found', by('b')), executes('e1'), found('e1'));
    expect(sanitized([answer], { for: OPENAI, leg: 'a', unstamped: 'a' })).toEqual([assistant(says('found', by('b')))]);
    expect(sanitized([answer], { for: OPENAI, leg: 'b' })).toEqual([answer]);
  });

  it('are not judged by results, which go with their calls', () => {
    const answer = assistant(
      executes('e1', { openai: { itemId: 'ws_1' } }),
      found('e1', { anthropic: { caller: {} } }),
      says('found'),
      found('e2'),
    );
    const once = sanitized([answer], { for: ANTHROPIC });
    expect(once).toEqual([assistant(says('found'))]);
    expect(sanitized(once, { for: ANTHROPIC })).toBe(once);
  });
});
