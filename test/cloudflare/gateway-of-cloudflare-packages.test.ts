import { createOpenAI } from '@ai-sdk/openai';
import { createAiGateway } from 'ai-gateway-provider';
import { describe, expect, it, vi } from 'vitest';
import { createGatewayFetch, createWorkersAI } from 'workers-ai-provider';
import { gatewayOf } from '../../src/cloudflare/gateway-of.ts';
import { isolateGatewayModel } from '../../src/cloudflare/isolate-gateway-model.ts';

const apiKey = 'placeholder';

describe('ai-gateway-provider', () => {
  const inner = createOpenAI({ apiKey })('gpt-5');
  const binding = { run: async () => new Response() };
  const resume = (gateway: string) => ({ binding: {} as never, gateway });

  it('with an API key is the same gateway as by address', () => {
    const model = createAiGateway({ accountId: 'acc0', gateway: 'main', apiKey: 'token' })([inner]);
    expect(gatewayOf(model)).toBe('cloudflare:acc0/main');
    expect(gatewayOf(isolateGatewayModel(model))).toBe('cloudflare:acc0/main');
  });

  it('with a binding is known by the binding', () => {
    const one = gatewayOf(createAiGateway({ binding })(inner));
    expect(one).toMatch(/^cloudflare:instance\/\d+$/);
    expect(gatewayOf(createAiGateway({ binding })([inner, inner]))).toBe(one);
    expect(gatewayOf(isolateGatewayModel(createAiGateway({ binding })(inner)))).toBe(one);
    expect(gatewayOf(createAiGateway({ binding: { ...binding } })(inner))).not.toBe(one);
  });

  it('with a binding is known by name if the settings for resuming say it', () => {
    const named = createAiGateway({ binding, resume: resume('main') })(inner);
    expect(gatewayOf(named)).toBe('cloudflare:binding/main');
    expect(gatewayOf(createAiGateway({ binding: { ...binding }, resume: resume('main') })(inner))).toBe(
      gatewayOf(named),
    );
  });
});

describe('workers-ai-provider', () => {
  const run = vi.fn<() => void>();
  const binding = { run } as never;
  const id = '@cf/meta/llama-3.1-8b-instruct';
  const main = { gateway: { id: 'main' } };

  it('with a binding names the gateway of the provider, or else of the model', () => {
    expect(gatewayOf(createWorkersAI({ binding, ...main })(id))).toBe('cloudflare:binding/main');
    expect(gatewayOf(createWorkersAI({ binding })(id, main))).toBe('cloudflare:binding/main');
    expect(gatewayOf(createWorkersAI({ binding, ...main })(id, { gateway: { id: 'other' } }))).toBe(
      'cloudflare:binding/main',
    );
    expect(gatewayOf(createWorkersAI({ binding })('dynamic/route' as never))).toBe('cloudflare:binding/default');
    // Models other than chat do not tell a binding from an API key.
    expect(gatewayOf(createWorkersAI({ binding, ...main }).embedding('@cf/baai/bge-m3'))).toMatch(
      /^cloudflare:instance\/\d+\/main$/,
    );
  });

  it('really sends by that gateway', async () => {
    run.mockClear();
    const model = createWorkersAI({ binding, ...main })(id, { gateway: { id: 'other' } });
    await Promise.resolve(
      model.doGenerate({ prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] }),
    ).catch(() => {});
    expect(run).toHaveBeenCalledWith(id, expect.anything(), expect.objectContaining({ gateway: { id: 'main' } }));
  });

  it('with an API key hides its account, so only models of one provider are known to share a gateway', () => {
    const provider = createWorkersAI({ accountId: 'acc0', apiKey, ...main });
    expect(gatewayOf(provider(id))).toMatch(/^cloudflare:instance\/\d+\/main$/);
    expect(gatewayOf(provider('@cf/openai/gpt-oss-120b'))).toBe(gatewayOf(provider(id)));
    expect(gatewayOf(createWorkersAI({ accountId: 'acc1', apiKey, ...main })(id))).not.toBe(gatewayOf(provider(id)));
  });

  it('without a gateway, or with a custom fetch through one, names none', () => {
    expect(gatewayOf(createWorkersAI({ binding })(id))).toBeUndefined();
    const fetch = createGatewayFetch({ binding, gateway: 'main' });
    expect(gatewayOf(createOpenAI({ apiKey, fetch })('gpt-5'))).toBeUndefined();
  });
});
