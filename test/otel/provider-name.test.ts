import { describe, expect, it } from 'vitest';
import { providerName } from '../../src/otel/provider-name.ts';
import { providerPackages } from '../support/provider-packages.ts';

describe('the name of a provider', () => {
  it('is the convention’s for every package under contract, where there is one', () => {
    const names = Object.values(providerPackages).map(({ connect }) => {
      const { provider } = connect({ baseURL: 'http://127.0.0.1' });
      return `${provider} → ${providerName(provider)}`;
    });
    expect([...new Set(names)].toSorted().join('\n')).toMatchInlineSnapshot(`
      "amazon-bedrock → aws.bedrock
      anthropic.messages → anthropic
      azure.chat → azure.ai.openai
      azure.responses → azure.ai.openai
      cohere.chat → cohere
      compatible.chat → compatible.chat
      deepseek.chat → deepseek
      gateway → gateway
      google.generative-ai → gcp.gemini
      groq.chat → groq
      mistral.chat → mistral_ai
      openai.chat → openai
      openai.responses → openai
      openrouter → openrouter
      workersai.chat → workersai.chat
      xai.responses → x_ai"
    `);
  });

  it.each([
    ['google.vertex.chat', 'gcp.vertex_ai'],
    ['google-vertex', 'gcp.vertex_ai'],
    ['vertex.anthropic.messages', 'gcp.vertex_ai'],
    ['bedrock.anthropic.messages', 'aws.bedrock'],
    ['azure-openai.chat', 'azure.ai.openai'],
    ['moonshotai.chat', 'moonshot_ai'],
    ['perplexity', 'perplexity'],
    ['OpenAI.chat', 'openai'],
    // What only begins like a vendor is none.
    ['openai-compatible.chat', 'openai-compatible.chat'],
    ['openaiproxy.chat', 'openaiproxy.chat'],
    ['mine', 'mine'],
    ['', ''],
  ])('of %s is %s', (provider, name) => expect(providerName(provider)).toBe(name));
});
