import { describe, expect, it } from 'vitest';
import { sanitizePrompt } from '../../src/prompt/sanitize-prompt.ts';
import { assistant, calls, executes, found, returns, type TestMessage, toolMessage } from './prompts.ts';

const MISTRAL = { provider: 'mistral.chat', modelId: 'mistral-large-latest' };

const idsIn = (message: TestMessage | undefined): string[] =>
  message === undefined || typeof message.content === 'string'
    ? []
    : message.content.map(({ toolCallId }) => String(toolCallId));

/** The name an id has in the first call and in its result. */
const renamed = (id: string, model = MISTRAL, others: string[] = []) => {
  const messages = [assistant(calls(id), ...others.map(other => calls(other))), toolMessage(returns(id))];
  const [answer, results] = sanitizePrompt(messages, { for: model }).prompt;
  const [name] = idsIn(answer);
  expect(idsIn(results)).toEqual([name]);
  return name ?? '';
};

describe('tool-call ids', () => {
  const long = 'x'.repeat(70);

  it.each([
    ['mistral.chat', 'mistral-large-latest', 'abcDEF123', 'call_1'],
    ['mistral.chat', 'mistral-large-latest', '000000000', 'abcDEF1234'],
    ['anthropic.messages', 'claude-sonnet-4-5', 'toolu_01-a', 'call_abc|fc_1'],
    ['anthropic.messages', 'claude-sonnet-4-5', 'x'.repeat(64), 'x'.repeat(65)],
    ['googleVertex.anthropic.messages', 'claude-sonnet-4-5', 'toolu_1', 'functions.weather:0'],
    ['bedrock.anthropic.messages', 'claude-sonnet-4-5', 'toolu_1', 'functions.weather:0'],
    ['amazon-bedrock', 'anthropic.claude-sonnet-4-5', 'tooluse_1', 'a b'],
    ['openai.chat', 'gpt-5', 'x'.repeat(40), 'x'.repeat(41)],
    ['azure.chat', 'gpt-5', 'x'.repeat(40), 'x'.repeat(41)],
    ['openai.responses', 'gpt-5', 'call_abc|fc_1', 'x'.repeat(65)],
    ['azure.responses', 'gpt-5', 'x'.repeat(64), 'x'.repeat(65)],
    ['openrouter', 'openai/gpt-5', 'x'.repeat(40), 'x'.repeat(41)],
    ['openrouter', 'anthropic/claude-sonnet-4.5', 'toolu_1', 'a|b'],
    ['openrouter', 'mistralai/mistral-large', 'abcDEF123', 'call_1'],
  ])('of %s (%s): %s stays, %s does not', (provider, modelId, good, bad) => {
    const model = { provider, modelId };
    expect(renamed(good, model)).toBe(good);
    const name = renamed(bad, model);
    expect(name).not.toBe(bad);
    // What is acceptable is what stays: the new name has to.
    expect(renamed(name, model)).toBe(name);
  });

  it.each([
    ['google.generative-ai', 'gemini-3-pro'],
    ['xai.responses', 'grok-4'],
    ['groq.chat', 'llama'],
    ['cohere.chat', 'command-a'],
    // The Bedrock package makes ids for Mistral itself.
    ['amazon-bedrock', 'mistral.mistral-large-2402-v1:0'],
    // Kimi reads a meaning into its own ids.
    ['openrouter', 'moonshotai/kimi-k2'],
    ['my-own.chat', 'model'],
  ])('of %s (%s) are all left as they are', (provider, modelId) => {
    for (const id of ['functions.weather:0', long, 'call_abc|fc_1'])
      expect(renamed(id, { provider, modelId })).toBe(id);
  });

  it('get the same name in every prompt, alone or among others', () => {
    const name = renamed('call_1');
    expect(name).toMatch(/^[a-zA-Z0-9]{9}$/);
    expect(renamed('call_1', MISTRAL, ['call_2', 'call_3'])).toBe(name);
    // Written down: a new hash would give running conversations new ids, and cold caches, with an update.
    expect(name).toBe('kqlVSBTRw');
  });

  it('get another name if theirs is taken', () => {
    const name = renamed('call_1');
    const second = renamed('call_1', MISTRAL, [name]);
    expect(second).toMatch(/^[a-zA-Z0-9]{9}$/);
    expect(second).not.toBe(name);
  });

  it('differ for a hundred thousand ids that are alike', () => {
    const ids = Array.from({ length: 100_000 }, (_, index) => `call_${index}`);
    const [message] = sanitizePrompt([assistant(...ids.map(id => calls(id)))], { for: MISTRAL }).prompt;
    const names = idsIn(message);
    expect(new Set(names).size).toBe(ids.length);
    expect(names.every(name => /^[a-zA-Z0-9]{9}$/.test(name))).toBe(true);
    // A good hash uses all digits in all places about equally: 62 digits, 100,000 names, 1,613 each.
    for (let place = 0; place < 9; place += 1) {
      const counts = new Map<string, number>();
      for (const name of names) counts.set(name.charAt(place), (counts.get(name.charAt(place)) ?? 0) + 1);
      expect(counts.size).toBe(62);
      expect(Math.max(...counts.values())).toBeLessThan(1_900);
    }
  });

  it('of tools that the provider ran itself are not touched', () => {
    const messages = [assistant(executes('srvtoolu_1|x'), found('srvtoolu_1|x'))];
    expect(sanitizePrompt(messages, { for: { provider: 'anthropic.messages', modelId: 'claude' } }).prompt).toBe(
      messages,
    );
  });
});
