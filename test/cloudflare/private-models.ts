/** Gateway models of classes that allow no copies, on a fake gateway. */
import { AiGatewayChatLanguageModel } from 'ai-gateway-provider';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { isolateGatewayModel } from '../../src/cloudflare/isolate-gateway-model.ts';
import { echoGateway, type EchoGateway, type EchoOptions } from './echo-gateway.ts';
import { openaiChat, type InnerModel } from './inner-models.ts';

interface Calls {
  doGenerate(options: unknown): Promise<unknown>;
  doStream(options: unknown): Promise<unknown>;
}

/** The same class, as if its authors had used `#private` members: what has not gone through its constructor is refused. */
export function withPrivateMembers(base: unknown): new (...input: unknown[]) => LanguageModel {
  return class extends (base as new (...input: unknown[]) => Calls) {
    #calls = 0;
    override doGenerate(options: unknown): Promise<unknown> {
      this.#calls += 1;
      return super.doGenerate(options);
    }
    override doStream(options: unknown): Promise<unknown> {
      this.#calls += 1;
      return super.doStream(options);
    }
  } as unknown as new (...input: unknown[]) => LanguageModel;
}

export const PrivateGatewayModel = withPrivateMembers(AiGatewayChatLanguageModel);

export const privateInner: InnerModel = {
  ...openaiChat,
  make() {
    const { modelId, config, constructor } = openaiChat.make() as LanguageModel & { config: object };
    return new (withPrivateMembers(constructor))(modelId, config);
  },
};

export function setUp(options: EchoOptions = {}): {
  gateway: EchoGateway;
  model: LanguageModel;
  told: string[];
  isolated: LanguageModel;
} {
  const gateway = echoGateway([openaiChat], options);
  const model = new PrivateGatewayModel([openaiChat.make()], { binding: gateway.binding });
  const told: string[] = [];
  return { gateway, model, told, isolated: isolateGatewayModel(model, { onSerialise: reason => told.push(reason) }) };
}
