import { createOpenAI } from '@ai-sdk/openai';
import { generateText } from 'ai';
import { describe, expect, it } from 'vitest';
import { ok, scenario } from '../../mocks/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { isolateGatewayModel } from '../../src/cloudflare/isolate-gateway-model.ts';
import { connect, echoGateway } from './echo-gateway.ts';
import { anthropic, openaiChat } from './inner-models.ts';
import { ask, askInOneTick, wrongOnes } from './same-tick-calls.ts';

const chain = [openaiChat, anthropic];

/** Everything of the model that a call could write to: own properties with their flags, and the identity of what they hold. */
function stateOf(model: LanguageModel): unknown[] {
  const { models, config } = model as unknown as { models: { config: object }[]; config: object };
  const objects = [model, models, config, ...models.flatMap(inner => [inner, inner.config])];
  return objects.map(object => [object, Object.getPrototypeOf(object), Object.getOwnPropertyDescriptors(object)]);
}

function freezeAll(model: LanguageModel): LanguageModel {
  const { models } = model as unknown as { models: { config: object }[] };
  for (const inner of models) Object.freeze(Object.freeze(inner).config);
  Object.freeze(models);
  return Object.freeze(model);
}

describe('the original', () => {
  it('is what it was, while calls run and afterwards, whatever became of them', async () => {
    const instead = (nonce: string) => (nonce.endsWith('3') ? new Response('down', { status: 502 }) : undefined);
    const gateway = echoGateway(chain, { step: nonce => Number(nonce.slice(-1)) % 2, instead });
    const model = connect(gateway, chain);
    const before = stateOf(model);
    const calls = askInOneTick(isolateGatewayModel(model), 'stream', 20);
    const during = stateOf(model);
    expect(wrongOnes(await calls).map(({ nonce }) => nonce)).toEqual(['nonce-1003', 'nonce-1013']);
    for (const state of [during, stateOf(model)]) {
      expect(state).toEqual(before);
      state.forEach((entry, index) => {
        const [object, , properties] = entry as [object, object, PropertyDescriptorMap];
        const [same, , old] = before[index] as [object, object, PropertyDescriptorMap];
        expect(object).toBe(same);
        for (const key of Object.keys(properties)) expect(properties[key]!.value, key).toBe(old[key]!.value);
      });
    }
  });

  it('is written to by the package itself, so the comparison can fail', async () => {
    const model = connect(echoGateway(chain), chain);
    const before = stateOf(model);
    await ask(model, 'generate', 'nonce-1');
    expect(stateOf(model)).not.toEqual(before);
  });

  it('still answers when it is used directly, and its inner model keeps its own fetch', async () => {
    const upstream = scenario([ok('from the provider itself')]);
    const inner = createOpenAI({ apiKey: 'placeholder', fetch: upstream.fetch }).chat('gpt-5');
    const gateway = echoGateway([openaiChat]);
    const model = connect(gateway, [{ ...openaiChat, make: () => inner }]);
    await askInOneTick(isolateGatewayModel(model), 'generate', 5);
    expect((await generateText({ model: inner, prompt: 'Hi' })).text).toBe('from the provider itself');
    expect((await ask(model, 'generate', 'nonce-7')).text).toBe('nonce-7');
  });

  it('may be frozen, which the package alone does not survive', async () => {
    const gateway = echoGateway(chain);
    const model = freezeAll(connect(gateway, chain));
    expect((await ask(model, 'generate', 'nonce-7')).error).toBeInstanceOf(TypeError);
    const answers = await askInOneTick(isolateGatewayModel(model), 'stream', 10);
    expect(wrongOnes(answers)).toEqual([]);
  });

  it('may change between two calls: the next one sees it', async () => {
    const gateway = echoGateway(chain);
    const model = connect(gateway, chain);
    const isolated = isolateGatewayModel(model);
    await ask(isolated, 'generate', 'nonce-1');
    (model as unknown as { models: unknown[] }).models.pop();
    await ask(isolated, 'generate', 'nonce-2');
    expect(gateway.received.map(({ entries }) => entries.length)).toEqual([2, 1]);
  });
});
