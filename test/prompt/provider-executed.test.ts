import type { ModelMessage } from 'ai';
import { describe, expect, it } from 'vitest';
import type { ProviderName } from './answers.ts';
import { askNext, names } from './models.ts';
import { emptyAnswers, toolIds } from './wire-body.ts';

const RESULT = { type: 'web_search_result', url: 'FOUND', title: 'title', pageAge: null, encryptedContent: 'content' };

/** A search that a provider ran on its own servers; ids as Anthropic and OpenAI give them, without any metadata. */
const searched = (toolCallId: string): ModelMessage[] => [
  { role: 'user', content: 'ASKED' },
  {
    role: 'assistant',
    content: [
      { type: 'tool-call', toolCallId, toolName: 'web_search', input: { query: 'QUERY' }, providerExecuted: true },
      { type: 'tool-result', toolCallId, toolName: 'web_search', output: { type: 'json', value: [RESULT] } },
      { type: 'text', text: 'SAID' },
    ],
  },
];

const OWN: Record<string, readonly ProviderName[]> = {
  srvtoolu_1: ['anthropic'],
  ws_1: ['openai responses', 'azure responses', 'xai'],
};
const rows = Object.keys(OWN).flatMap(id => names.map((name): [string, ProviderName] => [id, name]));

describe('a search that another provider has run', () => {
  it.each(rows)('%s → %s: is not sent on, by legs', async (id, name) => {
    const { body } = await askNext(name, searched(id), { leg: 'b', unstamped: 'a' });
    expect(JSON.stringify(body)).not.toMatch(/srvtoolu_1|ws_1|QUERY|FOUND|web_search/);
    expect(JSON.stringify(body)).toContain('SAID');
    expect(toolIds(body)).toEqual({ calls: [], results: [] });
    expect(emptyAnswers(body)).toEqual([]);
  });

  it.each(rows)('%s → %s: is known by its id alone', async (id, name) => {
    const { prompt, sanitized } = await askNext(name, searched(id), OWN[id]?.includes(name) ? {} : { leg: 'x' });
    if (OWN[id]?.includes(name)) expect(sanitized.prompt).toBe(prompt);
    else expect(JSON.stringify(sanitized.prompt)).not.toMatch(/srvtoolu_1|ws_1/);
  });

  it('would be refused by one package and looked up in the wrong store by another, without us', async () => {
    await expect(askNext('mistral', searched('ws_1'), 'as it is')).rejects.toThrow('Unsupported content type');
    const { body } = await askNext('openai responses', searched('srvtoolu_1'), 'as it is');
    expect(JSON.stringify(body)).toContain('{"type":"item_reference","id":"srvtoolu_1"}');
  });
});
