import { afterEach, describe, expect, it, vi } from 'vitest';
import { isolateGatewayModel } from '../../src/cloudflare/isolate-gateway-model.ts';
import { connect, echoGateway, type Mode } from './echo-gateway.ts';
import { anthropic, innerModels, openaiChat } from './inner-models.ts';
import { ask, askInOneTick, mixedRequests, nonces, wrongOnes, type Kind } from './same-tick-calls.ts';

const CALLS = 50;
const kinds: Kind[] = ['generate', 'stream'];
const modes: Mode[] = ['binding', 'API key'];

afterEach(() => vi.unstubAllGlobals());

describe.each(modes)('50 calls in one tick, gateway by %s', mode => {
  it.each(innerModels.flatMap(inner => kinds.map(kind => [inner.name, kind, inner] as const)))(
    '%s, %s: everyone gets their own answer',
    async (_name, kind, inner) => {
      const gateway = echoGateway([inner]);
      vi.stubGlobal('fetch', gateway.fetch);
      const answers = await askInOneTick(isolateGatewayModel(connect(gateway, [inner], mode)), kind, CALLS);
      expect(wrongOnes(answers)).toEqual([]);
      expect(gateway.received).toHaveLength(CALLS);
      expect(mixedRequests(gateway.received, 1)).toEqual([]);
      expect(new Set(gateway.received.flatMap(({ entries }) => entries.map(({ provider }) => provider)))).toEqual(
        new Set([inner.gatewayProvider]),
      );
    },
  );
});

describe('the shared model as it is', () => {
  it.each(kinds)('sends all prompts in one request and gives nobody their own answer (%s)', async kind => {
    const gateway = echoGateway([openaiChat]);
    const answers = await askInOneTick(connect(gateway, [openaiChat]), kind, CALLS);
    expect(wrongOnes(answers)).toHaveLength(CALLS);
    expect(Math.max(...gateway.received.map(({ nonces }) => new Set(nonces.flat()).size))).toBe(CALLS);
  });
});

describe('an isolated model', () => {
  it.each(kinds)('serves a chain of two whichever of them answers (%s)', async kind => {
    const chain = [openaiChat, anthropic];
    const step = (nonce: string) => (Number(nonce.slice(-2)) * 7) % 2;
    const gateway = echoGateway(chain, { step });
    const answers = await askInOneTick(isolateGatewayModel(connect(gateway, chain)), kind, CALLS);
    expect(wrongOnes(answers)).toEqual([]);
    expect(mixedRequests(gateway.received, 2)).toEqual([]);
    expect(gateway.received).toHaveLength(CALLS);
    expect(new Set(nonces(CALLS).map(step))).toEqual(new Set([0, 1]));
  });

  it.each(kinds)('serves calls that start while others are under way (%s)', async kind => {
    const gateway = echoGateway([anthropic], { delayMs: () => Math.random() * 30 });
    const model = isolateGatewayModel(connect(gateway, [anthropic]));
    const calls = nonces(CALLS).map(async (nonce, index) => {
      await new Promise(resolve => setTimeout(resolve, index % 11));
      return ask(model, kind, nonce);
    });
    expect(wrongOnes(await Promise.all(calls))).toEqual([]);
    expect(mixedRequests(gateway.received, 1)).toEqual([]);
  });

  it('serves inner models whose headers take their time', async () => {
    const headers = async () => {
      await new Promise(resolve => setTimeout(resolve, Math.random() * 5));
      return { authorization: 'Bearer placeholder' };
    };
    const slow = {
      ...openaiChat,
      make: () => {
        const model = openaiChat.make();
        Object.assign((model as unknown as { config: object }).config, { headers });
        return model;
      },
    };
    const gateway = echoGateway([slow]);
    expect(wrongOnes(await askInOneTick(isolateGatewayModel(connect(gateway, [slow])), 'generate', CALLS))).toEqual([]);
    expect(mixedRequests(gateway.received, 1)).toEqual([]);
  });

  it('serves two gateway models that share an inner model', async () => {
    const gateway = echoGateway([openaiChat]);
    const shared = { ...openaiChat, make: () => inner };
    const inner = openaiChat.make();
    const models = [0, 1].map(() => isolateGatewayModel(connect(gateway, [shared])));
    const answers = await Promise.all(nonces(CALLS).map((nonce, index) => ask(models[index % 2]!, 'generate', nonce)));
    expect(wrongOnes(answers)).toEqual([]);
    expect(mixedRequests(gateway.received, 1)).toEqual([]);
  });
});
