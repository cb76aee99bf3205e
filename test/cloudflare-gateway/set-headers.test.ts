/** What is known of the headers that a user set, whatever the models are like. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createAiGateway } from 'ai-gateway-provider';
import { describe, expect, it } from 'vitest';
import { readSetHeaders } from '../../src/cloudflare-gateway/set-headers.ts';

const settings = { accountId: 'account', gateway: 'main', apiKey: 'token' };
const openai = (headers: Record<string, string> = {}) => createOpenAI({ apiKey: 'placeholder', headers })('gpt-5');
const claude = (headers: Record<string, string> = {}) =>
  createAnthropic({ apiKey: 'placeholder', headers })('claude-sonnet-4-5');

const ofGateway = (model: unknown, headers?: object) => {
  const set = readSetHeaders(model, headers);
  return set && Object.fromEntries([...set.values].filter(([name]) => name.startsWith('cf-aig-')));
};

describe('of models for one request', () => {
  it('values that differ are mixed, unless the call sets one', () => {
    const model = createAiGateway(settings)([
      openai({ 'CF-AIG-Metadata': '{"a":1}', 'cf-aig-max-attempts': '2' }),
      claude({ 'cf-aig-metadata': '{"b":1}', 'Cf-Aig-Max-Attempts': '2' }),
    ]);
    expect(readSetHeaders(model, {})).toMatchObject({ steps: 2 });
    expect([...readSetHeaders(model, {})!.mixed]).toContain('cf-aig-metadata');
    expect([...readSetHeaders(model, {})!.mixed]).not.toContain('cf-aig-max-attempts');
    expect([...readSetHeaders(model, { 'cf-aig-METADATA': '{}' })!.mixed]).not.toContain('cf-aig-metadata');
  });

  it('one that only one of them has is mixed', () => {
    const model = createAiGateway(settings)([openai(), claude({ 'cf-aig-metadata': '{"b":1}' })]);
    expect([...readSetHeaders(model, {})!.mixed]).toContain('cf-aig-metadata');
  });

  it('a model that cannot be looked at hides all', () => {
    const hidden = Object.assign(claude(), { config: { fetch: undefined, headers: async () => ({}) } });
    expect(readSetHeaders(createAiGateway(settings)([openai(), hidden]), {})).toBeUndefined();
  });
});

it('the call goes before the provider', () => {
  const model = openai({ 'cf-aig-max-attempts': '2', 'cf-aig-metadata': '{"a":1}' });
  expect(ofGateway(model, { 'CF-AIG-METADATA': '{"b":1}' })).toEqual({
    'cf-aig-max-attempts': '2',
    'cf-aig-metadata': '{"b":1}',
  });
});

it('headers that are computed asynchronously are not called, and not known', () => {
  let asked = 0;
  const model = {
    config: {
      async headers() {
        asked += 1;
        return {};
      },
    },
  };
  expect(readSetHeaders(model, {})).toBeUndefined();
  expect(asked).toBe(0);
});

it.each([
  ['no configuration', {}],
  ['nothing', undefined],
  ['a text', 'gpt-5'],
  [
    'headers that throw',
    {
      config: {
        headers: () => {
          throw new Error('no key');
        },
      },
    },
  ],
  ['headers that are a text', { config: { headers: () => 'x' } }],
  ['no headers', { config: {} }],
])('a model with %s sets none', (_, model) => {
  expect(ofGateway(model, { 'cf-aig-metadata': '{}' })).toEqual({ 'cf-aig-metadata': '{}' });
});

it('a model that throws when it is looked at hides all', () => {
  const hostile = new Proxy(
    {},
    {
      getOwnPropertyDescriptor() {
        throw new Error('no look');
      },
    },
  );
  expect(readSetHeaders(hostile, {})).toBeUndefined();
});

it.each([
  ['a promise', Promise.resolve({ 'cf-aig-max-attempts': '4' })],
  ['a function that returns one', () => Promise.resolve({ 'cf-aig-max-attempts': '4' })],
  ['a function that returns one that rejects', () => Promise.reject(new Error('no token'))],
])('headers that are %s are not known either', (_, headers) => {
  expect(readSetHeaders({ config: { headers } }, {})).toBeUndefined();
});
