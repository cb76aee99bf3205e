import { AiGatewayChatLanguageModel } from 'ai-gateway-provider';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { isolateGatewayModel } from '../../src/cloudflare/isolate-gateway-model.ts';
import { echoGateway } from './echo-gateway.ts';
import { openaiChat } from './inner-models.ts';
import { PrivateGatewayModel, privateInner, setUp, withPrivateMembers } from './private-models.ts';
import { ask, askInOneTick, mixedRequests, nonces, wrongOnes } from './same-tick-calls.ts';

afterEach(() => vi.restoreAllMocks());

describe('a model that cannot be copied', () => {
  it.each(['generate', 'stream'] as const)('gives everyone their own answer, one call at a time (%s)', async kind => {
    const { gateway, told, isolated } = setUp({ delayMs: () => 1 });
    expect(wrongOnes(await askInOneTick(isolated, kind, 50))).toEqual([]);
    expect(gateway.received).toHaveLength(50);
    expect(mixedRequests(gateway.received, 1)).toEqual([]);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(
      /openai\.chat\/gpt-5 run one after another.*cannot be copied: Cannot read private member #calls/,
    );
  });

  it('gives everyone their own answer when only the inner class has private members', async () => {
    const gateway = echoGateway([openaiChat]);
    const told = vi.fn<(reason: string) => void>();
    const model = new AiGatewayChatLanguageModel([privateInner.make()], { binding: gateway.binding }) as LanguageModel;
    const answers = await askInOneTick(isolateGatewayModel(model, { onSerialise: told }), 'generate', 50);
    expect(wrongOnes(answers)).toEqual([]);
    expect(mixedRequests(gateway.received, 1)).toEqual([]);
    expect(told).toHaveBeenCalledTimes(1);
  });

  it('shares its turns with another that has the same inner model', async () => {
    const gateway = echoGateway([openaiChat]);
    const inner = openaiChat.make();
    const models = [0, 1].map(() =>
      isolateGatewayModel(new PrivateGatewayModel([inner], { binding: gateway.binding }), { onSerialise: () => {} }),
    );
    const answers = await Promise.all(nonces(50).map((nonce, index) => ask(models[index % 2]!, 'stream', nonce)));
    expect(wrongOnes(answers)).toEqual([]);
    expect(mixedRequests(gateway.received, 1)).toEqual([]);
  });

  it('is as it was when the calls are over, and answers directly', async () => {
    const { model, isolated } = setUp();
    const { models } = model as unknown as { models: [{ config: object }] };
    const { config } = models[0];
    const before = { ...config };
    await askInOneTick(isolated, 'stream', 5);
    expect(models[0].config).toBe(config);
    expect(config).toEqual(before);
    expect((await ask(model, 'generate', 'nonce-1')).text).toBe('nonce-1');
  });

  it('is warned of on the console, once for its class', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const Model = withPrivateMembers(AiGatewayChatLanguageModel);
    const gateway = echoGateway([openaiChat]);
    const make = () => isolateGatewayModel(new Model([openaiChat.make()], { binding: gateway.binding }));
    await askInOneTick(make(), 'generate', 5);
    await askInOneTick(make(), 'generate', 5);
    expect(warn.mock.calls.map(([line]) => String(line))).toEqual([
      expect.stringMatching(/^ai-gateway-failover: calls of openai/),
    ]);
  });

  it('answers although the listener throws', async () => {
    const { model } = setUp();
    const isolated = isolateGatewayModel(model, {
      onSerialise: () => {
        throw new Error('mine');
      },
    });
    expect((await ask(isolated, 'generate', 'nonce-1')).text).toBe('nonce-1');
  });

  it('shows what its class keeps private', () => {
    class Named extends AiGatewayChatLanguageModel {
      #name = 'chain of one';
      override get modelId(): string {
        return this.#name;
      }
    }
    const { gateway } = setUp();
    const model = new Named([openaiChat.make()], { binding: gateway.binding });
    expect(isolateGatewayModel(model).modelId).toBe('chain of one');
  });

  it('lets a stream’s reader take its time: the next call starts meanwhile', async () => {
    const { isolated } = setUp();
    const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'nonce-1' }] }];
    const { stream } = await isolated.doStream({ prompt });
    expect((await ask(isolated, 'generate', 'nonce-2')).text).toBe('nonce-2');
    await stream.cancel();
  });
});
