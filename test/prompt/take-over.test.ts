import { createGoogle } from '@ai-sdk/google';
import type { ModelMessage } from 'ai';
import { describe, expect, it } from 'vitest';
import { sanitizePrompt } from '../../src/prompt/sanitize-prompt.ts';
import { answers, type ProviderName } from './answers.ts';
import { askNext, historyOf, names, recorded } from './models.ts';
import { emptyAnswers, toolIds } from './wire-body.ts';

/** From the providers' documentation and error messages. */
const ALPHANUMERIC_9 = /^[a-zA-Z0-9]{9}$/;
const WORD_64 = /^[a-zA-Z0-9_-]{1,64}$/;
const ID_PATTERNS: Record<ProviderName, RegExp> = {
  anthropic: WORD_64,
  bedrock: WORD_64,
  mistral: ALPHANUMERIC_9,
  'openai chat': /^.{1,40}$/,
  'openai responses': /^.{1,64}$/,
  'azure responses': /^.{1,64}$/,
  openrouter: /^.{1,40}$/,
  xai: /./,
  google: /./,
  'openai-compatible': /./,
  groq: /./,
  deepseek: /./,
};

const pairs = names.flatMap(from =>
  names.filter(to => to !== from).map((to): [ProviderName, ProviderName] => [from, to]),
);
const own = names.map((name): [ProviderName] => [name]);

describe('a history of one provider, continued by another', () => {
  it.each(pairs)('%s → %s: no state, no thoughts, all texts, ids the API takes', async (from, to) => {
    const { body } = await askNext(to, await historyOf(from), { leg: 'target', unstamped: 'source' });
    const json = JSON.stringify(body);
    expect(json).not.toContain('STATE-');
    expect(json).not.toContain('THOUGHT-');
    for (const text of ['ASKED', 'SAID-', 'SUNNY', 'ANSWERED-', 'ASKED-AGAIN', 'iVBORw']) {
      expect(json).toContain(text);
    }
    const { calls, results } = toolIds(body);
    expect(calls).toHaveLength(1);
    expect(results).toEqual(calls);
    expect(calls[0]).toMatch(ID_PATTERNS[to]);
    expect(emptyAnswers(body)).toEqual([]);
  });

  it.each(pairs)('%s → %s: state is known by its namespace alone', async (from, to) => {
    const { body } = await askNext(to, await historyOf(from));
    expect(JSON.stringify(body)).not.toContain('STATE-');
  });

  it.each(own)('%s → itself: the very same prompt, its state sent back as without us', async name => {
    for (const options of [{}, { leg: 'a', unstamped: 'a' }]) {
      const { prompt, sanitized, body } = await askNext(name, await historyOf(name), options);
      expect(sanitized.prompt).toBe(prompt);
      expect(sanitized.warnings).toEqual([]);
      // OpenAI's chat API keeps no state; Groq, DeepSeek and Mistral take thoughts without a signature.
      if (!['openai chat', 'groq', 'deepseek', 'mistral'].includes(name))
        expect(JSON.stringify(body)).toContain('STATE-');
    }
  });
});

describe('the same provider with another account', () => {
  it.each(own)('%s: nothing the first account keeps', async name => {
    const { body } = await askNext(name, await historyOf(name), { leg: 'b', unstamped: 'a' });
    expect(JSON.stringify(body)).not.toContain('STATE-');
    expect(toolIds(body).results).toEqual(toolIds(body).calls);
    expect(emptyAnswers(body)).toEqual([]);
  });

  it.each<[ProviderName]>([['groq'], ['deepseek'], ['mistral']])(
    '%s: thoughts that nobody signs go along',
    async name => {
      const { model } = recorded(name, []);
      const options = { leg: 'b', unstamped: 'a', models: { a: model, b: model } };
      const { body } = await askNext(name, await historyOf(name), options);
      // DeepSeek's older models take no thoughts of an earlier turn.
      if (name === 'deepseek') expect(JSON.stringify(body)).not.toContain('THOUGHT-');
      else expect(JSON.stringify(body)).toContain('THOUGHT-');
    },
  );
});

describe('what the packages send without us', () => {
  it('holds state, thoughts or ids of the one before', async () => {
    const all = names.flatMap(from => names.map((to): [ProviderName, ProviderName] => [from, to]));
    const bad: string[] = [];
    for (const [from, to] of all) {
      const { body } = await askNext(to, await historyOf(from), 'as it is');
      const badIds = toolIds(body).calls.some(id => !ID_PATTERNS[to].test(id));
      if (/STATE-|THOUGHT-/.test(JSON.stringify(body)) || badIds) bad.push(`${from} → ${to}`);
    }
    expect(bad).toEqual(
      expect.arrayContaining([
        'openai responses → openai responses',
        'anthropic → anthropic',
        'anthropic → google',
        'anthropic → openai-compatible',
        'openai responses → mistral',
        'openai-compatible → anthropic',
        'openai-compatible → bedrock',
        'deepseek → mistral',
      ]),
    );
  });
});

describe('Gemini 3', () => {
  it('gets the documented value in place of a signature, from its own package', async () => {
    const requests: string[] = [];
    const fetch: typeof globalThis.fetch = async (_input, init) => {
      requests.push(String(init?.body));
      return Response.json(answers.google.last);
    };
    const model = createGoogle({ apiKey: 'x', fetch })('gemini-3-pro-preview');
    const { sanitized } = await askNext('google', await historyOf('anthropic'), { leg: 'b', unstamped: 'a' });
    await model.doGenerate({ prompt: sanitized.prompt });
    expect(requests[0]).toContain('"thoughtSignature":"skip_thought_signature_validator"');
    expect(requests[0]).not.toContain('STATE-');
  });
});

describe('messages of a user', () => {
  it('are taken and given back in their own type, too', async () => {
    const messages = await historyOf('openai responses');
    const own: ModelMessage[] = sanitizePrompt(messages, {
      for: { provider: 'openai.responses', modelId: 'gpt-5' },
    }).prompt;
    expect(own).toBe(messages);
    const { prompt } = sanitizePrompt(messages, { for: recorded('anthropic', []).model });
    const taken: ModelMessage[] = prompt;
    expect(JSON.stringify(taken)).not.toMatch(/STATE-|THOUGHT-/);
    const { body } = await askNext('anthropic', taken, 'as it is');
    expect(toolIds(body).results).toEqual(toolIds(body).calls);
  });
});

describe('a warning', () => {
  it('names the model and what was removed, without a word of the prompt', async () => {
    const { sanitized } = await askNext('mistral', await historyOf('openai responses'), { leg: 'b', unstamped: 'a' });
    expect(sanitized.warnings).toEqual([
      {
        type: 'other',
        message:
          'Prompt adapted to mistral.chat/mistral-large-latest. Removed what another provider or account keeps: ' +
          'reasoning part (1), signature, item id or response id (4). Renamed tool-call ids that its API rejects (1).',
      },
    ]);
  });
});
