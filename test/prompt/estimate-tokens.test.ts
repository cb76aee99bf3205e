import { describe, expect, it } from 'vitest';
import { estimateTokens } from '../../src/prompt/estimate-tokens.ts';
import { assistant, calls, file, returns, says, toolMessage, user } from './prompts.ts';

const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;

describe('an estimate of tokens', () => {
  it.each([
    ['an empty prompt', [], 0],
    ['a system prompt', [{ role: 'system', content: 'a'.repeat(400) }], 104],
    ['a text', [user(says('a'.repeat(400)))], 104],
    ['Chinese', [user(says('字'.repeat(300)))], 204],
    ['an image, however large', [user(file({ type: 'data', data: 'A'.repeat(1_000_000) }))], 1_604],
    ['a PDF', [user(file({ type: 'url', url: new URL('https://a.b/c') }, 'application/pdf'))], 3_004],
    ['a file of text', [user(file({ type: 'text', text: 'a'.repeat(400) }, 'text/plain'))], 104],
    // weather (7) and {"city":"Oslo"} (15): 5.5
    ['a tool call', [assistant(calls('c'))], 10],
    // weather (7) and SUNNY (5): 3
    ['a tool result', [toolMessage(returns('c'))], 7],
    [
      'an image in a tool result',
      [toolMessage({ ...returns('c'), output: { type: 'content', value: [file({})] } })],
      1_606,
    ],
    ['an input that is no JSON', [assistant({ ...calls('c'), input: cyclic })], 6],
    ['a denial', [toolMessage({ ...returns('c'), output: { type: 'execution-denied', reason: 'a'.repeat(40) } })], 16],
  ])('of %s', (_, prompt, tokens) => {
    expect(estimateTokens(prompt)).toBe(tokens);
  });
});
