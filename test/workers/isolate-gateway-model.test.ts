import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText } from 'ai';
import { createAiGateway } from 'ai-gateway-provider';
import { expect, it, vi } from 'vitest';
import { ok, scenario } from '../../mocks/index.ts';
import { gatewayOf } from '../../src/cloudflare/gateway-of.ts';
import { isolateGatewayModel } from '../../src/cloudflare/isolate-gateway-model.ts';

const CALLS = 50;
const userTexts = (body: unknown): string[] => JSON.stringify(body).match(/nonce-\d+/g) ?? [];
const numbers = Array.from({ length: CALLS }, (_, index) => `nonce-${1000 + index}`);

it('keeps 50 calls in one tick apart, in workerd, by a binding', async () => {
  // Each caller has a script of its own, which answers with that caller's nonce.
  const upstream = scenario(nonce => [ok(nonce)], { byKey: ({ body }) => userTexts(body)[0] ?? '' });
  const inner = createOpenAI({ apiKey: 'placeholder' }).chat('gpt-5');
  const model = isolateGatewayModel(createAiGateway({ binding: upstream.binding().gateway('main') })(inner));
  const answers = await Promise.all(
    numbers.map(async (prompt, index) =>
      index % 2 ? (await generateText({ model, prompt })).text : streamText({ model, prompt }).text,
    ),
  );
  expect(answers).toEqual(numbers);
  expect(upstream.requests.map(({ body }) => new Set(userTexts(body)).size)).toEqual(numbers.map(() => 1));
});

it('takes turns in workerd when a class has private members', async () => {
  const upstream = scenario([ok('fine')]);
  const model = createAiGateway({ binding: upstream.binding().gateway('main') })(
    createOpenAI({ apiKey: 'x' }).chat('gpt-5'),
  );
  const { models, config, constructor } = model as typeof model & { models: object[]; config: object };
  const Private = class extends (constructor as new (...input: unknown[]) => typeof model) {
    #calls = 0;
    override doGenerate(options: Parameters<typeof model.doGenerate>[0]): ReturnType<typeof model.doGenerate> {
      this.#calls += 1;
      return super.doGenerate(options);
    }
  };
  const onSerialise = vi.fn<(reason: string) => void>();
  const isolated = isolateGatewayModel(new Private(models, config), { onSerialise });
  const answers = await Promise.all(numbers.slice(0, 5).map(prompt => generateText({ model: isolated, prompt })));
  expect(answers.map(({ text }) => text)).toEqual(Array(5).fill('fine'));
  expect(upstream.requests.flatMap(({ body }) => userTexts(body))).toEqual(numbers.slice(0, 5));
  expect(onSerialise).toHaveBeenCalledTimes(1);
});

it('names a gateway in workerd', () => {
  const baseURL = 'https://gateway.ai.cloudflare.com/v1/acc0/main/openai';
  expect(gatewayOf(createOpenAI({ apiKey: 'x', baseURL })('gpt-5'))).toBe('cloudflare:acc0/main');
});
