/**
 * Which legs share a gateway whose identity no address at its own host tells: after it says that it does not exist, every
 * further leg through it is skipped, and one through another gateway is asked.
 */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { embed } from 'ai';
import { describe, expect, it } from 'vitest';
import { fixtures, ok, scenario } from '../../mocks/index.ts';
import { createEmbeddingFailover, createFailover, type CreateFailoverOptions, type LegInput } from '../../src/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { CALLS } from '../support/calls.ts';
import { json, upstream } from '../embeddings/upstreams.ts';

const apiKey = 'placeholder';
const ACCOUNT = '0123456789abcdef0123456789abcdef';
const OTHER_ACCOUNT = 'fedcba9876543210fedcba9876543210';

interface Settings {
  baseURL: string;
  headers?: Record<string, string>;
  fetch: typeof globalThis.fetch;
}

const PACKAGES: readonly [name: string, make: (settings: Settings) => LanguageModel][] = [
  ['openai responses', settings => createOpenAI({ apiKey, ...settings }).responses('openai/gpt-5')],
  ['openai chat', settings => createOpenAI({ apiKey, ...settings }).chat('openai/gpt-5')],
  ['anthropic', settings => createAnthropic({ apiKey, ...settings })('anthropic/claude-sonnet-4-5')],
  ['openai-compatible', settings => createOpenAICompatible({ name: 'cf', apiKey, ...settings })('openai/gpt-5')],
];

/** A leg, and what its upstream was asked. */
interface Connected {
  leg: LegInput;
  asked: string[];
}

type Declared = Partial<Exclude<LegInput, string | LanguageModel>>;

const rest = (account = ACCOUNT) => `https://api.cloudflare.com/client/v4/accounts/${account}/ai/v1`;
const own = (gateway: string, account = ACCOUNT) => `https://ai.example.com/v1/${account}/${gateway}/openai`;
const named = (gateway: string) => ({ 'cf-aig-gateway-id': gateway });

describe.each(CALLS)('%s', (_, call) => {
  describe.each(PACKAGES)('%s', (__, make) => {
    function connect(name: string, settings: Omit<Settings, 'fetch'>, declared: Declared = {}): Connected {
      const made = scenario([name === 'first' ? fixtures['cloudflare-2001'] : ok(name)]);
      const asked: string[] = [];
      const fetch: typeof globalThis.fetch = (input, init) => {
        asked.push(new Headers(init?.headers).get('cf-aig-gateway-id') ?? '');
        return made.fetch(input, init);
      };
      return { leg: { name, model: make({ ...settings, fetch }), ...declared } as LegInput, asked };
    }

    /** The names of the legs that were asked after one another. */
    async function play(
      legs: Connected[],
      headers?: Record<string, string>,
      options: Partial<CreateFailoverOptions> = {},
    ) {
      const model = createFailover({ models: legs.map(({ leg }) => leg), ...options });
      const { text } = await call(model, { maxRetries: 0, ...(headers && { headers }) });
      return { text, asked: legs.map(({ asked }) => asked) };
    }

    it('the REST API with the header in the settings of the provider', async () => {
      const legs = [
        connect('first', { baseURL: rest(), headers: named('main') }),
        connect('second', { baseURL: `${rest()}/`, headers: { 'CF-AIG-Gateway-Id': 'main' } }),
        connect('third', { baseURL: rest(), headers: named('spare') }),
      ];
      expect(await play(legs)).toEqual({ text: 'third', asked: [['main'], [], ['spare']] });
    });

    it('the same gateway by the REST API and by its own host', async () => {
      const legs = [
        connect('first', { baseURL: rest(), headers: named('main') }),
        connect('second', { baseURL: `https://gateway.ai.cloudflare.com/v1/${ACCOUNT}/main/openai` }),
        connect('third', { baseURL: `https://gateway.ai.cloudflare.com/v1/${ACCOUNT}/spare/openai` }),
      ];
      expect((await play(legs)).text).toBe('third');
    });

    it('a gateway of the same name in another account is another one', async () => {
      const legs = [
        connect('first', { baseURL: rest(), headers: named('main') }),
        connect('second', { baseURL: rest(OTHER_ACCOUNT), headers: named('main') }),
      ];
      expect((await play(legs)).text).toBe('second');
    });

    it('the REST API without the header names none: every leg is asked', async () => {
      const legs = [connect('first', { baseURL: rest() }), connect('second', { baseURL: rest() })];
      expect((await play(legs)).text).toBe('second');
    });

    it('the header that is declared for a leg, before that of its provider', async () => {
      const legs = [
        connect('first', { baseURL: rest(), headers: named('spare') }, { headers: named('main') }),
        connect('second', { baseURL: rest() }, { headers: named('main') }),
        connect('third', { baseURL: rest(), headers: named('main') }, { headers: named('spare') }),
      ];
      expect(await play(legs)).toEqual({ text: 'third', asked: [['main'], [], ['spare']] });
    });

    it('the header of the call, for the legs that are sent it', async () => {
      const legs = [
        connect('first', { baseURL: rest(), headers: named('spare') }),
        connect('second', { baseURL: rest(), headers: named('other') }),
        connect('third', { baseURL: rest() }, { headers: named('spare') }),
      ];
      expect(await play(legs, { 'Cf-Aig-Gateway-Id': 'main' })).toEqual({
        text: 'third',
        asked: [['main'], [], ['spare']],
      });
      // The next call names none, and is not judged by what the last one did.
      expect(await play([legs[0]!, legs[1]!])).toMatchObject({ text: 'second' });
    });

    it('a domain of one’s own whose path names account and gateway', async () => {
      const legs = [
        connect('first', { baseURL: own('main') }),
        connect('second', { baseURL: own('main') }),
        connect('third', { baseURL: own('spare') }),
      ];
      expect((await play(legs)).text).toBe('third');
    });

    it('a domain of one’s own without them, whose gateway is declared', async () => {
      const baseURL = 'https://ai.example.com/openai/v1';
      const legs = [
        connect('first', { baseURL }, { gateway: 'ours' }),
        connect('second', { baseURL: rest(), headers: named('main') }, { gateway: 'ours' }),
        connect('third', { baseURL, headers: named('main') }),
      ];
      expect((await play(legs)).text).toBe('third');
    });

    it('`/v1` at a host that is no gateway is none', async () => {
      const baseURL = 'https://llm.example.com/v1';
      const legs = [connect('first', { baseURL }), connect('second', { baseURL })];
      expect((await play(legs)).text).toBe('second');
    });
  });

  it('a header of the call that another vendor is not sent names nothing there, unless it is forwarded', async () => {
    const openai = (name: string, gateway: string) => {
      const { fetch } = scenario([name === 'first' ? fixtures['cloudflare-2001'] : ok(name)]);
      const baseURL = `https://gateway.ai.cloudflare.com/v1/${ACCOUNT}/${gateway}/openai`;
      return { name, model: createOpenAI({ apiKey, baseURL, fetch })('gpt-5') };
    };
    const { fetch } = scenario([ok('second')]);
    const second = {
      name: 'second',
      model: createAnthropic({ apiKey, baseURL: rest(), headers: named('spare'), fetch })(
        'anthropic/claude-sonnet-4-5',
      ),
    };
    const models = [openai('first', 'main'), second, openai('third', 'else')];
    const ask = async (options: Partial<CreateFailoverOptions>) =>
      (await call(createFailover({ models, ...options }), { headers: named('main') })).text;
    expect(await ask({})).toBe('second');
    expect(await ask({ forwardHeaders: ['cf-aig-gateway-id'] })).toBe('third');
  });

  it('the key is asked for only when another leg is looked for', async () => {
    let keys = 0;
    const key = () => {
      keys += 1;
      return 'key';
    };
    const models = [ok('one'), ok('two')].map(step =>
      createOpenAI({ apiKey: key as never, baseURL: rest(), headers: named('main'), fetch: scenario([step]).fetch })(
        'openai/gpt-5',
      ),
    );
    const model = createFailover({ models });
    expect(keys).toBe(0);
    expect((await call(model)).text).toBe('one');
    expect(keys).toBe(1);
  });
});

it('embeddings share a gateway, too', async () => {
  const noGateway = json(fixtures['cloudflare-2001'].body!, 400);
  const good = json({
    object: 'list',
    data: [{ object: 'embedding', index: 0, embedding: [1, 0.5] }],
    model: 'm',
    usage: { prompt_tokens: 1 },
  });
  const upstreams = [upstream(noGateway), upstream(good), upstream(good)];
  const gateways = ['main', 'main', 'spare'];
  const models = upstreams.map(({ fetch }, index) => ({
    space: 'small',
    model: createOpenAI({ apiKey, baseURL: rest(), headers: named(gateways[index]!), fetch }).embedding('openai/small'),
  }));
  await embed({ model: createEmbeddingFailover({ models }), value: 'hi', maxRetries: 0 });
  expect(upstreams.map(({ asked }) => asked.length)).toEqual([1, 0, 1]);
});
