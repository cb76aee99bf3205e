import { describe, expect, it } from 'vitest';
import { sanitizePrompt, type SanitizePromptOptions } from '../../src/prompt/sanitize-prompt.ts';
import { sameClaude } from '../../src/prompt/claude-signature.ts';
import { askNext, historyOf, recorded } from './models.ts';
import { assistant, calls, deepFreeze, type TestMessage, thinks } from './prompts.ts';

const ANTHROPIC = { provider: 'anthropic.messages', modelId: 'claude-sonnet-4-5' };
const VERTEX_CLAUDE = { provider: 'googleVertex.anthropic.messages', modelId: 'claude-sonnet-4-5@20250929' };
const BEDROCK_CLAUDE = { provider: 'amazon-bedrock', modelId: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0' };

const sanitized = (messages: TestMessage[], options: SanitizePromptOptions) =>
  sanitizePrompt(deepFreeze(messages), options).prompt;

describe('Claude on several platforms', () => {
  const signature = { signature: 'signed' };
  const models = {
    anthropic: ANTHROPIC,
    vertex: VERTEX_CLAUDE,
    bedrock: BEDROCK_CLAUDE,
    opus: { ...ANTHROPIC, modelId: 'claude-opus-4-5' },
  };
  const thought = (options: Record<string, Record<string, unknown>>) => [
    assistant(thinks('why', options), calls('toolu_1')),
  ];
  const after = (
    from: keyof typeof models,
    to: keyof typeof models,
    options: Record<string, Record<string, unknown>>,
  ) => sanitized(thought(options), { for: models[to], leg: to, unstamped: from, models });

  it('shares the signature of the same model, under the key of the platform', () => {
    expect(after('anthropic', 'vertex', { anthropic: signature })).toEqual(thought({ anthropic: signature }));
    expect(after('anthropic', 'bedrock', { anthropic: signature })).toEqual(
      thought({ amazonBedrock: signature, bedrock: signature }),
    );
    expect(after('bedrock', 'anthropic', { amazonBedrock: signature, bedrock: signature })).toEqual(
      thought({ anthropic: signature }),
    );
  });

  it('does not share that of another model, nor of a leg it does not know', () => {
    expect(after('opus', 'anthropic', { anthropic: signature })).toEqual([assistant(calls('toolu_1'))]);
    expect(sanitized(thought({ anthropic: signature }), { for: VERTEX_CLAUDE, leg: 'b', unstamped: 'a' })).toEqual([
      assistant(calls('toolu_1')),
    ]);
  });

  it('shares redacted thoughts only under the same key', () => {
    const redacted = { anthropic: { redactedData: 'x' } };
    expect(after('anthropic', 'vertex', redacted)).toEqual(thought(redacted));
    expect(after('anthropic', 'bedrock', redacted)).toEqual([assistant(calls('toolu_1'))]);
  });
});

describe('the same Claude', () => {
  const bedrock = (modelId: string) => ({ provider: 'amazon-bedrock', modelId });

  it.each([
    ['anthropic.claude-sonnet-4-5-20250929-v1:0', true],
    ['global.anthropic.claude-sonnet-4-5', true],
    ['anthropic.claude-sonnet-4-20250514-v1:0', false],
    ['anthropic.claude-sonnet-4-6', false],
    ['anthropic.claude-3-5-sonnet-20241022-v2:0', false],
    ['meta.llama3-70b-instruct-v1:0', false],
  ])('%s: %s', (modelId, same) => {
    expect(sameClaude(ANTHROPIC, bedrock(modelId))).toBe(same);
    expect(sameClaude(bedrock(modelId), ANTHROPIC)).toBe(same);
  });

  it('is not one behind another form of message', () => {
    expect(sameClaude(ANTHROPIC, { provider: 'openrouter', modelId: 'anthropic/claude-sonnet-4-5' })).toBe(false);
  });
});

describe('a tool loop with thinking that another platform continues', () => {
  const models = { a: recorded('anthropic', []).model, b: recorded('bedrock', []).model };

  it('Anthropic → Bedrock: has the thinking block in Bedrock’s form', async () => {
    const { body, sanitized } = await askNext('bedrock', await historyOf('anthropic'), {
      leg: 'b',
      unstamped: 'a',
      models,
    });
    expect(JSON.stringify(body)).toContain(
      '{"reasoningContent":{"reasoningText":{"text":"THOUGHT-anthropic","signature":"STATE-anthropic-signature"}}}',
    );
    expect(JSON.stringify(body)).not.toContain('STATE-anthropic-redacted');
    expect(sanitized.warnings[0]?.message).toContain('reasoning part (1)');
  });

  it('Bedrock → Anthropic: has it in Anthropic’s', async () => {
    const { body } = await askNext('anthropic', await historyOf('bedrock'), { leg: 'a', unstamped: 'b', models });
    expect(JSON.stringify(body)).toContain(
      '{"type":"thinking","thinking":"THOUGHT-bedrock","signature":"STATE-bedrock-signature"}',
    );
  });
});
