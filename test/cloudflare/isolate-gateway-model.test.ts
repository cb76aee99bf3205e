import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText, wrapLanguageModel, type LanguageModelMiddleware } from 'ai';
import { AiGatewayChatLanguageModel, createAiGateway } from 'ai-gateway-provider';
import { describe, expect, it, vi } from 'vitest';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import { ok, passthrough, scenario } from '../../mocks/index.ts';
import { gatewayErrorMiddleware } from '../../src/sdk/gateway-error-middleware.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { isGatewayModel } from '../../src/cloudflare/gateway-model.ts';
import { isolateGatewayModel } from '../../src/cloudflare/isolate-gateway-model.ts';
import { connect, echoGateway } from './echo-gateway.ts';
import { anthropic, openaiChat } from './inner-models.ts';
import { ask, askInOneTick, nonces, wrongOnes } from './same-tick-calls.ts';

const chain = [openaiChat, anthropic];

describe('the isolated model', () => {
  it('looks like the original', () => {
    const model = connect(echoGateway(chain), chain);
    const isolated = isolateGatewayModel(model);
    expect(isolated).toBeInstanceOf(AiGatewayChatLanguageModel);
    expect(isGatewayModel(isolated)).toBe(true);
    const { provider, modelId, specificationVersion, supportedUrls } = isolated;
    expect({ provider, modelId, specificationVersion, supportedUrls }).toEqual({
      provider: 'openai.chat',
      modelId: 'gpt-5',
      specificationVersion: SPECIFICATION,
      supportedUrls: {},
    });
    expect(Object.keys(isolated)).toEqual(Object.keys(model));
  });

  it('is not isolated twice', () => {
    const isolated = isolateGatewayModel(connect(echoGateway(chain), chain));
    expect(isolateGatewayModel(isolated)).toBe(isolated);
  });

  it('keeps apart calls of processModelRequest, which the package leaves public', async () => {
    type Processing = {
      processModelRequest(options: object, method: string): Promise<{ content: { text: string }[] }>;
    };
    const gateway = echoGateway([openaiChat]);
    const isolated = isolateGatewayModel(connect(gateway, [openaiChat])) as unknown as Processing;
    const texts = await Promise.all(
      nonces(20).map(async nonce => {
        const prompt = [{ role: 'user', content: [{ type: 'text', text: nonce }] }];
        const { content } = await isolated.processModelRequest({ prompt }, 'doGenerate');
        return content[0]!.text.trim();
      }),
    );
    expect(texts).toEqual(nonces(20));
  });

  it('takes middleware around it', async () => {
    const upstream = scenario([passthrough(503), ok('recovered')]);
    const model = createAiGateway({ binding: upstream.binding().gateway('gateway') })(openaiChat.make());
    const seen: string[] = [];
    const watching: LanguageModelMiddleware = {
      wrapStream: ({ doStream, model }) => (seen.push(model.modelId), doStream()),
    };
    const wrapped = wrapLanguageModel({
      model: isolateGatewayModel(model),
      middleware: [watching, gatewayErrorMiddleware({ classify: (_, failure) => ({ ...failure, retryAfterMs: 0 }) })],
    });
    expect(await streamText({ model: wrapped, prompt: 'Hi' }).text).toBe('recovered');
    expect(seen).toEqual(['gpt-5', 'gpt-5']);
  });
});

describe('failures and aborts', () => {
  it('50 calls that first get a 502 are all answered by the SDK’s retries', async () => {
    const retryNow = { 'retry-after-ms': '0', 'cf-aig-step': '0' };
    const instead = (_: string, count: number) =>
      count === 1 ? new Response('bad gateway', { status: 502, headers: retryNow }) : undefined;
    const gateway = echoGateway([openaiChat], { instead });
    const model = isolateGatewayModel(connect(gateway, [openaiChat]));
    const texts = await Promise.all(
      nonces(50).map(async nonce => (await generateText({ model, prompt: `Repeat ${nonce}` })).text.trim()),
    );
    expect(texts).toEqual(nonces(50));
    expect(gateway.received).toHaveLength(100);
  });

  it.each(['generate', 'stream'] as const)('an abort ends only its own call, with its own reason (%s)', async kind => {
    const gateway = echoGateway([openaiChat], { delayMs: () => 20 });
    const model = isolateGatewayModel(connect(gateway, [openaiChat]));
    const calls = nonces(50).map((nonce, index) => {
      const controller = new AbortController();
      const reason = { left: nonce };
      if (index % 5 === 0) setTimeout(() => controller.abort(reason), index % 3);
      return { reason, isAborted: index % 5 === 0, answer: ask(model, kind, nonce, controller.signal) };
    });
    for (const { reason, isAborted, answer } of calls) {
      const { nonce, text, error } = await answer;
      if (isAborted) expect(error).toBe(reason);
      else expect(text?.trim()).toBe(nonce);
    }
    expect(gateway.received).toHaveLength(50);
  });

  it('a call whose signal is aborted already rejects with its reason', async () => {
    const gateway = echoGateway([openaiChat]);
    const model = isolateGatewayModel(connect(gateway, [openaiChat]));
    const reason = new Error('gone');
    expect((await ask(model, 'generate', 'nonce-1', AbortSignal.abort(reason))).error).toBe(reason);
  });
});

describe('what is not taken', () => {
  const plain = createOpenAI({ apiKey: 'placeholder' }).chat('gpt-5');

  it.each([
    ['a model id', 'openai/gpt-5', 'the string "openai/gpt-5"'],
    ['nothing', undefined, 'undefined'],
    ['a provider', createAiGateway({ accountId: 'a', gateway: 'g' }), 'a function'],
    ['an object', {}, 'an object that is no model'],
    ['another model', plain, 'the model openai.chat/gpt-5'],
    [
      'a wrapped gateway model',
      wrapLanguageModel({ model: connect(echoGateway(chain), chain), middleware: {} }),
      'not yet wrapped by a middleware; got the model openai.chat/gpt-5',
    ],
  ])('%s is refused by name', (_name, value, words) => {
    expect(() => isolateGatewayModel(value as LanguageModel)).toThrow(TypeError);
    expect(() => isolateGatewayModel(value as LanguageModel)).toThrow(words);
    expect(() => isolateGatewayModel(value as LanguageModel)).toThrow('takes a model of ai-gateway-provider');
    expect(isGatewayModel(value)).toBe(false);
  });

  it.each([
    ['a binding that runs nothing', [plain], { binding: {} }],
    ['no settings of a gateway', [plain], { accountId: 'account' }],
    ['a list of other things', ['gpt-5'], { accountId: 'account', gateway: 'gateway' }],
    ['no list', plain, { accountId: 'account', gateway: 'gateway' }],
  ])('a model with %s is no gateway model', (_name, models, config) => {
    const { doGenerate, doStream } = plain;
    expect(isGatewayModel({ models, config, doGenerate, doStream })).toBe(false);
    expect(isGatewayModel({ models: [plain], config: { accountId: 'a', gateway: 'g' }, doGenerate, doStream })).toBe(
      true,
    );
  });

  it('an option that does not exist is named', () => {
    const model = connect(echoGateway(chain), chain);
    expect(() => isolateGatewayModel(model, { onSerialize: vi.fn() } as object)).toThrow(
      'unknown option `onSerialize`',
    );
    expect(() => isolateGatewayModel(model, { onSerialise: 'yes' } as object)).toThrow(
      '`onSerialise` takes a function',
    );
  });

  it('a value that throws when looked at is no gateway model', () => {
    const hostile = new Proxy(
      {},
      {
        getOwnPropertyDescriptor: () => {
          throw new Error('no');
        },
      },
    );
    expect(isGatewayModel(hostile)).toBe(false);
  });
});

describe('a model of another copy of the package', () => {
  it('is told by its shape', async () => {
    class AnotherCopy extends (AiGatewayChatLanguageModel as unknown as new (...input: unknown[]) => object) {}
    Object.setPrototypeOf(
      AnotherCopy.prototype,
      Object.defineProperties({}, Object.getOwnPropertyDescriptors(AiGatewayChatLanguageModel.prototype)),
    );
    const gateway = echoGateway([openaiChat]);
    const model = new AnotherCopy([openaiChat.make()], { binding: gateway.binding }) as LanguageModel;
    expect(model).not.toBeInstanceOf(AiGatewayChatLanguageModel);
    expect(wrongOnes(await askInOneTick(isolateGatewayModel(model), 'generate', 10))).toEqual([]);
  });
});
