import { describe, expect, it } from 'vitest';
import { sanitizeProviderOptions } from '../../src/prompt/sanitize-provider-options.ts';
import { deepFreeze } from './prompts.ts';

const model = { provider: 'azure.responses', modelId: 'gpt-5' };
const fallback = { for: model, leg: 'backup', unstamped: 'primary' };

describe('call options', () => {
  it.each([
    [
      { openai: { previousResponseId: 'resp_1', store: true } },
      { openai: { store: true } },
      'openai.previousResponseId',
    ],
    [{ openai: { conversation: 'conv_1' } }, { openai: {} }, 'openai.conversation'],
    [{ azure: { conversation: 'conv_1' } }, { azure: {} }, 'azure.conversation'],
    [{ xai: { previousResponseId: 'r' } }, { xai: {} }, 'xai.previousResponseId'],
    [{ google: { cachedContent: 'cachedContents/1' } }, { google: {} }, 'google.cachedContent'],
    [{ google: { previousInteractionId: 'i' } }, { google: {} }, 'google.previousInteractionId'],
    [{ anthropic: { thread: { type: 'continue', previousMessageId: 'm' } } }, { anthropic: {} }, 'anthropic.thread'],
    [
      { anthropic: { container: { id: 'c', skills: [] } } },
      { anthropic: { container: { skills: [] } } },
      'anthropic.container',
    ],
  ])('%j lose what a server keeps, for another leg', (before, after, name) => {
    const { providerOptions, warnings } = sanitizeProviderOptions(deepFreeze(before), fallback);
    expect(providerOptions).toEqual(after);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({
      type: 'other',
      message: expect.stringContaining(`Removed ${name}:`) as string,
    });
    expect(JSON.stringify(warnings)).not.toMatch(/resp_1|conv_1/);
  });

  it.each([
    [{ openai: { reasoningEffort: 'high', store: false, promptCacheKey: 'k', previousResponseId: null } }],
    [{ anthropic: { thinking: { type: 'enabled' }, thread: { type: 'create' }, container: { skills: [] } } }],
    [{ mine: { conversation: 'a topic', keep: 1 }, odd: 1 }],
    [{}],
  ])('%j stay as they are', options => {
    expect(sanitizeProviderOptions(deepFreeze(options), fallback).providerOptions).toEqual(options);
    expect(sanitizeProviderOptions(options, fallback).providerOptions).toBe(options);
    expect(sanitizeProviderOptions(options, fallback).warnings).toEqual([]);
  });

  it('stay the very same for the leg they were written for, or where no leg is named', () => {
    const options = { openai: { previousResponseId: 'resp_1' } };
    expect(sanitizeProviderOptions(options, { for: model, leg: 'a', unstamped: 'a' }).providerOptions).toBe(options);
    expect(sanitizeProviderOptions(options, { for: model }).providerOptions).toBe(options);
    expect(sanitizeProviderOptions(undefined, fallback)).toEqual({ providerOptions: undefined, warnings: [] });
  });
});
